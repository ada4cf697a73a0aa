"""Which runs of reminders and surveys were completed: everybody was gone through."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from ..database import db
from ..dialect import insert
from ..models import CompletedRun

REMINDERS = "reminder"


def mark_completed(key: str, training_id: int, now: datetime) -> None:
    """Note that reminders or surveys of one day were owed to everybody."""
    values = {"key": key, "training_id": training_id, "done_at": now}
    db.session.execute(insert(CompletedRun).values(values).on_conflict_do_nothing())


def completed_at(key: str) -> datetime | None:
    """When a run was completed; None if it was not."""
    return db.session.scalar(select(CompletedRun.done_at).where(CompletedRun.key == key))


def completed_of(keys: Sequence[str]) -> set[str]:
    """Which of these runs were completed."""
    wanted = select(CompletedRun.key).where(CompletedRun.key.in_(keys))
    return set(db.session.scalars(wanted)) if keys else set()


def go_through_again(training_id: int, since: datetime, prefix: str = "") -> None:
    """Whoever comes back may have been left out since; nobody else gets its letter twice."""
    late = (CompletedRun.training_id == training_id, CompletedRun.done_at >= since)
    db.session.execute(delete(CompletedRun).where(*late, CompletedRun.key.startswith(prefix)))
