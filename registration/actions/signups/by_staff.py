"""What the team does to one person: add, edit, move in the queue or to another training."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from ...domain.letters.kinds import Kind, first_letter
from ...domain.letters.who_is_told import Told
from ...domain.signups.fields import FIELDS, Person
from ...domain.signups.seats import Verdict, verdict
from ...domain.signups.seats import requeue as reordered
from ...domain.states import RegistrationState
from ...domain.text import address_key
from ...domain.trainings.allowed import NotAllowed
from ...store.database import db
from ...store.keys import new_version
from ...store.letters import outbox, reminders
from ...store.models import Registration, Training
from ...store.models.letters import ADDRESS_WRONG, ON_PAPER
from ...store.signups import registrations
from ...store.signups.seats import last_rank, lock, lock_all, queue_of, seats_of
from ...wakeup import wake_worker
from ..privacy import audit
from ..refusal import refuse_second, refuse_unless
from ..staff.undo import undoable
from .registering import Place, register
from .seats import ENDED, end, foresee_ends, promote
from .sign_up import Applicant


class NoRoom(Exception):
    """Rule 5: the team keeps the capacity too; the queue is off or full. Raise it first."""


class NotOpen(NotAllowed):
    """The training is a draft, cancelled or over."""


class AddressInUse(Exception):
    """Somebody else is registered with this address; sharing it has to be said."""


def add_by_staff(
    training_id: int, person: Applicant, shared: bool, now: datetime, actor: str
) -> Registration:
    """Register somebody at once: the team vouches for the address, if there is one.

    ``shared`` allows an address that somebody else has. Raises NotOpen, NoRoom and
    AddressInUse.
    """
    training = lock(training_id)
    refuse_unless(training.allowed(now).add_by_staff, NotOpen)
    if person.email and registrations.active_with_address(training_id, person.email):
        if not shared:
            db.session.rollback()
            raise AddressInUse
    else:
        shared = False
    new = _register(training, person.columns | {"shared_address": shared}, now)
    outbox.owe_to(new, first_letter(new.state), now)
    audit.note_on(new, actor, "added by hand", now, state=new.state)
    db.session.commit()
    wake_worker()
    return new


def _register(training: Training, person: dict[str, Any], now: datetime) -> Registration:
    """A seat, or the end of the queue, by the same rule as for everybody. Raises NoRoom."""
    given = verdict(seats_of(training))
    if given is Verdict.REFUSED:
        db.session.rollback()
        raise NoRoom
    place = Place(training.id, given, last_rank(training.id))
    new = register(place, person | {"added_by_staff": True}, now)
    return db.session.get_one(Registration, new.id)


@dataclass(frozen=True)
class Details(Person):
    """What may be mended about somebody."""

    shared: bool = False


# All but what ``_change_address`` sets.
_SAME_NAME = [name for name in FIELDS if name != "email"]


def details_of(registration: Registration) -> Details:
    """What stands."""
    values = {name: getattr(registration, name) for name in _SAME_NAME}
    return Details(**values, email=registration.email or "", shared=registration.shared_address)


def edit_registration(
    registration: Registration, details: Details, was: Details, now: datetime, actor: str
) -> None:
    """Change names, contact and note. A new address rotates the person's links.

    Raises SecondEditor if ``was`` no longer stands, and AddressInUse if somebody else is
    registered with the address and ``details.shared`` does not allow it.
    """
    lock(registration.training_id)
    refuse_second(details_of(registration), was)
    changed = [n for n in _SAME_NAME if getattr(registration, n) != getattr(details, n)]
    if address_key(details.email) != (registration.email_key or ""):
        _change_address(registration, details, now)
        changed.append("email")
    for name in _SAME_NAME:
        setattr(registration, name, getattr(details, name))
    audit.note_on(
        registration, actor, "edited", now, fields=[audit.Word(n) for n in sorted(changed)]
    )
    db.session.commit()


def _change_address(registration: Registration, details: Details, now: datetime) -> None:
    """What waited for the old address goes to the new one, with links that only it knows;
    without a new one it is to be printed."""
    other = details.email and registrations.active_with_address(
        registration.training_id, details.email
    )
    if other and not details.shared:
        db.session.rollback()
        raise AddressInUse
    registration.shared_address = bool(other)
    registration.email = details.email or None
    registration.email_key = address_key(details.email) if details.email else None
    registration.new_email = None
    registration.address_wrong = False
    registration.link_version = new_version()
    if details.email:
        reminders.remind_again([registration], now)
    else:
        outbox.keep_for_paper(registration.id, ON_PAPER)


def mark_address(registration: Registration, wrong: bool, now: datetime, actor: str) -> None:
    """Mark an address as one that letters don't reach, or take the mark away.

    What is still owed to a wrong address, or failed, is to be printed; the seat stands.
    Raises NotAllowed for a registration that has ended.
    """
    lock(registration.training_id)
    refuse_unless(registration.allowed(now).mark_address)
    registration.address_wrong = wrong
    if wrong:
        outbox.keep_for_paper(registration.id, ADDRESS_WRONG)
    else:
        reminders.remind_again([registration], now)
    audit.note_on(registration, actor, "address wrong" if wrong else "address right", now)
    db.session.commit()


MOVED = "moved"


class NotMovable(NotAllowed):
    """Only a confirmed, offered or waiting registration can move, and to another training."""


def move_registration(
    registration: Registration, target_id: int, now: datetime, actor: str
) -> Registration:
    """Rule 5: both locks in order of id; the person gets one letter, ``moved``.

    The target gives a seat or a place at the end of its queue; what became free goes on.
    It can be taken back for some minutes.
    Raises NotMovable, NotOpen, NoRoom and AddressInUse; then nothing has changed.
    """
    source_id = registration.training_id
    by_id = {training.id: training for training in lock_all([source_id, target_id])}
    elsewhere = source_id != target_id
    refuse_unless(elsewhere and registration.allowed(now).move_from, NotMovable)
    refuse_unless(by_id[target_id].allowed(now).add_by_staff, NotOpen)
    if registration.email and registrations.active_with_address(target_id, registration.email):
        db.session.rollback()
        raise AddressInUse
    held = registration.state.has_certain_seat
    person = _same_person(registration).columns
    for name in ("privacy_notice", "address_wrong"):
        person[name] = getattr(registration, name)
    with undoable(by_id[source_id], "move", now, by_id[target_id]):
        new = _register(by_id[target_id], person, now)
        told = foresee_moving(registration, now)
        end(registration, RegistrationState.CANCELLED, now, MOVED)
        # ``moved`` says all that there is to say.
        outbox.withdraw(registration.id, ENDED, [Kind.CANCELLATION])
        facts = {"moved_from": registration.id, "held_seat": held}
        outbox.owe_to(new, Kind.MOVED, now, facts=facts)
        promote(by_id[source_id], told, now, held_back=True)
    audit.note_on(registration, actor, "moved away", now, to=new.id, held=held)
    audit.note_on(new, actor, "moved here", now, moved_from=registration.id)
    db.session.commit()
    wake_worker()
    return new


def foresee_moving(registration: Registration, now: datetime) -> Told:
    """What follows where somebody moves away; true only for now."""
    return foresee_ends(registration.training, [(registration, Kind.MOVED)], now)


def _same_person(registration: Registration) -> Applicant:
    """The person without answers: those were to the other training's questions."""
    same = {field.name: getattr(registration, field.name) for field in fields(Applicant)}
    return Applicant(**same | {"email": registration.email or "", "answers": {}})


def requeue(
    registration: Registration, position: int, reason: str, now: datetime, actor: str
) -> None:
    """Give somebody who waits another place, from 1; anybody else is left as they are.

    Nobody is written to: the queue's order shows on each person's own page.
    """
    lock(registration.training_id)
    if not registration.allowed(now).requeue:
        db.session.commit()
        return
    queue = {one.id: one for one in queue_of(registration.training_id)}
    ranks = sorted(one.queue_rank or 0 for one in queue.values())
    old = list(queue).index(registration.id) + 1
    for rank, person in zip(ranks, reordered(list(queue), registration.id, position), strict=True):
        queue[person].queue_rank = rank
    registration.queue_reason = reason
    new = min(max(position, 1), len(queue))
    audit.note_on(registration, actor, "moved in the queue", now, old=old, new=new)
    db.session.commit()
