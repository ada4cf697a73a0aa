"""A person mends her own details; a new address counts once it is confirmed."""

from dataclasses import dataclass
from datetime import datetime

from ..domain.kinds import Kind
from ..domain.text import address_key
from ..store import outbox, registrations
from ..store.database import db
from ..store.keys import new_version
from ..store.models import Registration
from ..store.seats import lock
from ..wakeup import nudge
from . import audit
from .limits import allowed_at


@dataclass(frozen=True)
class Details:
    """What a person may change, already checked and tidied."""

    given_name: str
    family_name: str
    email: str
    phone: str = ""
    organisation: str = ""


class AddressTaken(Exception):
    """The new address has a registration of its own by now."""


def change_details(
    registration: Registration, details: Details, request_id: str, now: datetime
) -> None:
    """Change name, phone and organisation at once; ask the new address to confirm itself.

    Until it does, the old address keeps the seat and gets the letters. An ended or
    unconfirmed registration is left as it is.
    """
    lock(registration.training_id)
    if registration.allowed(now).change_details:
        for name in ("given_name", "family_name", "phone", "organisation"):
            setattr(registration, name, getattr(details, name))
        _ask_new_address(registration, details.email, request_id, now)
        audit.note_on(registration, audit.PARTICIPANT, "changed details", now)
    db.session.commit()
    nudge()


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
    nudge()
