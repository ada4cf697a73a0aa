"""Somebody follows the link in the first letter, or staff confirm by hand."""

from collections.abc import Sequence
from datetime import datetime

from ..domain.kinds import ABOUT_THE_SEAT, Kind
from ..domain.seats import state_when_confirmed
from ..domain.states import RegistrationState
from ..domain.text import msgid
from ..store import outbox, registrations
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
    confirm_several(registration.training_id, [registration.id], now, actor)


def confirm_several(training_id: int, ids: Sequence[int], now: datetime, actor: str) -> int:
    """Confirm people of one training at once, as ``confirm_address``; how many there were."""
    lock(training_id)
    people = [one for one in registrations.with_ids(ids) if _is_open(one)]
    for one in people:
        refuse_unless(one.allowed(now).confirm)
    for one in people:
        _confirm(one, now, actor)
    db.session.commit()
    nudge()
    return len(people)


def _is_open(registration: Registration) -> bool:
    # Done already, by whom else: that is no refusal.
    return registration.status is RegistrationState.UNCONFIRMED


def _confirm(registration: Registration, now: datetime, actor: str) -> None:
    outbox.withdraw(registration.id, msgid("the address is confirmed"), ABOUT_THE_SEAT)
    registration.state = state_when_confirmed(registration.waits).value
    registration.answer_by = None
    if registration.waits:
        outbox.owe_to(registration, Kind.WAITLISTED, now)
    else:
        settle(registration, Kind.CONFIRMATION, now)
    audit.note_on(registration, actor, "confirmed the address", now)
