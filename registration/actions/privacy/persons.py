"""A person asks what is kept about her (Article 15 GDPR) or to be forgotten (Article 17)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ...domain.privacy.personal import Gone, erasable, exported
from ...domain.states import RegistrationState
from ...domain.text import address_key
from ...store import attendance
from ...store.database import Base, db
from ...store.models import Circular, Message, Registration, Staff, Trainer, Training
from ...store.privacy import persons
from ...store.signups.seats import lock_all
from ...wakeup import wake_worker
from ..signups.seats import end, fill_seats
from . import audit

ERASED = "erased on request"


@dataclass(frozen=True)
class Kept:
    """What cannot be emptied yet: an active member, or somebody of a training not yet over."""

    table: str
    row_id: int
    title: str = ""


@dataclass(frozen=True)
class Erased:
    """What an erasure emptied, or would empty: rows by table, and what still stays."""

    rows: Mapping[str, int]
    ended: int
    waiting: int
    kept: Sequence[Kept]


def erase_person(email: str, now: datetime, dry_run: bool = False) -> Erased:
    """Empty all that is kept about an address; seats it holds go to the queue.

    Nobody is written to: the address is gone. With ``dry_run`` all is done, counted and
    taken back, so that the numbers are the same.
    """
    key = address_key(email)
    trainings = lock_all(_training_ids(key))
    rows, kept = _to_empty(key, now)
    people = rows["registration"]
    active = [person for person in people if person.state.active]
    for person in active:
        end(person, RegistrationState.CANCELLED, now, ERASED)
    waiting = _forget_new_address(key)
    for row in [row for found in rows.values() for row in found]:
        _forget(row)
    for training in trainings:
        fill_seats(training, now)
    counts = {table: len(found) for table, found in rows.items()}
    _note(people, counts, now)
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
        wake_worker()
    return Erased(counts, len(active), waiting, kept)


def _training_ids(key: str) -> Sequence[int]:
    of_key = persons.registrations(key)
    return db.session.scalars(select(Registration.training_id).where(of_key).distinct()).all()


def _to_empty(key: str, now: datetime) -> tuple[dict[str, list[Any]], list[Kept]]:
    """The rows that are to be emptied, by table, and those that have to stay for now."""
    rows = {table: persons.rows(table, key, to_erase=True) for table in persons.BY_TABLE}
    kept = [row for found in rows.values() for row in found if _must_stay(row, now)]
    staying = {(type(row), row.id) for row in kept}
    people = {person.id for person in rows["registration"]}
    rows = {
        table: [
            row
            for row in found
            if (type(row), row.id) not in staying and not _needed(row, staying, people)
        ]
        for table, found in rows.items()
    }
    return rows, [_kept(row) for row in kept]


def _must_stay(row: Base, now: datetime) -> bool:
    match row:
        case Staff():
            return row.active
        case Trainer():
            return not persons.is_over(row.training_id, now)
        case Training():
            return not persons.is_over(row.id, now)
    return False


def _needed(row: Base, staying: set[tuple[type, int]], people: set[int]) -> bool:
    """Whether a letter belongs to somebody who has to stay, and not to the person's own seat."""
    if not isinstance(row, Message) or row.registration_id in people:
        return False
    return (Staff, row.staff_id) in staying or (Trainer, row.trainer_id) in staying


def _kept(row: Any) -> Kept:
    if isinstance(row, Trainer):
        return Kept("trainer", row.id, db.session.get_one(Training, row.training_id).title)
    return Kept(row.__tablename__, row.id, row.title if isinstance(row, Training) else "")


def _forget_new_address(key: str) -> int:
    """Let go of the address where it waits to become somebody's; their own one stays."""
    people = db.session.scalars(
        select(Registration).where(persons.waiting_registrations(key))
    ).all()
    for person in people:
        person.new_email = erasable("registration")["new_email"]
    return len(people)


def _forget(row: Any) -> None:
    values = erasable(row.__tablename__)
    if Gone.ROW in values.values():
        db.session.delete(row)
        return
    for name, empty in values.items():
        value = empty.format(id=row.id) if isinstance(empty, str) else empty
        setattr(row, name, value)


def _note(people: Sequence[Registration], counts: Mapping[str, int], now: datetime) -> None:
    for person in people:
        audit.note_on(person, audit.COMMAND_LINE, "erased", now)
    others = {name: n for name, n in counts.items() if n and name != "registration"}
    audit.note(audit.COMMAND_LINE, "erased a person's data", now, **others)


def export_person(email: str, now: datetime) -> dict[str, Any]:
    """All that is kept about an address, as plain values; the export is audited."""
    key = address_key(email)
    rows = {table: persons.rows(table, key) for table in persons.BY_TABLE}
    found = {
        "address": email,
        "registrations": [_registration(person) for person in rows["registration"]],
        "waiting_for_confirmation": _waiting(key),
        "letters": [_letter(message) for message in rows["message"]],
        "forms": [_of_training(form, form.training_id) for form in rows["submission"]],
        "trainer": [_of_training(trainer, trainer.training_id) for trainer in rows["trainer"]],
        "contact": [_of_training(training, training.id) for training in rows["training"]],
        "team": [handed_out(member) for member in rows["staff"]],
    }
    _note_export(rows, now)
    db.session.commit()
    return found


def _note_export(rows: Mapping[str, Sequence[Any]], now: datetime) -> None:
    for person in rows["registration"]:
        audit.note_on(person, audit.COMMAND_LINE, "exported", now)
    counts = Counter({table: len(found) for table, found in rows.items() if found})
    audit.note(audit.COMMAND_LINE, "exported a person's data", now, **counts)


def _registration(person: Registration) -> dict[str, Any]:
    return _of_training(person, person.training_id) | {"attendance": _attendance(person)}


def _of_training(row: Base, training_id: int) -> dict[str, Any]:
    return {"training": db.session.get_one(Training, training_id).title, **handed_out(row)}


def _waiting(key: str) -> list[dict[str, Any]]:
    """Where the address waits; whose registration it is stays that person's own."""
    people = db.session.scalars(
        select(Registration).where(persons.waiting_registrations(key)).order_by(Registration.id)
    )
    return [{"training": p.training.title, "new_email": p.new_email} for p in people]


def handed_out(row: Base) -> dict[str, Any]:
    """The columns of a row that a person is given, as plain values."""
    names = exported(row.__tablename__)
    return {shown: _plain(getattr(row, name)) for name, shown in names.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _letter(message: Message) -> dict[str, Any]:
    """A letter; with the team's own words if it has some."""
    circular = message.circular_id and db.session.get(Circular, message.circular_id)
    return handed_out(message) | (handed_out(circular) if circular else {})


def _attendance(person: Registration) -> list[dict[str, Any]]:
    """Each session at which somebody has said whether the person was there."""
    sessions = person.training.all_sessions
    marks = attendance.marks([session.id for session in sessions], person.id)
    return [
        {"starts": session.starts.isoformat(), "present": marks[session.id][person.id]}
        for session in sessions
        if person.id in marks.get(session.id, {})
    ]
