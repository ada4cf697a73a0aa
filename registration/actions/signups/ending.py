"""A registration ends: cancelled, declined, or not answered in time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from ...domain.letters.kinds import Kind
from ...domain.letters.last_notified import all_as_facts, known_dates
from ...domain.letters.who_is_told import Told
from ...domain.states import MUST_ANSWER, RegistrationState
from ...domain.trainings.allowed import NotAllowed
from ...store.database import db
from ...store.letters import outbox
from ...store.letters.last_notified import as_it_stands, unread_in
from ...store.models import Registration, Training
from ...store.privacy.retention import NEVER_CONFIRMED
from ...store.signups import registrations
from ...store.signups.seats import lock
from ...wakeup import wake_worker
from ..privacy import audit
from ..privacy.purge import announced
from ..refusal import refuse_unless
from ..staff.undo import undoable
from ..tick_parts import each
from .seats import end, foresee_ends, promote, settle

BY_PARTICIPANT = "cancelled by the participant"


class TooLate(NotAllowed):
    """The time for giving a seat back by link is over, or the training is off."""


def cancel_by_link(registration: Registration, now: datetime) -> None:
    """Give back a seat, a place in the queue or an offer.

    Leaving the queue is always possible; a certain seat until the training's
    ``cancel_until``. Raises TooLate. An ended registration is left as it is.
    """
    training = lock(registration.training_id)
    if not registration.state.active:
        db.session.commit()
        return
    refuse_unless(registration.allowed(now).cancel_by_person, TooLate)
    kind, who = Kind.CANCELLED_BY_YOU, audit.PARTICIPANT
    _cancel(training, [registration], kind, BY_PARTICIPANT, who, now)
    db.session.commit()
    wake_worker()


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
    people = [one for one in registrations.with_ids(ids) if one.state.active]
    for one in people:
        refuse_unless(one.allowed(now).cancel_by_staff)
    if people:
        with announced(now, training_id), undoable(training, "cancel", now):
            _cancel(training, people, Kind.CANCELLED_BY_STAFF, reason, actor, now)
    db.session.commit()
    wake_worker()
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
        was = one.state
        end(one, RegistrationState.CANCELLED, now, reason)
        if one.id in told.people(kind):
            known = all_as_facts(known_dates(plan, unread.get(one.id, {})))
            held = was.has_certain_seat
            outbox.owe_to(one, kind, now, facts={"held_seat": held, "was": known})
        audit.note_on(one, actor, "cancelled", now, was=was)
    promote(training, told, now, held_back=kind.row.held_back)


def lapse_all(now: datetime) -> int:
    """End whatever has run out, a training at a time; how many ended."""
    ids = db.session.scalars(
        select(Registration.training_id)
        .where(Registration.state.in_(MUST_ANSWER), Registration.answer_by <= now)
        .distinct()
    ).all()
    return each(sorted(ids), lambda training_id: lapse_in(training_id, now))


def lapse_in(training_id: int, now: datetime) -> int:
    """End whatever has run out in one training, under its lock; how many ended."""
    training = lock(training_id)
    lapsed = db.session.scalars(
        select(Registration).where(
            Registration.training_id == training_id,
            Registration.state.in_(MUST_ANSWER),
            Registration.answer_by <= now,
        )
    ).all()
    told = foresee_ends(training, [(one, Kind.OFFER_LAPSED) for one in lapsed], now)
    for registration in lapsed:
        _lapse(registration, told, now)
    promote(training, told, now)
    db.session.commit()
    wake_worker()
    return len(lapsed)


def _lapse(registration: Registration, told: Told, now: datetime) -> None:
    offered = registration.state is RegistrationState.OFFERED
    end(registration, RegistrationState.EXPIRED, now, "" if offered else NEVER_CONFIRMED)
    if registration.id in told.people(Kind.OFFER_LAPSED):
        outbox.owe_to(registration, Kind.OFFER_LAPSED, now)
    audit.note_on(registration, audit.CLOCK, "lapsed", now)


def accept_offer(registration: Registration, now: datetime) -> bool:
    """Make an offered seat certain; whether the person holds it now."""
    lock(registration.training_id)
    if not registration.allowed(now).accept:
        holds = registration.state.has_certain_seat
        db.session.commit()
        return holds
    settle(registration, Kind.CONFIRMATION, now)
    _note(registration, "accepted", now)
    db.session.commit()
    wake_worker()
    return True


def decline_offer(registration: Registration, now: datetime) -> None:
    """Give an offered seat on to the next in the queue; anything else is left as it is."""
    training = lock(registration.training_id)
    if not registration.allowed(now).decline:
        db.session.commit()
        return
    told = foresee_ends(training, [(registration, None)], now)
    end(registration, RegistrationState.DECLINED, now)
    promote(training, told, now)
    _note(registration, "declined", now)
    db.session.commit()
    wake_worker()


def _note(registration: Registration, action: str, now: datetime) -> None:
    audit.note_on(registration, audit.PARTICIPANT, action, now)
