"""A letter that went already goes out once more, as a new one."""

from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy import select

from ..domain.kinds import Kind
from ..store import outbox
from ..store.database import db
from ..store.models import Message
from ..wakeup import nudge
from . import audit


def resend_letter(message_id: int, now: datetime, actor: str) -> int:
    """Owe the same letter again; the id of the new one.

    It is written anew when it goes and so says how things stand then.
    """
    db.session.rollback()
    old = db.session.get_one(Message, message_id)
    request_id = token_urlsafe(9)
    outbox.owe(
        Kind(old.kind),
        [f"again-{request_id}"],
        now,
        **{
            name: getattr(old, name)
            for name in (
                "training_id",
                "registration_id",
                "session_id",
                "trainer_id",
                "circular_id",
                "language",
                "facts",
            )
        },
    )
    key = f"{old.kind}:again-{request_id}"
    new = db.session.scalars(select(Message.id).where(Message.once_key == key)).one()
    audit.note(
        actor,
        "sent a letter again",
        now,
        training_id=old.training_id,
        registration_id=old.registration_id,
        letter=new,
    )
    db.session.commit()
    nudge()
    return new
