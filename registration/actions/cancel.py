"""A registration is given back: by the participant, or by staff."""

from datetime import datetime

from ..domain.allowed import NotAllowed
from ..domain.kinds import Kind
from ..domain.states import RegistrationState
from ..domain.told import Told
from ..store import outbox
from ..store.database import db
from ..store.models import Registration
from ..store.seats import lock
from ..wakeup import nudge
from . import audit
from .refusal import refuse_unless
from .seats import end, foresee_ends, promote

BY_PARTICIPANT = "cancelled by the participant"


class TooLate(NotAllowed):
    """The time for giving a seat back by link is over, or the training is off."""


def cancel_by_link(registration: Registration, now: datetime) -> None:
    """Give back a seat, a place in the queue or an offer.

    Leaving the queue is always possible; a certain seat until the training's
    ``cancel_until``. Raises TooLate. An ended registration is left as it is.
    """
    lock(registration.training_id)
    if not registration.status.active:
        db.session.commit()
        return
    refuse_unless(registration.allowed(now).cancel_by_person, TooLate)
    _cancel(registration, Kind.CANCELLED_BY_YOU, BY_PARTICIPANT, audit.PARTICIPANT, now)


def cancel_by_staff(registration: Registration, now: datetime, actor: str, reason: str) -> None:
    """Cancel at any time, with a reason; an ended registration is left as it is.

    Raises NotAllowed if the training is cancelled: nothing is left to give back.
    """
    lock(registration.training_id)
    if not registration.status.active:
        db.session.commit()
        return
    refuse_unless(registration.allowed(now).cancel_by_staff)
    _cancel(registration, Kind.CANCELLED_BY_STAFF, reason, actor, now)


def foresee_cancelling(registration: Registration, now: datetime) -> Told:
    """What follows if the team cancels somebody; true only for now."""
    return foresee_ends(registration.training, [(registration, Kind.CANCELLED_BY_STAFF)], now)


def _cancel(registration: Registration, kind: Kind, reason: str, actor: str, now: datetime) -> None:
    was = registration.status
    told = foresee_ends(registration.training, [(registration, kind)], now)
    end(registration, RegistrationState.CANCELLED, now, reason)
    if told.people(kind):
        held = was is RegistrationState.CONFIRMED
        outbox.owe_to(registration, kind, now, facts={"held_seat": held})
    promote(registration.training, told, now)
    audit.note_on(registration, actor, "cancelled", now, was=was.value)
    db.session.commit()
    nudge()
