"""What the team has to see to: too few people, a seat nobody moves up to, letters to print."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ..signups.seats import Seats, promotion_runs
from ..states import TrainingState
from .phases import Calendar

MINIMUM_SHOWN_BEFORE = timedelta(days=7)
DRAFT_SHOWN_BEFORE = timedelta(days=14)


class Decision(StrEnum):
    """What is to be decided, or to be done, about one training."""

    TOO_FEW = "too few people"
    QUEUE_BY_HAND = "seats are free and people wait"
    STILL_A_DRAFT = "begins soon and is not published"
    LETTERS_TO_PRINT = "letters are to be printed"


@dataclass(frozen=True)
class Minimum:
    """How many people a training needs, and until when the team decides (aware)."""

    people: int | None = None
    decide_by: datetime | None = None


def decision(calendar: Calendar, seats: Seats, minimum: Minimum, now: datetime) -> Decision | None:
    """What the team has to decide about a training now; None if nothing."""
    first = calendar.first_start
    if first is None or first <= now:
        return None
    if calendar.state is TrainingState.DRAFT:
        return Decision.STILL_A_DRAFT if first <= now + DRAFT_SHOWN_BEFORE else None
    if calendar.state is not TrainingState.PUBLISHED:
        return None
    if _too_few(seats, minimum, now):
        return Decision.TOO_FEW
    by_hand = seats.free and seats.waiting and not promotion_runs(now, first)
    return Decision.QUEUE_BY_HAND if by_hand else None


def _too_few(seats: Seats, minimum: Minimum, now: datetime) -> bool:
    if minimum.people is None or minimum.decide_by is None:
        return False
    return seats.held < minimum.people and minimum.decide_by <= now + MINIMUM_SHOWN_BEFORE
