"""Rules 1 and 2: who gets a seat, who waits, and who moves up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ..states import RegistrationState, WaitlistMode, is_known

PROMOTION_STOPS_BEFORE_START = timedelta(hours=4)


@dataclass(frozen=True)
class Seats:
    """How a training's seats stand, counted under its lock."""

    capacity: int
    held: int
    waiting: int
    waitlist: WaitlistMode
    waitlist_limit: int | None = None

    @property
    def free(self) -> int:
        """Seats that nobody holds; lowering the capacity never makes it negative."""
        return max(0, self.capacity - self.held)


class Verdict(StrEnum):
    """What somebody who signs up now gets."""

    SEAT = "seat"
    WAIT = "wait"
    REFUSED = "refused"


def verdict(seats: Seats) -> Verdict:
    """A seat if one is free and nobody waits; else the queue, if it takes anyone."""
    if seats.held < seats.capacity and not seats.waiting:
        return Verdict.SEAT
    return Verdict.WAIT if takes_into_queue(seats) else Verdict.REFUSED


def takes_into_queue(seats: Seats) -> bool:
    """Whether the waiting list is on and not full."""
    if seats.waitlist not in (WaitlistMode.AUTO, WaitlistMode.OFFER):
        return False
    return seats.waitlist_limit is None or seats.waiting < seats.waitlist_limit


def promotion_runs(now: datetime, first_start: datetime | None) -> bool:
    """Seats move up by themselves until four hours before the first start."""
    return first_start is not None and now < first_start - PROMOTION_STOPS_BEFORE_START


def promotions(seats: Seats, now: datetime, first_start: datetime | None) -> int:
    """How many of the queue move up now."""
    # Who moves up by a rule that only a newer version knows, that version decides.
    if not is_known(seats.waitlist) or not promotion_runs(now, first_start):
        return 0
    return min(seats.free, seats.waiting)


def state_when_promoted(state: RegistrationState, mode: WaitlistMode) -> RegistrationState:
    """What a waiting registration becomes when its turn comes.

    An unconfirmed person gets the seat and stays unconfirmed: whether the address
    is theirs is still open, and confirming it confirms the seat.
    """
    if state is RegistrationState.UNCONFIRMED:
        return state
    if mode is WaitlistMode.OFFER:
        return RegistrationState.OFFERED
    return RegistrationState.CONFIRMED


def state_when_confirmed(waits: bool) -> RegistrationState:
    """What confirming the address makes of an unconfirmed registration."""
    return RegistrationState.WAITLISTED if waits else RegistrationState.CONFIRMED


def state_when_signed_up(given: Verdict, confirm_first: bool) -> RegistrationState:
    """The first state of a registration."""
    if confirm_first:
        return RegistrationState.UNCONFIRMED
    return state_when_confirmed(given is Verdict.WAIT)


def requeue(queue: Sequence[int], registration: int, position: int) -> list[int]:
    """The queue of ids with one of them moved to a 1-based position."""
    rest = [other for other in queue if other != registration]
    index = min(max(position, 1), len(queue)) - 1
    return [*rest[:index], registration, *rest[index:]]
