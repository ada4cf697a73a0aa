"""What the team has to see to: asked by its first page and by the morning letter alike."""

from dataclasses import dataclass
from datetime import datetime

from ...domain.trainings.decisions import Decision, Minimum, decision
from ..letters.to_print import counted
from ..models import Training
from ..signups.seats import seats_of_all
from .training_lists import maybe_to_decide


@dataclass(frozen=True)
class ToDecide:
    """What is to be decided or done about one training; ``letters`` are those to print."""

    training: Training
    what: Decision
    letters: int = 0


def to_decide(now: datetime) -> list[ToDecide]:
    """What is to be decided, the nearest training first; then which letters are to be printed."""
    candidates = maybe_to_decide(now)
    seats = seats_of_all(candidates)
    asked = [
        (t, decision(t.calendar, seats[t.id], Minimum(t.minimum, t.decide_by), now))
        for t in candidates
    ]
    return [
        *(ToDecide(training, what) for training, what in asked if what is not None),
        *(ToDecide(t, Decision.LETTERS_TO_PRINT, count) for t, count in counted(now)),
    ]
