"""Somebody moves to another training: the old row ends, the new one is a sign-up."""

from dataclasses import fields
from datetime import datetime

from ..domain.allowed import NotAllowed
from ..domain.kinds import Kind
from ..domain.states import RegistrationState
from ..domain.told import Told
from ..store import outbox, registrations
from ..store.database import db
from ..store.models import Registration
from ..store.seats import lock_all
from ..wakeup import nudge
from . import audit
from .add_by_staff import AddressInUse, NotOpen, give_place, welcome
from .refusal import refuse_unless
from .seats import ENDED, end, foresee_ends, promote
from .sign_up import Applicant
from .undo import undoable

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
    held = registration.status is RegistrationState.CONFIRMED
    new = Registration(
        training_id=target_id,
        **_same_person(registration).columns,
        privacy_notice=registration.privacy_notice,
        address_wrong=registration.address_wrong,
        added_by_staff=True,
    )
    with undoable(by_id[source_id], "move", now, by_id[target_id]):
        give_place(new, by_id[target_id], now)
        told = foresee_moving(registration, now)
        end(registration, RegistrationState.CANCELLED, now, MOVED)
        # ``moved`` says all that there is to say.
        outbox.withdraw(registration.id, ENDED, [Kind.CANCELLATION])
        welcome(new, Kind.MOVED, now, facts={"moved_from": registration.id, "held_seat": held})
        promote(by_id[source_id], told, now, held_back=True)
    audit.note_on(registration, actor, "moved away", now, to=new.id, held=held)
    audit.note_on(new, actor, "moved here", now, moved_from=registration.id)
    db.session.commit()
    nudge()
    return new


def foresee_moving(registration: Registration, now: datetime) -> Told:
    """What follows where somebody moves away; true only for now."""
    return foresee_ends(registration.training, [(registration, Kind.MOVED)], now)


def _same_person(registration: Registration) -> Applicant:
    """The person without answers: those were to the other training's questions."""
    same = {field.name: getattr(registration, field.name) for field in fields(Applicant)}
    return Applicant(**same | {"email": registration.email or "", "answers": {}})
