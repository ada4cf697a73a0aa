"""Figures about letters and processes, for those who watch. They name no person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import case, func, or_, select

from ..database import db
from ..models import Heartbeat, Message
from .outbox import IS_OPEN

RECENT = timedelta(hours=1)


def letters_by_state() -> Sequence[tuple[str, str, int]]:
    """Kind, state and number of all letters in the mail log."""
    query = select(Message.kind, Message.state, func.count()).group_by(Message.kind, Message.state)
    return [(kind, state, count) for kind, state, count in db.session.execute(query)]


def oldest_due(now: datetime) -> datetime | None:
    """Since when the letter that has waited longest should have gone; None if none waits.

    One that was tried before, by itself or by hand, counts from when it was owed.
    """
    tried = or_(Message.attempts > 0, Message.retried_at.is_not(None))
    since = case((tried, Message.created_at), else_=Message.due_at)
    waits = or_(tried, Message.due_at <= now)
    return db.session.scalar(select(func.min(since)).where(IS_OPEN, waits))


def recent_delivery_times(now: datetime) -> list[float]:
    """For each letter sent in the last hour, the seconds since it was owed."""
    rows = db.session.execute(
        select(Message.created_at, Message.sent_at).where(Message.sent_at > now - RECENT)
    )
    return [(sent - created).total_seconds() for created, sent in rows if sent]


def last_seen() -> dict[str, datetime]:
    """When each kind of process was last at work."""
    return {beat.process: beat.seen_at for beat in db.session.scalars(select(Heartbeat))}
