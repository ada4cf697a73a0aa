"""The postman's side of the outbox: claims are leases, each mark is one row."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload

from ..domain.states import PENDING, MessageState
from .database import db
from .models import Message

LEASE = timedelta(minutes=5)
_OPEN = sorted([*(state.value for state in PENDING), MessageState.SENDING.value])


def claim(now: datetime, limit: int) -> list[int]:
    """Take up to ``limit`` due letters for five minutes; their ids in order.

    A letter whose postman died in the middle is due again when its lease ends.
    """
    due = (
        select(Message.id)
        .where(
            Message.state.in_(_OPEN),
            Message.due_at <= now,
            or_(Message.lease_until.is_(None), Message.lease_until <= now),
        )
        .order_by(Message.due_at, Message.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = db.session.scalars(
        update(Message)
        .where(Message.id.in_(due))
        .values(
            state=MessageState.SENDING.value,
            lease_until=now + LEASE,
            attempts=Message.attempts + 1,
        )
        .returning(Message.id),
        execution_options={"synchronize_session": False},
    ).all()
    return sorted(taken)


def load(ids: Sequence[int]) -> Sequence[Message]:
    """Claimed letters with whom and what they are about."""
    return db.session.scalars(
        select(Message)
        .where(Message.id.in_(ids))
        .order_by(Message.due_at, Message.id)
        .options(
            joinedload(Message.registration),
            joinedload(Message.training),
            joinedload(Message.staff),
        )
    ).all()


def mark(message_id: int, state: MessageState, **values: object) -> None:
    """Say what became of a claimed letter."""
    db.session.execute(
        update(Message)
        .where(Message.id == message_id, Message.state == MessageState.SENDING.value)
        .values(state=state.value, lease_until=None, **values),
        execution_options={"synchronize_session": False},
    )


def release(ids: Sequence[int], due_at: datetime) -> None:
    """Give claimed letters back that were never handed over; not counted as an attempt."""
    db.session.execute(
        update(Message)
        .where(Message.id.in_(ids), Message.state == MessageState.SENDING.value)
        .values(
            state=MessageState.QUEUED.value,
            lease_until=None,
            due_at=due_at,
            attempts=Message.attempts - 1,
        ),
        execution_options={"synchronize_session": False},
    )


def anything_due(now: datetime) -> bool:
    """Whether a drain would find something."""
    return (
        db.session.scalar(
            select(Message.id)
            .where(
                Message.state.in_(_OPEN),
                Message.due_at <= now,
                or_(Message.lease_until.is_(None), Message.lease_until <= now),
            )
            .limit(1)
        )
        is not None
    )
