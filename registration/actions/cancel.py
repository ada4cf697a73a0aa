"""A registration is given back: by the participant, or by staff."""

from collections.abc import Sequence
from datetime import datetime

from ..domain.allowed import NotAllowed
from ..domain.kinds import Kind
from ..domain.last_told import all_as_facts, known_dates
from ..domain.states import RegistrationState
from ..domain.told import Told
from ..store import outbox, registrations
from ..store.database import db
from ..store.models import Registration, Training
from ..store.seats import lock
from ..store.told import as_it_stands, unread_in
from ..wakeup import nudge
from . import audit
from .leaving import announced
from .refusal import refuse_unless
from .seats import end, foresee_ends, promote
from .undo import undoable

BY_PARTICIPANT = "cancelled by the participant"


class TooLate(NotAllowed):
    """The time for giving a seat back by link is over, or the training is off."""


def cancel_by_link(registration: Registration, now: datetime) -> None:
    """Give back a seat, a place in the queue or an offer.

    Leaving the queue is always possible; a certain seat until the training's
    ``cancel_until``. Raises TooLate. An ended registration is left as it is.
    """
    training = lock(registration.training_id)
    if not registration.status.active:
        db.session.commit()
        return
    refuse_unless(registration.allowed(now).cancel_by_person, TooLate)
    kind, who = Kind.CANCELLED_BY_YOU, audit.PARTICIPANT
    _cancel(training, [registration], kind, BY_PARTICIPANT, who, now)
    db.session.commit()
    nudge()


def cancel_by_staff(registration: Registration, now: datetime, actor: str, reason: str) -> None:
    """Cancel at any time, with a reason; an ended registration is left as it is.

    It can be taken back for some minutes. Raises NotAllowed if the training is cancelled:
    nothing is left to give back.
    """
    cancel_several(registration.training_id, [registration.id], now, actor, reason)


def cancel_several(
    training_id: int, ids: Sequence[int], now: datetime, actor: str, reason: str
) -> int:
    """Cancel people of one training at once, as ``cancel_by_staff``; how many there were.

    Only then freed seats go on: nobody is promoted only to be cancelled.
    """
    training = lock(training_id)
    people = [one for one in registrations.with_ids(ids) if one.status.active]
    for one in people:
        refuse_unless(one.allowed(now).cancel_by_staff)
    if people:
        with announced(now, training_id), undoable(training, "cancel", now):
            _cancel(training, people, Kind.CANCELLED_BY_STAFF, reason, actor, now)
    db.session.commit()
    nudge()
    return len(people)


def foresee_cancelling(training: Training, people: Sequence[Registration], now: datetime) -> Told:
    """What follows if the team cancels people; true only for now."""
    return foresee_ends(training, [(one, Kind.CANCELLED_BY_STAFF) for one in people], now)


def _cancel(
    training: Training,
    people: Sequence[Registration],
    kind: Kind,
    reason: str,
    actor: str,
    now: datetime,
) -> None:
    told = foresee_ends(training, [(one, kind) for one in people], now)
    plan, unread = as_it_stands(training), unread_in(training)
    for one in people:
        was = one.status
        end(one, RegistrationState.CANCELLED, now, reason)
        if one.id in told.people(kind):
            known = all_as_facts(known_dates(plan, unread.get(one.id, {})))
            held = was is RegistrationState.CONFIRMED
            outbox.owe_to(one, kind, now, facts={"held_seat": held, "was": known})
        audit.note_on(one, actor, "cancelled", now, was=was)
    promote(training, told, now, held_back=kind.row.held_back)
