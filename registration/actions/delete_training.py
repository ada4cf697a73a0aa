"""A draft that nobody needs is deleted; what was done to it stays in the log."""

from datetime import datetime

from sqlalchemy import delete, select, update

from ..store.database import db
from ..store.models import AuditEntry, Registration, Training, TrainingSession
from ..store.seats import lock
from . import audit
from .refusal import refuse_unless


def delete_training(training_id: int, now: datetime, actor: str) -> None:
    """Delete a draft with its dates and trainers. Raises NotAllowed, NoSuchTraining.

    Its id may come again, so no row of the log may go on naming it.
    """
    training = lock(training_id)
    refuse_unless(training.allowed(now).delete and not _has_people(training))
    of_it = AuditEntry.training_id == training_id
    db.session.execute(update(AuditEntry).where(of_it).values(training_id=None))
    db.session.execute(delete(TrainingSession).where(TrainingSession.training_id == training_id))
    db.session.expire(training, ["all_sessions"])
    db.session.delete(training)
    audit.note(actor, "deleted the draft", now, training=training_id)
    db.session.commit()


def _has_people(training: Training) -> bool:
    people = select(Registration.id).where(Registration.training_id == training.id)
    return db.session.scalar(people.limit(1)) is not None
