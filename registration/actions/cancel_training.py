"""A training is called off: everybody with a seat or in the queue is told, and its trainers."""

from datetime import datetime

from ..domain.kinds import ABOUT_THE_SEAT, Kind
from ..domain.last_told import all_as_facts, known_dates
from ..domain.states import ACTIVE, TrainingState
from ..domain.told import Change, Standing, Told, who_is_told
from ..store import outbox, registrations
from ..store.database import db
from ..store.models import Training
from ..store.seats import lock
from ..store.told import as_it_stands
from ..wakeup import nudge
from . import audit
from .refusal import refuse_unless
from .tell import CALLED_OFF, standing_of, tell_trainers_off
from .undo import undoable


def cancel_training(training_id: int, reason: str, now: datetime, actor: str) -> int:
    """Cancel a published training; how many letters go.

    It can be taken back for some minutes. The calendar entries of holders are cancelled
    with it. A training that is cancelled already is left as it is. Raises NotAllowed for a
    draft, and for a training that has begun: who was there stays on record, and only dates
    ahead can be dropped.
    """
    training = lock(training_id)
    # Done already: that is no refusal.
    if training.state == TrainingState.CANCELLED.value:
        db.session.commit()
        return 0
    refuse_unless(training.allowed(now).call_off)
    with undoable(training, "call-off", now):
        count = _call_off(training, reason, now)
    audit.note(actor, "cancelled the training", now, training_id=training_id, told=count)
    db.session.commit()
    nudge()
    return count


def _call_off(training: Training, reason: str, now: datetime) -> int:
    change, standing, told = _foresee(training, now)
    tell_trainers_off(training, change, standing, told, now)
    _tell_people(training, change, standing, told, now)
    training.state = TrainingState.CANCELLED.value
    training.cancel_reason = reason
    training.version += 1
    for session in training.sessions:
        session.sequence += 1
    return len(told.letters)


def foresee_calling_off(training: Training, now: datetime) -> Told:
    """What calling the training off would do; true only for now."""
    return _foresee(training, now)[2]


def _foresee(training: Training, now: datetime) -> tuple[Change, Standing, Told]:
    change = Change(sessions=as_it_stands(training), calls_off=True)
    standing = standing_of(training)
    return change, standing, who_is_told(change, standing, now)


def _tell_people(
    training: Training, change: Change, standing: Standing, told: Told, now: datetime
) -> None:
    """Owe each the letter that names the dates as she knows them."""
    gets = told.people(Kind.CANCELLATION)
    unread = {p.id: p.unread for p in standing.people}
    for person in registrations.of_training(training.id, sorted(ACTIVE)):
        outbox.withdraw(person.id, CALLED_OFF, ABOUT_THE_SEAT)
        if person.id in gets:
            was = all_as_facts(known_dates(change.sessions, unread[person.id]))
            outbox.owe_to(person, Kind.CANCELLATION, now, facts={"was": was})
