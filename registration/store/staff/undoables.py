"""Finding what the team did some minutes ago. Whether it may be taken back is not asked here."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from ..database import db
from ..models import Registration, Trainer, Undoable


def of_training(training_id: int, now: datetime) -> list[Undoable]:
    """What was done to a training and its people some minutes ago, the newest first.

    A move concerns the training that somebody came to as well as the one that she left.
    """
    late = _of_late(now)
    people = {int(key) for one in late for key in one.rows["registration"]}
    query = select(Registration.id).where(Registration.training_id == training_id)
    here = {str(one) for one in db.session.scalars(query.where(Registration.id.in_(people)))}
    return [
        one for one in late if one.training_id == training_id or here & {*one.rows["registration"]}
    ]


def of_person(registration: Registration, now: datetime) -> list[Undoable]:
    """The same, of what concerns one person: her own place, or the whole training."""
    return [one for one in _of_late(now) if _concerns(one, registration)]


def _of_late(now: datetime) -> Sequence[Undoable]:
    late = select(Undoable).where(Undoable.until > now, Undoable.undone_at.is_(None))
    return db.session.scalars(late.order_by(Undoable.id.desc())).all()


def _concerns(done: Undoable, registration: Registration) -> bool:
    off = done.action == "call-off" and done.training_id == registration.training_id
    return off or str(registration.id) in done.rows["registration"]


def trainers_stand(ids: Sequence[int]) -> bool:
    """Whether any of these ids has been given to another trainer by now."""
    return db.session.scalar(select(Trainer.id).where(Trainer.id.in_(ids)).limit(1)) is not None


def by_id(undoable_id: int) -> Undoable | None:
    """One of them, also when it can't be taken back any more."""
    return db.session.get(Undoable, undoable_id)
