"""The team looks after letters: retry, withdraw, send again."""

from collections.abc import Callable
from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy import select, update

from ...domain.letters.messages import may_retry, may_withdraw, once_key, why_not_again
from ...domain.states import MessageState
from ...store.database import db
from ...store.letters import outbox, reminders
from ...store.models import Message
from ...store.models.letters import BY_STAFF
from ...store.signups.seats import lock_all
from ...wakeup import wake_worker
from ..privacy import audit


def retry_letters(ids: list[int] | None, now: datetime, actor: str) -> int:
    """Make failed letters due at once, as the same letters; all failed ones without ``ids``."""
    may = Message.state.in_(_states_where(may_retry))
    query = update(Message).where(may, outbox.IS_KNOWN)
    if ids is not None:
        query = query.where(Message.id.in_(ids))
    queued = query.values(**reminders.queued_anew(now)).returning(Message.id, Message.training_id)
    rows = db.session.execute(queued).all()
    about = {row.training_id for row in rows if row.training_id is not None}
    done = {row.id for row in rows} - reminders.withdraw_surplus(about)
    audit.note(actor, "retried letters", now, letters=sorted(done))
    db.session.commit()
    wake_worker()
    return len(done)


def withdraw_letters(ids: list[int], now: datetime, actor: str) -> int:
    """Withdraw letters that are not sent yet, failed ones too; one that is being sent goes."""
    _lock_trainings_of(ids)
    may = Message.state.in_(_states_where(may_withdraw))
    done = db.session.scalars(
        update(Message)
        # Asked of the row itself: a postman may take it while this waits for the row.
        .where(Message.id.in_(ids), may)
        .values(state=MessageState.WITHDRAWN, last_error=BY_STAFF)
        .returning(Message.id)
    ).all()
    outbox.forget_told(done)
    audit.note(actor, "withdrew letters", now, letters=sorted(done))
    db.session.commit()
    return len(done)


def _lock_trainings_of(ids: list[int]) -> None:
    """First, as everywhere: registrations are written too, and two must not wait for each other."""
    about = select(Message.training_id).where(Message.id.in_(ids)).distinct()
    lock_all([one for one in db.session.scalars(about) if one is not None])


def _states_where(fits: Callable[[MessageState], bool]) -> list[MessageState]:
    return [state for state in MessageState if fits(state)]


_WHOM = ("registration_id", "trainer_id", "staff_id", "address", "language")
_ABOUT = ("training_id", "session_id", "circular_id", "facts")


class NotAgain(Exception):
    """The letter may not be sent once more; the text is a message id that says why."""


def resend_letter(message_id: int, now: datetime, actor: str) -> int:
    """Owe the same letter again; the id of the new one. Raises NotAgain.

    It is written anew when it goes and so says how things stand then.
    """
    db.session.rollback()
    old = db.session.get_one(Message, message_id)
    kind = old.kind
    refusal = why_not_again(kind, old.state)
    if refusal:
        raise NotAgain(refusal)
    part = f"again-{token_urlsafe(9)}"
    same = {name: getattr(old, name) for name in _WHOM + _ABOUT}
    outbox.owe(kind, [part], now, due_at=now, **same)
    new = db.session.scalars(select(Message.id).filter_by(once_key=once_key(kind, part))).one()
    about = {"training_id": old.training_id, "registration_id": old.registration_id}
    audit.note(actor, "sent a letter again", now, **about, letter=new)
    db.session.commit()
    wake_worker()
    return new
