"""Reminders that are owed or went: at most one of a person and a day, whoever queues one."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Row, func, or_, select, update

from ...domain.letters.kinds import Kind
from ...domain.letters.reminders import OwedReminder, surplus
from ...domain.states import NOT_DONE, PENDING, MessageState
from ...domain.text import msgid
from ..database import db
from ..models import Message, Registration
from . import runs
from .outbox import kept_for_paper, still_owed, withdraw_where

SAID_BY_ANOTHER = msgid("another reminder says the same")
_IS_REMINDER = Message.kind == Kind.REMINDER
# Printed counts as sent; when it was tried anew does not matter.
_WENT_AT = func.coalesce(Message.sent_at, Message.printed_at)


def remind_again(people: Sequence[Registration], now: datetime) -> None:
    """E-mails reach people again, and so do the reminders that none could bring."""
    own = (Message.registration_id.in_([one.id for one in people]), _IS_REMINDER)
    kept = kept_for_paper() & Message.printed_at.is_(None)
    db.session.execute(update(Message).where(*own, kept).values(last_error="", **queued_anew(now)))
    trainings = {one.training_id for one in people}
    withdraw_surplus(trainings)
    for training_id in trainings:
        since = min(one.created_at for one in people if one.training_id == training_id)
        runs.go_through_again(training_id, since, runs.REMINDERS)


def queued_anew(now: datetime) -> dict[str, object]:
    """What makes a letter due at once and tried for two days from now."""
    return {
        "state": MessageState.QUEUED,
        "due_at": now,
        "attempts": 0,
        "retried_at": now,
    }


def withdraw_surplus(training_ids: Collection[int]) -> set[int]:
    """Withdraw the reminders that wait while another of the same person and day stands.

    Whoever queues reminders asks for it before the commit. The ids of those withdrawn.
    """
    ids = [one for training_id in training_ids for one in surplus(_standing(training_id))]
    if ids:
        withdraw_where(Message.id.in_(ids) & still_owed(), SAID_BY_ANOTHER)
    return set(ids)


def _standing(training_id: int) -> list[OwedReminder]:
    stands = or_(Message.state.in_({*NOT_DONE, MessageState.SENT}), kept_for_paper())
    query = select(
        *(Message.id, Message.registration_id, Message.facts, Message.session_id),
        *(Message.created_at, Message.state, Message.sent_at, Message.printed_at),
    ).where(Message.training_id == training_id, _IS_REMINDER, stands)
    return [_as_owed(row) for row in db.session.execute(query)]


def _as_owed(row: Row[tuple[object, ...]]) -> OwedReminder:
    went_at = row.sent_at or row.printed_at
    kept = row.state == MessageState.WITHDRAWN and went_at is None
    waits = kept or row.state in PENDING
    return OwedReminder(
        row.id, row.registration_id, _sessions_of(row), row.created_at, waits, went_at
    )


def _sessions_of(row: Row[tuple[object, ...]]) -> frozenset[int]:
    own = () if row.session_id is None else (row.session_id,)
    return frozenset((*own, *row.facts.get("sessions", ())))


def withdraw_reminders(
    training_id: int,
    sessions: Iterable[int],
    reason: str,
    before: datetime | None = None,
    after_id: int = 0,
) -> None:
    """Withdraw the reminders that nobody is sending and that name any of these sessions.

    ``before``: only those that were owed before then and go by e-mail.
    ``after_id``: only those owed after that letter.
    """
    waiting = select(Message.id, Message.facts, Message.session_id).where(
        Message.training_id == training_id, _IS_REMINDER, still_owed(), Message.id > after_id
    )
    if before is not None:
        waiting = waiting.where(Message.created_at < before, Message.state.in_(PENDING))
    rows = db.session.execute(waiting).all()
    ids = [row.id for row in rows if _sessions_of(row) & {*sessions}]
    if ids:
        withdraw_where(Message.id.in_(ids) & still_owed(), reason)


def reminded_of(training_id: int, sessions: Sequence[int], since: datetime) -> set[int | None]:
    """Whom a reminder owed or sent since then names any of these sessions, whatever SEQUENCE
    they had; also one that is being sent.

    Whoever heard of a date that differs has a change letter instead.
    """
    query = select(Message.registration_id, Message.facts).where(
        Message.training_id == training_id,
        _IS_REMINDER,
        or_(
            func.coalesce(_WENT_AT, Message.created_at) >= since,
            Message.state == MessageState.SENDING,
        ),
        or_(
            Message.state.not_in([MessageState.WITHDRAWN, MessageState.FAILED]),
            kept_for_paper() & Message.printed_at.is_not(None),
        ),
    )
    rows = db.session.execute(query).all()
    return {one.registration_id for one in rows if {*one.facts.get("sessions", ())} & {*sessions}}
