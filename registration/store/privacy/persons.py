"""Which rows are about the person of an address: asked by erasure and by export alike."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, exists, func, or_, select

from ..database import Base, db
from ..models import (
    Circular,
    Message,
    Registration,
    Staff,
    Submission,
    Trainer,
    Training,
    TrainingSession,
    Undoable,
)


def is_address(column: Any, key: str) -> ColumnElement[bool]:
    """Whether an address as it was typed is the one with this key."""
    return or_(func.lower(column) == key, column == key)


def registrations(key: str) -> ColumnElement[bool]:
    """Registrations of the address itself."""
    return Registration.email_key == key


def waiting_registrations(key: str) -> ColumnElement[bool]:
    """Registrations of another address that this one is to follow once it is confirmed."""
    is_other = Registration.email_key.is_(None) | (Registration.email_key != key)
    return is_address(Registration.new_email, key) & is_other


def submissions(key: str) -> ColumnElement[bool]:
    """Sign-up forms that were sent with the address."""
    return Submission.email_key == key


def letters(key: str) -> ColumnElement[bool]:
    """Letters about a registration of the address, or that went or go to it."""
    about = select(Registration.id).where(registrations(key))
    team = select(Staff.id).where(members(key))
    held_by = select(Trainer.id).where(trainers(key))
    return or_(
        Message.registration_id.in_(about),
        Message.recipient_key == key,
        is_address(Message.address, key),
        Message.staff_id.in_(team) & Message.registration_id.is_(None),
        Message.trainer_id.in_(held_by),
    )


def circulars(key: str) -> ColumnElement[bool]:
    """What the team wrote to the person, to others too."""
    return Circular.id.in_(_written_to(key))


def circulars_to_nobody_else(key: str) -> ColumnElement[bool]:
    """What the team wrote to the person alone."""
    about = select(Registration.id).where(registrations(key))
    others = exists().where(
        Message.circular_id == Circular.id, Message.registration_id.not_in(about)
    )
    return circulars(key) & ~others


def _written_to(key: str) -> Any:
    return (
        select(Message.circular_id)
        .join(Registration, Registration.id == Message.registration_id)
        .where(registrations(key), Message.circular_id.is_not(None))
    )


def undoables(key: str) -> ColumnElement[bool]:
    """What could be taken back in the person's trainings, or names her: it would bring her
    data back."""
    hers = Undoable.training_id.in_(select(Registration.training_id).where(registrations(key)))
    names_her = func.lower(cast(Undoable.rows, Text)).contains(json.dumps(key), autoescape=True)
    return or_(hers, names_her)


def trainers(key: str) -> ColumnElement[bool]:
    """Trainers with the address; one row a training."""
    return is_address(Trainer.email, key)


def members(key: str) -> ColumnElement[bool]:
    """The member of the team with the address."""
    return Staff.email_key == key


def contacts(key: str) -> ColumnElement[bool]:
    """Trainings that name the address as the one to ask."""
    return is_address(Training.contact_email, key)


def is_over(training_id: int, now: datetime) -> bool:
    """Whether a training's last session has ended; never without one."""
    last_end = db.session.scalar(
        select(func.max(TrainingSession.ends)).where(TrainingSession.training_id == training_id)
    )
    return last_end is not None and last_end <= now


Condition = Callable[[str], ColumnElement[bool]]


@dataclass(frozen=True)
class Found:
    """Where a table's rows about a person are, and which of them ``erase`` may empty."""

    model: type[Base]
    about: Condition
    erasable: Condition | None = None


BY_TABLE: Mapping[str, Found] = {
    "message": Found(Message, letters),
    "circular": Found(Circular, circulars, circulars_to_nobody_else),
    "submission": Found(Submission, submissions),
    "trainer": Found(Trainer, trainers),
    "staff": Found(Staff, members),
    "training": Found(Training, contacts),
    "undoable": Found(Undoable, undoables),
    "registration": Found(Registration, registrations),
}


def rows(table: str, key: str, to_erase: bool = False) -> list[Any]:
    """The rows of a table that are about the person, the oldest first.

    ``to_erase`` leaves out those that are about others too.
    """
    found = BY_TABLE[table]
    condition = (to_erase and found.erasable) or found.about
    model: Any = found.model
    return list(db.session.scalars(select(model).where(condition(key)).order_by(model.id)))
