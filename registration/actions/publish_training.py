"""A draft becomes a training that people can see and sign up for."""

from datetime import datetime

from ..domain.states import TrainingState
from ..store.database import db
from ..store.seats import lock
from . import audit


class NotReady(Exception):
    """A training without a date that lies ahead can't be published."""


def publish_training(training_id: int, now: datetime, actor: str) -> None:
    """Publish a draft; a published one is left as it is. Raises NotReady."""
    training = lock(training_id)
    if training.state == TrainingState.PUBLISHED.value:
        db.session.commit()
        return
    first = training.first_start
    if training.state != TrainingState.DRAFT.value or first is None or first <= now:
        db.session.rollback()
        raise NotReady
    training.state = TrainingState.PUBLISHED.value
    training.version += 1
    audit.note(actor, "published the training", now, training_id=training_id)
    db.session.commit()
