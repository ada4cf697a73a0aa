"""To whom a letter goes: the one whom its row in the table names, never somebody near it."""

from ..domain.letters.kinds import Receiver
from ..domain.text import msgid
from ..store.models import Message
from ..store.models.letters import ADDRESS_WRONG

_ERASED = msgid("the address was erased")


class NotNeeded(Exception):
    """The letter says nothing useful any more; the text says why."""


def recipient(message: Message) -> str:
    """The address of a letter. Raises NotNeeded if nobody is there to be written to."""
    address, why_none = _address(message)
    if not address:
        raise NotNeeded(why_none)
    return address


def _address(message: Message) -> tuple[str | None, str]:
    """The address, and why there is none if there is none."""
    receiver = message.kind.row.receiver
    # The team reads a letter to people before it goes: as a test, to the member's own address.
    if receiver is Receiver.STAFF or message.staff is not None:
        return _of_staff(message)
    if receiver is Receiver.TRAINER:
        trainer = message.trainer
        return trainer.email if trainer else None, msgid("the trainer is no longer there")
    if receiver is Receiver.ADDRESS or message.facts.get("new_address"):
        return message.address, _ERASED
    return _of_person(message)


def _of_staff(message: Message) -> tuple[str | None, str]:
    member = message.staff
    here = member is not None and member.active
    return member.email if member and here else None, msgid("the member has left the team")


def _of_person(message: Message) -> tuple[str | None, str]:
    person = message.registration
    if person is not None and person.address_wrong:
        return None, ADDRESS_WRONG
    return person.email if person else None, _ERASED
