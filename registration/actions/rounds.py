"""A round owes one letter to each of many people, once. Part of what the clock does."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from ..domain.kinds import Kind
from ..domain.letters import once_key
from ..domain.states import RegistrationState
from ..store import outbox
from ..store.database import db
from ..store.models import Message, Registration, Round
from .parts import each

BATCH = 100


def confirmed(training_id: int, *conditions: ColumnElement[bool]) -> Sequence[Registration]:
    """Who has a certain seat in a training."""
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.training_id == training_id,
            Registration.state == RegistrationState.CONFIRMED.value,
            *conditions,
        )
        .order_by(Registration.id)
    ).all()


def owe_each(
    people: Sequence[Registration], kind: Kind, now: datetime, *key: str, **columns: Any
) -> int:
    """Owe a letter to each who can be written to; how many are new. Commits, see ``each``."""
    keys = {once_key(kind, person.uid, *key): person for person in people}
    known = set(db.session.scalars(select(Message.once_key).where(Message.once_key.in_(keys))))
    missing = [person for one, person in keys.items() if one not in known]
    return each(
        missing, lambda person: int(outbox.owe_to(person, kind, now, *key, **columns)), BATCH
    )


def done_at(key: str) -> datetime | None:
    """When a round was gone through to its end; None if it was not."""
    return db.session.scalar(select(Round.done_at).where(Round.key == key))


def done_of(keys: Sequence[str]) -> set[str]:
    """Which of some rounds were gone through to their end."""
    return set(db.session.scalars(select(Round.key).where(Round.key.in_(keys)))) if keys else set()


def close(key: str, training_id: int, now: datetime) -> None:
    """Note that a round is done, and commit."""
    outbox.mark_round(key, training_id, now)
    db.session.commit()
