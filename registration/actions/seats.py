"""What happens to seats under a training's lock. Part of several use cases; commits nothing."""

from datetime import datetime
from typing import Any

from ..domain.deadlines import answer_by
from ..domain.kinds import OFFER, QUEUE, Kind, kinds_where
from ..domain.seats import promotions, state_when_promoted
from ..domain.states import RegistrationState, WaitlistMode
from ..domain.text import msgid
from ..store import outbox
from ..store.models import Registration, Training
from ..store.seats import queue_of, seats_of
from . import audit

ENDED = msgid("the registration has ended")
# What tells somebody to wait or to answer says nothing once the seat is certain.
_ABOUT_THE_SEAT = kinds_where(lambda row: not row.outlives_the_seat)
_BEFORE_THE_SEAT = kinds_where(lambda row: row.states <= QUEUE | OFFER)


def fill_seats(training: Training, now: datetime) -> list[Registration]:
    """Give freed seats to the longest-waiting, as many as the rules say."""
    if not training.allowed(now).promote:
        return []
    count = promotions(seats_of(training), now, training.first_start)
    promoted = queue_of(training.id, limit=count) if count else []
    for registration in promoted:
        _promote(registration, training, now)
    return promoted


def _promote(registration: Registration, training: Training, now: datetime) -> None:
    new = state_when_promoted(registration.status, WaitlistMode(training.waitlist))
    registration.queue_rank = None
    registration.state = new.value
    if new is RegistrationState.OFFERED:
        _offer(registration, training, now)
    if new is RegistrationState.CONFIRMED:
        settle(registration, Kind.PROMOTED, now)
    audit.note_on(registration, audit.CLOCK, "promoted", now, state=new.value)


def _offer(registration: Registration, training: Training, now: datetime) -> None:
    registration.answer_by = answer_by(now, training.offer_hours, training.first_start)
    outbox.withdraw(registration.id, msgid("a seat is offered"), [Kind.WAITLISTED])
    outbox.owe_to(registration, Kind.OFFER, now)


def settle(registration: Registration, kind: Kind, now: datetime, **columns: Any) -> None:
    """The seat is certain: owe the letter that tells everything."""
    registration.state = RegistrationState.CONFIRMED.value
    registration.answer_by = None
    registration.informed_at = now
    outbox.withdraw(registration.id, msgid("the seat is certain"), _BEFORE_THE_SEAT)
    outbox.owe_to(registration, kind, now, **columns)


def end(
    registration: Registration, state: RegistrationState, now: datetime, reason: str = ""
) -> None:
    """End a registration; what it was still owed is withdrawn, but for what is about the end.

    To an address that was never proved nothing goes any more.
    """
    proved = registration.status is not RegistrationState.UNCONFIRMED
    registration.state = state.value
    registration.queue_rank = None
    registration.answer_by = None
    registration.ended_at = now
    registration.end_reason = reason
    outbox.withdraw(registration.id, ENDED, _ABOUT_THE_SEAT if proved else None)
