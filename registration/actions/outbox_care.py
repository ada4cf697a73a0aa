"""Staff look after letters: try failed ones again, withdraw those that wait."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select, update

from ..domain.letters import may_retry, may_withdraw
from ..domain.states import MessageState
from ..domain.text import msgid
from ..store import outbox
from ..store.database import db
from ..store.models import Message
from ..store.seats import lock_all
from ..wakeup import nudge
from . import audit


def retry_letters(ids: list[int] | None, now: datetime, actor: str) -> int:
    """Make failed letters due at once, as the same letters; all failed ones without ``ids``."""
    query = update(Message).where(Message.state.in_(_states_where(may_retry)))
    if ids is not None:
        query = query.where(Message.id.in_(ids))
    values = {"state": MessageState.QUEUED.value, "due_at": now, "attempts": 0, "created_at": now}
    done = db.session.scalars(query.values(**values).returning(Message.id)).all()
    audit.note(actor, "retried letters", now, letters=sorted(done))
    db.session.commit()
    nudge()
    return len(done)


def withdraw_letters(ids: list[int], now: datetime, actor: str) -> int:
    """Withdraw letters that are not sent yet, failed ones too; one that is being sent goes."""
    _lock_trainings_of(ids)
    may = Message.state.in_(_states_where(may_withdraw))
    rows = db.session.execute(
        update(Message)
        # Asked of the row itself: a postman may take it while this waits for the row.
        .where(Message.id.in_(ids), may)
        .values(state=MessageState.WITHDRAWN.value, last_error=msgid("withdrawn by staff"))
        .returning(Message.id, Message.registration_id, Message.kind)
    ).all()
    outbox.forget_told([(person, kind) for _, person, kind in rows])
    done = [row.id for row in rows]
    audit.note(actor, "withdrew letters", now, letters=sorted(done))
    db.session.commit()
    return len(done)


def _lock_trainings_of(ids: list[int]) -> None:
    """First, as everywhere: registrations are written too, and two must not wait for each other."""
    about = select(Message.training_id).where(Message.id.in_(ids)).distinct()
    lock_all([one for one in db.session.scalars(about) if one is not None])


def _states_where(fits: Callable[[MessageState], bool]) -> list[str]:
    return sorted(state.value for state in MessageState if fits(state))
