"""Who was there, what follows from it, and when a trainer's link opens. Times aware."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta, tzinfo

LINK_BEFORE = timedelta(days=14)
LINK_AFTER = timedelta(days=14)
WALK_IN_ROWS = 5
LEAST_ROWS = 12


def link_opens(first_start: datetime | None, last_end: datetime | None, now: datetime) -> bool:
    """Whether a trainer's link opens: from 14 days before the training to 14 days after it."""
    if first_start is None or last_end is None:
        return False
    return first_start - LINK_BEFORE <= now < last_end + LINK_AFTER


def marking_opens(starts: datetime, zone: tzinfo) -> datetime:
    """From when attendance at a session may be marked: the local midnight before it."""
    return starts.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def blank_rows(people: int) -> int:
    """How many empty rows a signature sheet ends with, for those who come unannounced."""
    return max(WALK_IN_ROWS, LEAST_ROWS - people)


def attended_enough(attended: int, sessions: int, percent: int) -> bool:
    """Whether somebody was at the share of sessions that the training asks for.

    Nobody gets a certificate for no session at all, whatever the share.
    """
    return attended > 0 and attended * 100 >= sessions * percent


def missed_all(completed: Collection[int], present_at: Collection[int]) -> bool:
    """Rule 6: whether every completed list lacks somebody; without a completed list nobody."""
    return bool(completed) and not set(completed) & set(present_at)


def changes(current: Mapping[int, bool], wanted: Mapping[int, bool]) -> dict[int, bool]:
    """The marks that differ from what is stored, so that nothing else is written."""
    return {one: there for one, there in wanted.items() if current.get(one) is not there}
