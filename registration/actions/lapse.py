"""What nobody answered in time ends: an unconfirmed address, an offer."""

from datetime import datetime

from sqlalchemy import select

from ..domain.kinds import Kind
from ..domain.states import RegistrationState
from ..domain.told import Told
from ..store import outbox
from ..store.database import db
from ..store.models import Registration
from ..store.retention import NEVER_CONFIRMED
from ..store.seats import lock
from ..wakeup import nudge
from . import audit
from .parts import each
from .seats import end, foresee_ends, promote

_MAY_LAPSE = [RegistrationState.UNCONFIRMED.value, RegistrationState.OFFERED.value]


def lapse_all(now: datetime) -> int:
    """End whatever has run out, a training at a time; how many ended."""
    ids = db.session.scalars(
        select(Registration.training_id)
        .where(Registration.state.in_(_MAY_LAPSE), Registration.answer_by <= now)
        .distinct()
    ).all()
    return each(sorted(ids), lambda training_id: lapse_in(training_id, now))


def lapse_in(training_id: int, now: datetime) -> int:
    """End whatever has run out in one training, under its lock; how many ended."""
    training = lock(training_id)
    lapsed = db.session.scalars(
        select(Registration).where(
            Registration.training_id == training_id,
            Registration.state.in_(_MAY_LAPSE),
            Registration.answer_by <= now,
        )
    ).all()
    told = foresee_ends(training, [(one, Kind.OFFER_LAPSED) for one in lapsed], now)
    for registration in lapsed:
        _lapse(registration, told, now)
    promote(training, told, now)
    db.session.commit()
    nudge()
    return len(lapsed)


def _lapse(registration: Registration, told: Told, now: datetime) -> None:
    offered = registration.status is RegistrationState.OFFERED
    end(registration, RegistrationState.EXPIRED, now, "" if offered else NEVER_CONFIRMED)
    if registration.id in told.people(Kind.OFFER_LAPSED):
        outbox.owe_to(registration, Kind.OFFER_LAPSED, now)
    audit.note_on(registration, audit.CLOCK, "lapsed", now)
