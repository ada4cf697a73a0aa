"""A draft becomes public, is deleted, or a public training is called off."""

from datetime import datetime

from sqlalchemy import delete, select, update

from ...domain.letters.kinds import ABOUT_THE_SEAT, Kind
from ...domain.letters.last_notified import all_as_facts, known_dates
from ...domain.letters.who_is_told import Change, Standing, Told, who_is_told
from ...domain.programme import TrainerSpec
from ...domain.states import ACTIVE, TrainingState
from ...domain.trainings.allowed import NotAllowed
from ...store.database import db
from ...store.letters import outbox
from ...store.letters.last_notified import as_it_stands, trainer_plan
from ...store.models import AuditEntry, Registration, Training, TrainingSession
from ...store.signups import registrations
from ...store.signups.seats import lock
from ...wakeup import wake_worker
from ..letters.notifying import CALLED_OFF, standing_of, tell_trainers, tell_trainers_off
from ..privacy import audit
from ..refusal import refuse_unless
from ..staff.undo import undoable


class NotReady(NotAllowed):
    """A training without a date that lies ahead can't be published."""


def publish_training(training_id: int, now: datetime, actor: str) -> None:
    """Publish a draft; a published one is left as it is. Raises NotReady."""
    training = lock(training_id)
    # Done already: that is no refusal.
    if training.state == TrainingState.PUBLISHED:
        db.session.commit()
        return
    refuse_unless(training.allowed(now).publish, NotReady)
    standing, told = _publishing(training, now)
    training.state = TrainingState.PUBLISHED
    training.version += 1
    tell_trainers(training, {}, standing, told, now)
    audit.note(actor, "published the training", now, training_id=training_id)
    db.session.commit()
    wake_worker()


def foresee_publishing(training: Training, now: datetime) -> Told:
    """Who will be told if a draft is published as it stands; nobody of anything else."""
    return _publishing(training, now)[1] if training.allowed(now).publish else Told()


def _publishing(training: Training, now: datetime) -> tuple[Standing, Told]:
    trainers = [TrainerSpec(one.name, one.email) for one in training.trainers]
    change = Change(as_it_stands(training), trainer_plan(training, trainers), publishes=True)
    standing = standing_of(training)
    return standing, who_is_told(change, standing, now)


def cancel_training(training_id: int, reason: str, now: datetime, actor: str) -> int:
    """Cancel a published training; how many letters go.

    It can be taken back for some minutes. The calendar entries of holders are cancelled
    with it. A training that is cancelled already is left as it is. Raises NotAllowed for a
    draft, and for a training that has begun: who was there stays on record, and only dates
    ahead can be dropped.
    """
    training = lock(training_id)
    # Done already: that is no refusal.
    if training.state == TrainingState.CANCELLED:
        db.session.commit()
        return 0
    refuse_unless(training.allowed(now).call_off)
    with undoable(training, "call-off", now):
        count = _call_off(training, reason, now)
    audit.note(actor, "cancelled the training", now, training_id=training_id, told=count)
    db.session.commit()
    wake_worker()
    return count


def _call_off(training: Training, reason: str, now: datetime) -> int:
    change, standing, told = _calling_off(training, now)
    tell_trainers_off(training, change, standing, told, now)
    _tell_people(training, change, standing, told, now)
    training.state = TrainingState.CANCELLED
    training.cancel_reason = reason
    training.version += 1
    for session in training.sessions:
        session.sequence += 1
    return len(told.letters)


def foresee_calling_off(training: Training, now: datetime) -> Told:
    """What calling the training off would do; true only for now."""
    return _calling_off(training, now)[2]


def _calling_off(training: Training, now: datetime) -> tuple[Change, Standing, Told]:
    change = Change(sessions=as_it_stands(training), calls_off=True)
    standing = standing_of(training)
    return change, standing, who_is_told(change, standing, now)


def _tell_people(
    training: Training, change: Change, standing: Standing, told: Told, now: datetime
) -> None:
    """Owe each the letter that names the dates as she knows them."""
    gets = set(told.people(Kind.CANCELLATION))
    unread = {p.id: p.unread for p in standing.people}
    outbox.withdraw_from_all(training.id, unread, CALLED_OFF, ABOUT_THE_SEAT)
    people = registrations.of_training(training.id, ACTIVE)
    known = {one: known_dates(change.sessions, unread[one.id]) for one in people if one.id in gets}
    facts = {one: {"was": all_as_facts(dates)} for one, dates in known.items()}
    outbox.owe_to_all(facts, Kind.CANCELLATION, now)


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
    audit.note(actor, "deleted the draft", now, training=audit.Key(training.uid))
    db.session.commit()


def _has_people(training: Training) -> bool:
    people = select(Registration.id).where(Registration.training_id == training.id)
    return db.session.scalar(people.limit(1)) is not None
