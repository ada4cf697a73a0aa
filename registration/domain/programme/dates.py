"""How the dates of one training must stand to each other. All times aware."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .values import SessionSpec


class DateRule(StrEnum):
    """A rule about dates; its value is how the programme file's faults say it."""

    CLOSES_AFTER_OPENING = "must be later than registration_opens"
    NOT_AFTER_START = "must not be later than the first session starts"
    OPENS_BEFORE_START = "must be earlier than the first session starts"
    ONE_AFTER_THE_OTHER = "overlaps the one before"


class MinimumRule(StrEnum):
    """A rule about the fewest people a training needs."""

    NEEDS_A_DATE = "needs a date to decide by"
    NEEDS_A_NUMBER = "needs a number to decide by"
    NOT_OVER_CAPACITY = "must not be more than there are seats"
    NOT_AFTER_START = "must not be later than the first session starts"


@dataclass(frozen=True)
class Deadlines:
    """Until when people may do what."""

    registration_opens: datetime | None = None
    registration_closes: datetime | None = None
    cancel_until: datetime | None = None


def deadline_faults(
    given: Deadlines, sessions: Sequence[SessionSpec]
) -> Iterator[tuple[str, DateRule]]:
    """Which deadline breaks which rule, by its name."""
    opens, closes = given.registration_opens, given.registration_closes
    if opens and closes and closes <= opens:
        yield "registration_closes", DateRule.CLOSES_AFTER_OPENING
    if not sessions:
        return
    first = min(session.starts for session in sessions)
    for key in ("registration_closes", "cancel_until"):
        value = getattr(given, key)
        if value and value > first:
            yield key, DateRule.NOT_AFTER_START
    if opens and opens >= first:
        yield "registration_opens", DateRule.OPENS_BEFORE_START


def minimum_faults(
    minimum: int | None,
    decide_by: datetime | None,
    capacity: int,
    sessions: Sequence[SessionSpec],
) -> Iterator[tuple[str, MinimumRule]]:
    """What is wrong with the fewest people and the date to decide by, by its name."""
    if minimum is not None and decide_by is None:
        yield "decide_by", MinimumRule.NEEDS_A_DATE
    if minimum is None and decide_by is not None:
        yield "minimum", MinimumRule.NEEDS_A_NUMBER
    if minimum is not None and minimum > capacity:
        yield "minimum", MinimumRule.NOT_OVER_CAPACITY
    first = min((session.starts for session in sessions), default=None)
    if decide_by and first and decide_by > first:
        yield "decide_by", MinimumRule.NOT_AFTER_START


def overlapping(sessions: Sequence[SessionSpec]) -> Iterator[SessionSpec]:
    """The sessions that begin before an earlier one has ended."""
    latest_end: datetime | None = None
    for session in sorted(sessions, key=lambda session: session.starts):
        if latest_end and session.starts < latest_end:
            yield session
        latest_end = max(latest_end or session.ends, session.ends)
