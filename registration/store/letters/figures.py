"""Figures about letters and processes, for those who watch. They name no person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from ..database import db
from ..models import Heartbeat, Message
from .outbox import IS_OPEN

RECENT = timedelta(hours=1)


def letters_by_state() -> Sequence[tuple[str, str, int]]:
    """Kind, state and number of all letters in the mail log."""
    query = select(Message.kind, Message.state, func.count()).group_by(Message.kind, Message.state)
    return [(kind, state, count) for kind, state, count in db.session.execute(query)]


def oldest_due(now: datetime) -> datetime | None:
    """Since when the letter that has waited longest is due; None if none waits."""
    return db.session.scalar(select(func.min(Message.due_at)).where(IS_OPEN, Message.due_at <= now))


def recent_delivery_times(now: datetime) -> list[float]:
    """For each letter sent in the last hour, the seconds since it was owed."""
    rows = db.session.execute(
        select(Message.created_at, Message.sent_at).where(Message.sent_at > now - RECENT)
    )
    return [(sent - created).total_seconds() for created, sent in rows if sent]


def last_seen() -> dict[str, datetime]:
    """When each kind of process was last at work."""
    return {beat.process: beat.seen_at for beat in db.session.scalars(select(Heartbeat))}
