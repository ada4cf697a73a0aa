"""Finding what the team did some minutes ago. Whether it may be taken back is not asked here."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from .database import db
from .models import Registration, Trainer, Undoable


def of_training(training_id: int, now: datetime) -> Sequence[Undoable]:
    """What was done to a training and its people some minutes ago, the newest first."""
    return db.session.scalars(
        select(Undoable)
        .where(
            Undoable.training_id == training_id,
            Undoable.until > now,
            Undoable.undone_at.is_(None),
        )
        .order_by(Undoable.id.desc())
    ).all()


def of_person(registration: Registration, now: datetime) -> Sequence[Undoable]:
    """The same, of what concerns one person: her own place, or the whole training."""
    return [
        one
        for one in of_training(registration.training_id, now)
        if str(registration.id) in one.rows["registration"] or one.action == "call-off"
    ]


def trainers_stand(ids: Sequence[int]) -> bool:
    """Whether any of these ids has been given to another trainer by now."""
    return db.session.scalar(select(Trainer.id).where(Trainer.id.in_(ids)).limit(1)) is not None


def by_id(undoable_id: int) -> Undoable | None:
    """One of them, also when it can't be taken back any more."""
    return db.session.get(Undoable, undoable_id)
