"""The postman's side of the outbox: claims are leases, each mark is one row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import ColumnElement, Update, and_, bindparam, or_, select, update
from sqlalchemy.orm import joinedload

from ...domain.states import MessageState
from ..database import db
from ..dialect import table_of
from ..models import Message
from .outbox import IS_KNOWN, IS_OPEN

LEASE = timedelta(minutes=5)


@dataclass(frozen=True)
class Claim:
    """Letters that one postman has taken, and until when they are hers."""

    ids: tuple[int, ...]
    until: datetime


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(
        IS_OPEN,
        IS_KNOWN,
        Message.due_at <= now,
        or_(Message.lease_until.is_(None), Message.lease_until <= now),
    )


def claim(now: datetime, limit: int) -> Claim:
    """Take up to ``limit`` due letters for five minutes.

    A letter whose postman died in the middle is due again when its lease ends.
    """
    due = (
        select(Message.id)
        .where(_is_due(now))
        .order_by(Message.due_at, Message.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        # As a plain subquery PostgreSQL may run it once a row, and take more than the limit.
        # Inside the UPDATE: Python's sqlite3 begins no transaction for WITH.
        .cte("due", nesting=True)
    )
    until = now + LEASE
    taken = db.session.scalars(
        update(Message)
        .where(Message.id.in_(select(due.c.id)))
        .values(
            state=MessageState.SENDING,
            lease_until=until,
            attempts=Message.attempts + 1,
        )
        .returning(Message.id),
        execution_options={"synchronize_session": False},
    ).all()
    return Claim(tuple(sorted(taken)), until)


def _held(claim: Claim) -> ColumnElement[bool]:
    """Still hers: nobody has taken the letter after the end of her lease."""
    return and_(Message.state == MessageState.SENDING, Message.lease_until == claim.until)


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


def mark(claim: Claim, message_id: int, state: MessageState, **values: object) -> None:
    """Say what became of a claimed letter."""
    new = {"state": state, "lease_until": None, **values}
    known = {"which": message_id, "held_until": claim.until}
    db.session.execute(_mark(tuple(new)), {f"new_{k}": v for k, v in new.items()} | known)


@lru_cache
def _mark(columns: tuple[str, ...]) -> Update:
    # Made once: for each letter anew it would take longer than the database does.
    table = table_of(Message)
    still_hers = (
        table.c.id == bindparam("which"),
        table.c.state == MessageState.SENDING,
        table.c.lease_until == bindparam("held_until"),
    )
    return update(table).where(*still_hers).values({k: bindparam(f"new_{k}") for k in columns})


def release(claim: Claim, ids: Sequence[int], due_at: datetime) -> None:
    """Give claimed letters back that were never handed over; not counted as an attempt."""
    db.session.execute(
        update(Message)
        .where(Message.id.in_(ids), _held(claim))
        .values(
            state=MessageState.QUEUED,
            lease_until=None,
            due_at=due_at,
            attempts=Message.attempts - 1,
        ),
        execution_options={"synchronize_session": False},
    )
