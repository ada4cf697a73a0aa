"""A draft becomes a training that people can see and sign up for."""

from datetime import datetime

from ..domain.allowed import NotAllowed
from ..domain.states import TrainingState
from ..store.database import db
from ..store.seats import lock
from . import audit
from .refusal import refuse_unless


class NotReady(NotAllowed):
    """A training without a date that lies ahead can't be published."""


def publish_training(training_id: int, now: datetime, actor: str) -> None:
    """Publish a draft; a published one is left as it is. Raises NotReady."""
    training = lock(training_id)
    if training.state == TrainingState.PUBLISHED.value:
        db.session.commit()
        return
    refuse_unless(training.allowed(now).publish, NotReady)
    training.state = TrainingState.PUBLISHED.value
    training.version += 1
    audit.note(actor, "published the training", now, training_id=training_id)
    db.session.commit()
