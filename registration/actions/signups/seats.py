"""What happens to seats under a training's lock. Part of several use cases; commits nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ...domain.letters.kinds import ABOUT_THE_SEAT, HELD_BACK_FOR, Kind, kinds_where
from ...domain.letters.who_is_told import Change, Standing, Told, who_is_told
from ...domain.signups.deadlines import answer_by
from ...domain.signups.seats import state_when_promoted
from ...domain.states import OFFER, QUEUE, RegistrationState, TrainingState
from ...domain.text import msgid
from ...store.letters import outbox
from ...store.letters.last_notified import person_of
from ...store.models import Registration, Training
from ...store.signups import registrations
from ...store.signups.seats import queue_of, seats_of
from ..privacy import audit

ENDED = msgid("the registration has ended")
# What tells somebody to wait or to answer says nothing once the seat is certain.
_BEFORE_THE_SEAT = kinds_where(lambda row: row.states <= QUEUE | OFFER)


def foresee_ends(
    training: Training, ends: Sequence[tuple[Registration, Kind | None]], now: datetime
) -> Told:
    """What follows if registrations end, each with the letter that says so.

    Only those of the queue are read who may move up. Without ``ends``: who may move up now.
    """
    seats = seats_of(training)
    going = {registration.id: kind for registration, kind in ends}
    queue = queue_of(training.id, limit=seats.free + 2 * len(ends))
    people = [one for one, _ in ends] + [one for one in queue if one.id not in going]
    standing = Standing(
        published=training.state == TrainingState.PUBLISHED,
        seats=seats,
        first_start=training.first_start,
        people=[person_of(one) for one in people if one.state.active],
    )
    return who_is_told(Change(ends=going), standing, now)


def fill_seats(training: Training, now: datetime) -> None:
    """Give free seats to the longest-waiting, as many as the rules say."""
    if training.allowed(now).promote:
        promote(training, foresee_ends(training, [], now), now)


def promote(training: Training, told: Told, now: datetime, held_back: bool = False) -> None:
    """Give seats to those of whom it was foreseen.

    The letters are held back where the team may still take back what freed the seats.
    """
    due = now + HELD_BACK_FOR if held_back else now
    for registration in registrations.with_ids(told.promoted):
        _promote(registration, training, now, due)


def _promote(registration: Registration, training: Training, now: datetime, due: datetime) -> None:
    new = state_when_promoted(registration.state, training.waitlist)
    registration.queue_rank = None
    registration.state = new
    if new is RegistrationState.OFFERED:
        _offer(registration, training, now, due)
    if new is RegistrationState.CONFIRMED:
        settle(registration, Kind.PROMOTED, now, due_at=due)
    audit.note_on(registration, audit.CLOCK, "promoted", now, state=new)


def _offer(registration: Registration, training: Training, now: datetime, due: datetime) -> None:
    registration.answer_by = answer_by(now, training.offer_hours, training.first_start)
    outbox.withdraw(registration.id, msgid("a seat is offered"), [Kind.WAITLISTED])
    outbox.owe_to(registration, Kind.OFFER, now, due_at=due)


def settle(registration: Registration, kind: Kind, now: datetime, **columns: Any) -> None:
    """The seat is certain: owe the letter that tells everything."""
    registration.state = RegistrationState.CONFIRMED
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
    proved = registration.state is not RegistrationState.UNCONFIRMED
    registration.state = state
    registration.queue_rank = None
    registration.answer_by = None
    registration.ended_at = now
    registration.end_reason = reason
    outbox.withdraw(registration.id, ENDED, ABOUT_THE_SEAT if proved else None)
