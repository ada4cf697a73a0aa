"""Finding trainers, who is expected, who was there, and what they answered."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from ..domain.signups.fields import FOR_TRAINERS, NAMES
from ..domain.sorting import sort_key
from ..domain.text import address_key
from .database import db
from .dialect import insert
from .models import Attendance, Registration, SurveyAnswer, Trainer, Training, WalkIn
from .signups.seats import HAS_CERTAIN_SEAT
from .trainings.trainings import IS_PUBLISHED

# Lists need no more of a person, and notes and answers have no place on them.
_SHOWN = (
    "uid",
    "training_id",
    "state",
    "email",
    "queue_rank",
    "answer_by",
    *NAMES,
    *FOR_TRAINERS,
)
BATCH = 500  # SQLite takes a limited number of values in one statement


def trainer_by_key(key: str) -> Trainer | None:
    """The trainer whom a link names; None if there is none any more."""
    return db.session.scalars(select(Trainer).where(Trainer.key == key)).one_or_none()


def trainer_by_id(trainer_id: int) -> Trainer | None:
    """A trainer; None if there is none of this id any more."""
    return db.session.get(Trainer, trainer_id)


def training_of(trainer: Trainer) -> Training:
    """The one training of a trainer's link, with its sessions and its grant."""
    return db.session.get_one(
        Training,
        trainer.training_id,
        options=[selectinload(Training.all_sessions), joinedload(Training.funding)],
    )


def trainers_with_address(email: str) -> Sequence[tuple[Trainer, Training]]:
    """The trainers of published trainings with this address, and those with their sessions."""
    found = db.session.execute(
        select(Trainer, Training)
        .join(Training, Training.id == Trainer.training_id)
        .where(IS_PUBLISHED)
        .where(func.lower(Trainer.email) == address_key(email))
        .options(selectinload(Training.all_sessions))
        .order_by(Trainer.id)
    )
    return [(trainer, training) for trainer, training in found]


def expected(training_id: int) -> list[Registration]:
    """Who has a certain seat, in alphabetical order. Erased people are left out."""
    shown = load_only(*(getattr(Registration, name) for name in _SHOWN))
    people = db.session.scalars(select(Registration).where(*_certain(training_id)).options(shown))
    return sorted(people, key=lambda p: (*sort_key(p.family_name, p.given_name), p.id))


def expected_id(training_id: int, uid: str) -> int | None:
    """The id of somebody who stands on the list of a training; None for anybody else."""
    query = select(Registration.id).where(*_certain(training_id), Registration.uid == uid)
    return db.session.scalar(query)


def _certain(training_id: int) -> Sequence[ColumnElement[bool]]:
    return (
        Registration.training_id == training_id,
        HAS_CERTAIN_SEAT,
        Registration.given_name != "",
    )


def marks(
    session_ids: Collection[int], registration_id: int | None = None
) -> dict[int, dict[int, bool]]:
    """By session, then by registration (all, or one): whether somebody was there."""
    found: dict[int, dict[int, bool]] = defaultdict(dict)
    query = select(Attendance.session_id, Attendance.registration_id, Attendance.present)
    query = query.where(Attendance.session_id.in_(session_ids))
    if registration_id is not None:
        query = query.where(Attendance.registration_id == registration_id)
    rows = db.session.execute(query)
    for session_id, person_id, present in rows:
        found[session_id][person_id] = present
    return found


def set_marks(session_id: int, wanted: Mapping[int, bool], now: datetime, actor: str) -> None:
    """Write marks in the running transaction; each row by itself, so nobody undoes another's."""
    for registration_id, present in sorted(wanted.items()):
        values = {"present": present, "marked_at": now, "marked_by": actor}
        statement = insert(Attendance).values(
            session_id=session_id, registration_id=registration_id, **values
        )
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["session_id", "registration_id"], set_=values
            )
        )


def add_missing_marks(
    session_id: int, registration_ids: Collection[int], now: datetime, actor: str
) -> None:
    """Mark as present whoever nobody has marked yet; a mark that stands is left alone."""
    same = {"session_id": session_id, "present": True, "marked_at": now, "marked_by": actor}
    rows = [{**same, "registration_id": one} for one in sorted(registration_ids)]
    for start in range(0, len(rows), BATCH):
        statement = insert(Attendance).values(rows[start : start + BATCH])
        db.session.execute(statement.on_conflict_do_nothing())


def walk_ins(session_ids: Collection[int]) -> list[WalkIn]:
    """Who came without a registration, in alphabetical order. Erased people are left out."""
    people = db.session.scalars(
        select(WalkIn).where(WalkIn.session_id.in_(session_ids), WalkIn.given_name != "")
    )
    return sorted(people, key=lambda p: (*sort_key(p.family_name, p.given_name), p.id))


def add_walk_in(**values: Any) -> bool:
    """Add somebody in the running transaction unless the form's key is known; whether it is new."""
    statement = insert(WalkIn).values(**values).on_conflict_do_nothing()
    return db.session.scalar(statement.returning(WalkIn.id)) is not None


def answers_of(training_id: int) -> list[dict[str, Any]]:
    """All answers to a training's survey."""
    rows = select(SurveyAnswer.answers).where(SurveyAnswer.training_id == training_id)
    return list(db.session.scalars(rows))
