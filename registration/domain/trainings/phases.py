"""What a training looks like now: announced, open, full, closed, over or cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ..signups.seats import Seats, Verdict, verdict
from ..states import Phase, TrainingState


@dataclass(frozen=True)
class Meeting:
    """One dated session of a training, in UTC."""

    id: int
    starts: datetime
    ends: datetime
    sequence: int = 0


@dataclass(frozen=True)
class Calendar:
    """A training's state and dates, from which follows what it looks like and what it allows."""

    state: TrainingState
    opens: datetime | None
    closes: datetime | None
    meetings: Sequence[Meeting]
    cancel_until: datetime | None = None
    surveyed: bool = True

    @property
    def first_start(self) -> datetime | None:
        """The start of the first session; None without sessions."""
        return min((m.starts for m in self.meetings), default=None)

    @property
    def last_end(self) -> datetime | None:
        """The end of the last session; None without sessions."""
        return max((m.ends for m in self.meetings), default=None)

    @property
    def is_draft(self) -> bool:
        """Whether nobody but the team knows of it."""
        return self.state is TrainingState.DRAFT

    @property
    def called_off(self) -> bool:
        """Whether it does not take place."""
        return self.state is TrainingState.CANCELLED

    def has_begun(self, now: datetime) -> bool:
        """Whether the first session has started."""
        return self.first_start is not None and now >= self.first_start

    def is_over(self, now: datetime) -> bool:
        """Whether the last session has ended."""
        return self.last_end is not None and now >= self.last_end


def phase(calendar: Calendar, seats: Seats, now: datetime) -> Phase:
    """What to tell somebody who looks at the training now."""
    if calendar.state is TrainingState.CANCELLED:
        return Phase.CANCELLED
    if calendar.is_over(now):
        return Phase.OVER
    if closed(calendar, now):
        return Phase.CLOSED
    if calendar.opens is not None and now < calendar.opens:
        return Phase.ANNOUNCED
    return Phase.OPEN if verdict(seats) is Verdict.SEAT else Phase.FULL


def closed(calendar: Calendar, now: datetime) -> bool:
    """Sign-up ends at ``closes``, and never later than the first start."""
    if calendar.first_start is None or calendar.state is not TrainingState.PUBLISHED:
        return True
    limits = [calendar.first_start, *([calendar.closes] if calendar.closes else [])]
    return now >= min(limits)
