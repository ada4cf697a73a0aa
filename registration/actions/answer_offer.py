"""Somebody accepts or declines the seat that was offered."""

from datetime import datetime

from ..domain.kinds import Kind
from ..domain.states import RegistrationState
from ..store.database import db
from ..store.models import Registration
from ..store.seats import lock
from ..wakeup import nudge
from . import audit
from .seats import end, foresee_ends, promote, settle


def accept_offer(registration: Registration, now: datetime) -> bool:
    """Make an offered seat certain; whether the person holds it now."""
    lock(registration.training_id)
    if not registration.allowed(now).accept:
        holds = registration.status is RegistrationState.CONFIRMED
        db.session.commit()
        return holds
    settle(registration, Kind.CONFIRMATION, now)
    _note(registration, "accepted", now)
    db.session.commit()
    nudge()
    return True


def decline_offer(registration: Registration, now: datetime) -> None:
    """Give an offered seat on to the next in the queue; anything else is left as it is."""
    training = lock(registration.training_id)
    if not registration.allowed(now).decline:
        db.session.commit()
        return
    told = foresee_ends(training, [(registration, None)], now)
    end(registration, RegistrationState.DECLINED, now)
    promote(training, told, now)
    _note(registration, "declined", now)
    db.session.commit()
    nudge()


def _note(registration: Registration, action: str, now: datetime) -> None:
    audit.note_on(registration, audit.PARTICIPANT, action, now)
