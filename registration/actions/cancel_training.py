"""A training is called off: everybody with a seat or a place in the queue is told."""

from datetime import datetime

from ..domain.kinds import Kind
from ..domain.states import ACTIVE, TrainingState
from ..domain.text import msgid
from ..store import outbox, registrations
from ..store.database import db
from ..store.seats import lock
from ..wakeup import nudge
from . import audit
from .refusal import refuse_unless


def cancel_training(training_id: int, reason: str, now: datetime, actor: str) -> int:
    """Cancel a published training for good; how many people are told.

    The calendar entries of holders are cancelled with it. A training that is
    cancelled already is left as it is. Raises NotAllowed for a draft, and for a training
    that has begun: who was there stays on record, and only dates ahead can be dropped.
    """
    training = lock(training_id)
    if training.state == TrainingState.CANCELLED.value:
        db.session.commit()
        return 0
    refuse_unless(training.allowed(now).call_off)
    training.state = TrainingState.CANCELLED.value
    training.cancel_reason = reason
    for session in training.sessions:
        session.sequence += 1
    told = registrations.of_training(training_id, sorted(ACTIVE))
    for registration in told:
        outbox.withdraw(registration.id, msgid("the training is cancelled"))
        outbox.owe_to(registration, Kind.CANCELLATION, now)
    audit.note(actor, "cancelled the training", now, training_id=training_id, told=len(told))
    db.session.commit()
    nudge()
    return len(told)
