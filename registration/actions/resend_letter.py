"""A letter that went already goes out once more, as a new one, to whom the first one went."""

from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy import select

from ..domain.kinds import Kind
from ..domain.letters import once_key, why_not_again
from ..domain.states import MessageState
from ..store import outbox
from ..store.database import db
from ..store.models import Message
from ..wakeup import nudge
from . import audit

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
    kind = Kind(old.kind)
    refusal = why_not_again(kind, MessageState(old.state))
    if refusal:
        raise NotAgain(refusal)
    part = f"again-{token_urlsafe(9)}"
    same = {name: getattr(old, name) for name in _WHOM + _ABOUT}
    outbox.owe(kind, [part], now, due_at=now, **same)
    new = db.session.scalars(select(Message.id).filter_by(once_key=once_key(kind, part))).one()
    about = {"training_id": old.training_id, "registration_id": old.registration_id}
    audit.note(actor, "sent a letter again", now, **about, letter=new)
    db.session.commit()
    nudge()
    return new
