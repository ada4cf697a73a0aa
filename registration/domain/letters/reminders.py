"""Of the sessions of one day a person is reminded once: which reminders say nothing more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class OwedReminder:
    """One that waits, is on its way, or went by e-mail or on paper at ``went_at``."""

    id: int
    person: int | None
    sessions: frozenset[int]
    created_at: datetime
    waits: bool = True
    went_at: datetime | None = None


def surplus(owed: Sequence[OwedReminder]) -> list[int]:
    """The ids of those that wait and that need not go, since another says the same."""
    return [one.id for one in owed if one.waits and any(_replaces(other, one) for other in owed)]


def _replaces(other: OwedReminder, one: OwedReminder) -> bool:
    same = other.person == one.person and other.sessions & one.sessions
    if not same or other.id == one.id:
        return False
    gone_since = other.went_at is not None and other.went_at >= one.created_at
    on_its_way = not other.waits and other.went_at is None
    return other.id > one.id or gone_since or on_its_way
