"""What a training looks like now: announced, open, full, closed, over or cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .seats import Seats, Verdict, verdict
from .states import Phase, TrainingState


@dataclass(frozen=True)
class Meeting:
    """One dated session of a training, in UTC."""

    id: int
    starts: datetime
    ends: datetime
    sequence: int = 0


@dataclass(frozen=True)
class Calendar:
    """The dates of a training from which its phase follows."""

    state: TrainingState
    opens: datetime | None
    closes: datetime | None
    meetings: Sequence[Meeting]

    @property
    def first_start(self) -> datetime | None:
        """The start of the first session; None without sessions."""
        return min((m.starts for m in self.meetings), default=None)

    @property
    def last_end(self) -> datetime | None:
        """The end of the last session; None without sessions."""
        return max((m.ends for m in self.meetings), default=None)


def phase(calendar: Calendar, seats: Seats, now: datetime) -> Phase:
    """What to tell somebody who looks at the training now."""
    if calendar.state is TrainingState.CANCELLED:
        return Phase.CANCELLED
    if calendar.last_end is not None and now >= calendar.last_end:
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


def takes_sign_ups(calendar: Calendar, seats: Seats, now: datetime) -> bool:
    """Whether the form may be sent: open, or full with a queue that takes people."""
    looks = phase(calendar, seats, now)
    if looks is Phase.FULL:
        return verdict(seats) is Verdict.WAIT
    return looks is Phase.OPEN
