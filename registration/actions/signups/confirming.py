"""A person confirms the address, or changes her own details."""

from collections.abc import Sequence
from datetime import datetime

from ...domain.letters.kinds import ABOUT_THE_SEAT, Kind, first_letter
from ...domain.signups.fields import FIELDS, Person
from ...domain.signups.seats import state_when_confirmed
from ...domain.states import RegistrationState
from ...domain.text import address_key, msgid
from ...store.database import db
from ...store.keys import new_version
from ...store.letters import outbox, reminders
from ...store.models import Registration
from ...store.signups import registrations
from ...store.signups.seats import lock
from ...wakeup import wake_worker
from ..letters.limits import allowed_at
from ..privacy import audit
from ..refusal import refuse_unless
from .seats import settle


def confirm_address(registration: Registration, now: datetime, actor: str) -> None:
    """Confirm an unconfirmed registration; any other is left as it is.

    Raises NotAllowed if the training is cancelled or over.
    """
    confirm_several(registration.training_id, [registration.id], now, actor)


def confirm_several(training_id: int, ids: Sequence[int], now: datetime, actor: str) -> int:
    """Confirm people of one training at once, as ``confirm_address``; how many there were."""
    lock(training_id)
    people = [one for one in registrations.with_ids(ids) if _is_open(one)]
    for one in people:
        refuse_unless(one.allowed(now).confirm)
    for one in people:
        _confirm(one, now, actor)
    db.session.commit()
    wake_worker()
    return len(people)


def _is_open(registration: Registration) -> bool:
    # Done already, by whom else: that is no refusal.
    return registration.state is RegistrationState.UNCONFIRMED


def _confirm(registration: Registration, now: datetime, actor: str) -> None:
    outbox.withdraw(registration.id, msgid("the address is confirmed"), ABOUT_THE_SEAT)
    registration.state = state_when_confirmed(registration.waits)
    registration.answer_by = None
    kind = first_letter(registration.state)
    if registration.state.has_certain_seat:
        settle(registration, kind, now)
    else:
        outbox.owe_to(registration, kind, now)
    audit.note_on(registration, actor, "confirmed the address", now)


# All that a person may change but the address, which has to confirm itself.
_OWN = [name for name, one in FIELDS.items() if one.own and name != "email"]


class AddressTaken(Exception):
    """The new address has a registration of its own by now."""


def change_details(
    registration: Registration, details: Person, request_id: str, now: datetime
) -> None:
    """Change what is her own at once; ask the new address to confirm itself.

    Until it does, the old address keeps the seat and gets the letters. An ended or
    unconfirmed registration is left as it is.
    """
    lock(registration.training_id)
    if registration.allowed(now).change_details:
        for name in _OWN:
            setattr(registration, name, getattr(details, name))
        _ask_new_address(registration, details.email, request_id, now)
        audit.note_on(registration, audit.PARTICIPANT, "changed details", now)
    db.session.commit()
    wake_worker()


def _ask_new_address(
    registration: Registration, email: str, request_id: str, now: datetime
) -> None:
    if address_key(email) == registration.email_key:
        registration.new_email = None
        return
    registration.new_email = email
    other = registrations.active_with_address(registration.training_id, email)
    kind = Kind.CONFIRM_ADDRESS if other is None else Kind.ALREADY_REGISTERED
    at = allowed_at(address_key(email), kind, now, registration.training_id)
    if other is not None and at <= now:
        # Only the address's owner learns that it is registered already.
        key = other.email_key
        outbox.owe_to(other, kind, now, f"new:{request_id}", recipient_key=key)
    if other is None:
        outbox.owe_to(
            registration,
            kind,
            now,
            f"new:{request_id}",
            due_at=at,
            address=email,
            recipient_key=address_key(email),
            facts={"new_address": True},
        )


def confirm_new_address(registration: Registration, now: datetime) -> None:
    """Make the new address the address; links in letters to the old one end.

    Raises AddressTaken if it has an active registration for the training by now.
    """
    lock(registration.training_id)
    email, old = registration.new_email, registration.email
    if email is None or not registration.allowed(now).change_details:
        db.session.commit()
        return
    if registrations.active_with_address(registration.training_id, email) is not None:
        db.session.rollback()
        raise AddressTaken
    registration.email, registration.email_key = email, address_key(email)
    registration.new_email = None
    reached, registration.address_wrong = not registration.address_wrong, False
    registration.link_version = new_version()
    version = registration.link_version
    reminders.remind_again([registration], now)
    if old and reached:
        outbox.owe_to(registration, Kind.ADDRESS_CHANGED, now, version, address=old)
    outbox.owe(
        Kind.LINK_AGAIN,
        [registration.uid, version],
        now,
        address=email,
        language=registration.language,
    )
    audit.note_on(registration, audit.PARTICIPANT, "confirmed a new address", now)
    db.session.commit()
    wake_worker()
