"""A draft becomes a training that people can see and sign up for."""

from datetime import datetime

from ..domain.allowed import NotAllowed
from ..domain.programme import TrainerSpec
from ..domain.states import TrainingState
from ..domain.told import Change, Standing, Told, who_is_told
from ..store.database import db
from ..store.models import Training
from ..store.seats import lock
from ..store.told import as_it_stands, trainer_plan
from ..wakeup import nudge
from . import audit
from .refusal import refuse_unless
from .tell import standing_of, tell_trainers


class NotReady(NotAllowed):
    """A training without a date that lies ahead can't be published."""


def publish_training(training_id: int, now: datetime, actor: str) -> None:
    """Publish a draft; a published one is left as it is. Raises NotReady."""
    training = lock(training_id)
    # Done already: that is no refusal.
    if training.state == TrainingState.PUBLISHED.value:
        db.session.commit()
        return
    refuse_unless(training.allowed(now).publish, NotReady)
    standing, told = _foresee(training, now)
    training.state = TrainingState.PUBLISHED.value
    training.version += 1
    tell_trainers(training, {}, standing, told, now)
    audit.note(actor, "published the training", now, training_id=training_id)
    db.session.commit()
    nudge()


def foresee_publishing(training: Training, now: datetime) -> Told:
    """Who will be told if a draft is published as it stands; nobody of anything else."""
    return _foresee(training, now)[1] if training.allowed(now).publish else Told()


def _foresee(training: Training, now: datetime) -> tuple[Standing, Told]:
    trainers = [TrainerSpec(one.name, one.email) for one in training.trainers]
    change = Change(as_it_stands(training), trainer_plan(training, trainers), publishes=True)
    standing = standing_of(training)
    return standing, who_is_told(change, standing, now)
