"""The team mends what is kept about somebody."""

from dataclasses import dataclass, fields
from datetime import datetime

from ..domain.text import address_key
from ..store import outbox, registrations
from ..store.database import db
from ..store.keys import new_version
from ..store.models import Registration
from ..store.models.letters import ADDRESS_WRONG
from ..store.seats import lock
from . import audit
from .add_by_staff import AddressInUse
from .refusal import refuse_unless
from .second_editor import refuse_second


@dataclass(frozen=True)
class Details:
    """What may be mended about somebody."""

    given_name: str
    family_name: str
    email: str
    phone: str = ""
    postal_address: str = ""
    organisation: str = ""
    role: str = ""
    note: str = ""
    shared: bool = False


# All but those that ``_change_address`` sets.
_SAME_NAME = [f.name for f in fields(Details) if f.name not in ("email", "shared")]


def details_of(registration: Registration) -> Details:
    """What stands."""
    values = {name: getattr(registration, name) for name in _SAME_NAME}
    return Details(**values, email=registration.email or "", shared=registration.shared_address)


def edit_registration(
    registration: Registration, details: Details, was: Details, now: datetime, actor: str
) -> None:
    """Change names, contact and note. A new address rotates the person's links.

    Raises SecondEditor if ``was`` no longer stands, and AddressInUse if somebody else is
    registered with the address and ``details.shared`` does not allow it.
    """
    lock(registration.training_id)
    refuse_second(details_of(registration), was)
    changed = [n for n in _SAME_NAME if getattr(registration, n) != getattr(details, n)]
    if address_key(details.email) != (registration.email_key or ""):
        _change_address(registration, details)
        changed.append("email")
    for name in _SAME_NAME:
        setattr(registration, name, getattr(details, name))
    audit.note_on(
        registration, actor, "edited", now, fields=[audit.Word(n) for n in sorted(changed)]
    )
    db.session.commit()


def _change_address(registration: Registration, details: Details) -> None:
    """What waited for the old address goes to the new one, with links that only it knows."""
    other = details.email and registrations.active_with_address(
        registration.training_id, details.email
    )
    if other and not details.shared:
        db.session.rollback()
        raise AddressInUse
    registration.shared_address = bool(other)
    registration.email = details.email or None
    registration.email_key = address_key(details.email) if details.email else None
    registration.new_email = None
    registration.address_wrong = False
    registration.link_version = new_version()


def mark_address(registration: Registration, wrong: bool, now: datetime, actor: str) -> None:
    """Mark an address as one that letters don't reach, or take the mark away.

    What is still owed to a wrong address is withdrawn; the seat stands. Raises NotAllowed
    for a registration that has ended.
    """
    lock(registration.training_id)
    refuse_unless(registration.allowed(now).mark_address)
    registration.address_wrong = wrong
    if wrong:
        outbox.withdraw(registration.id, ADDRESS_WRONG, to_own_address=True)
    audit.note_on(registration, actor, "address wrong" if wrong else "address right", now)
    db.session.commit()
