"""A training as pages and feeds show it now."""

from dataclasses import dataclass

from ...domain.signups.seats import Seats, Verdict, verdict
from ...domain.states import Phase
from ...domain.trainings.allowed import Allowed, allowed
from ...domain.trainings.phases import phase
from ...store.models import Training
from ..context import utc_now


@dataclass(frozen=True)
class Shown:
    """A training with what depends on now: its seats, its phase, what it allows."""

    training: Training
    seats: Seats
    phase: Phase
    allowed: Allowed

    @property
    def open(self) -> bool:
        """Whether somebody may sign up now."""
        return self.allowed.sign_up

    @property
    def waits(self) -> bool:
        """Whether somebody who signs up now would wait."""
        return verdict(self.seats) is Verdict.WAIT


def shown(training: Training, seats: Seats) -> Shown:
    """How a training looks now."""
    now = utc_now()
    calendar = training.calendar
    looks, may = phase(calendar, seats, now), allowed(calendar, now, seats)
    return Shown(training, seats, looks, may)
