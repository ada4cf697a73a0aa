"""Somebody follows the link in the first letter, or staff confirm by hand."""

from datetime import datetime

from ..domain.kinds import ABOUT_THE_SEAT, Kind
from ..domain.seats import state_when_confirmed
from ..domain.states import RegistrationState
from ..domain.text import msgid
from ..store import outbox
from ..store.database import db
from ..store.models import Registration
from ..store.seats import lock
from ..wakeup import nudge
from . import audit
from .refusal import refuse_unless
from .seats import settle


def confirm_address(registration: Registration, now: datetime, actor: str) -> None:
    """Confirm an unconfirmed registration; any other is left as it is.

    Raises NotAllowed if the training is cancelled or over.
    """
    lock(registration.training_id)
    if registration.status is not RegistrationState.UNCONFIRMED:
        db.session.commit()
        return
    refuse_unless(registration.allowed(now).confirm)
    outbox.withdraw(registration.id, msgid("the address is confirmed"), ABOUT_THE_SEAT)
    registration.state = state_when_confirmed(registration.waits).value
    registration.answer_by = None
    if registration.waits:
        outbox.owe_to(registration, Kind.WAITLISTED, now)
    else:
        settle(registration, Kind.CONFIRMATION, now)
    audit.note_on(registration, actor, "confirmed the address", now)
    db.session.commit()
    nudge()
