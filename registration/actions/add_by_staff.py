"""The team adds somebody who called, wrote on paper, or shares an address."""

from datetime import datetime
from typing import Any

from ..domain.allowed import NotAllowed
from ..domain.kinds import Kind
from ..domain.seats import Verdict, state_when_confirmed, verdict
from ..domain.states import RegistrationState
from ..store import outbox, registrations
from ..store.database import db
from ..store.models import Registration, Training
from ..store.seats import lock, next_rank, seats_of
from ..wakeup import nudge
from . import audit
from .refusal import refuse_unless
from .seats import settle
from .sign_up import Applicant


class NoRoom(Exception):
    """Rule 5: the team keeps the capacity too; the queue is off or full. Raise it first."""


class NotOpen(NotAllowed):
    """The training is a draft, cancelled or over."""


class AddressInUse(Exception):
    """Somebody else is registered with this address; sharing it has to be said."""


def add_by_staff(
    training_id: int, person: Applicant, shared: bool, now: datetime, actor: str
) -> Registration:
    """Register somebody at once: the team vouches for the address, if there is one.

    ``shared`` allows an address that somebody else has. Raises NotOpen, NoRoom and
    AddressInUse.
    """
    training = lock(training_id)
    refuse_unless(training.allowed(now).add_by_staff, NotOpen)
    if person.email and registrations.active_with_address(training_id, person.email):
        if not shared:
            db.session.rollback()
            raise AddressInUse
    else:
        shared = False
    new = Registration(
        training_id=training_id, **person.columns, shared_address=shared, added_by_staff=True
    )
    give_place(new, training, now)
    welcome(new, Kind.CONFIRMATION, now)
    audit.note_on(new, actor, "added by hand", now, state=new.status)
    db.session.commit()
    nudge()
    return new


def give_place(new: Registration, training: Training, now: datetime) -> None:
    """A seat, or the end of the queue, by the same rule as for everybody. Raises NoRoom."""
    given = verdict(seats_of(training))
    if given is Verdict.REFUSED:
        db.session.rollback()
        raise NoRoom
    waits = given is Verdict.WAIT
    new.state = state_when_confirmed(waits).value
    new.queue_rank = next_rank(training.id) if waits else None
    new.created_at = now
    db.session.add(new)
    db.session.flush()


def welcome(new: Registration, kind: Kind, now: datetime, **columns: Any) -> None:
    """Owe the letter that fits: the seat is certain, or the person waits."""
    if new.status is RegistrationState.WAITLISTED:
        waiting = Kind.WAITLISTED if kind is Kind.CONFIRMATION else kind
        outbox.owe_to(new, waiting, now, **columns)
    else:
        settle(new, kind, now, **columns)
