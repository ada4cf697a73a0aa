"""A person asks what is kept about her (Article 15 GDPR) or to be forgotten (Article 17)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from ..domain.personal import erasable, exported
from ..domain.states import RegistrationState
from ..domain.text import address_key
from ..store import attendance
from ..store.database import Base, db
from ..store.models import Message, Registration, Submission
from ..store.seats import lock_all
from ..wakeup import nudge
from . import audit
from .seats import end, fill_seats

ERASED = "erased on request"


@dataclass(frozen=True)
class Erased:
    """What an erasure emptied, or would empty."""

    registrations: int
    letters: int
    ended: int


def erase_person(email: str, now: datetime, dry_run: bool = False) -> Erased:
    """Empty all that is kept about an address; seats it holds go to the queue.

    Nobody is written to: the address is gone. With ``dry_run`` only counted.
    """
    key = address_key(email)
    ids = db.session.scalars(
        select(Registration.training_id).where(Registration.email_key == key).distinct()
    ).all()
    trainings = lock_all(ids)
    people = db.session.scalars(select(Registration).where(Registration.email_key == key)).all()
    active = [person for person in people if person.status.active]
    letters = _letters_of(key, [person.id for person in people])
    report = Erased(len(people), len(letters), len(active))
    if dry_run:
        db.session.rollback()
        return report
    for person in active:
        end(person, RegistrationState.CANCELLED, now, ERASED)
    for person in people:
        for name, value in erasable("registration").items():
            setattr(person, name, value)
        audit.note_on(person, audit.COMMAND_LINE, "erased", now)
    db.session.execute(update(Message).where(Message.id.in_(letters)).values(**erasable("message")))
    db.session.execute(delete(Submission).where(Submission.email_key == key))
    for training in trainings:
        fill_seats(training, now)
    db.session.commit()
    nudge()
    return report


def _letters_of(key: str, registration_ids: list[int]) -> list[int]:
    return list(
        db.session.scalars(
            select(Message.id).where(
                Message.registration_id.in_(registration_ids) | (Message.recipient_key == key)
            )
        )
    )


def export_person(email: str, now: datetime) -> dict[str, Any]:
    """All that is kept about an address, as plain values; the export is audited."""
    key = address_key(email)
    people = db.session.scalars(
        select(Registration).where(Registration.email_key == key).order_by(Registration.id)
    ).all()
    letters = _letters_of(key, [person.id for person in people])
    sent = db.session.scalars(select(Message).where(Message.id.in_(letters)).order_by(Message.id))
    found = {
        "address": email,
        "registrations": [_registration(person) for person in people],
        "letters": [handed_out(message) for message in sent],
    }
    audit.note(audit.COMMAND_LINE, "exported a person's data", now, registrations=len(people))
    db.session.commit()
    return found


def _registration(person: Registration) -> dict[str, Any]:
    return {
        "training": person.training.title,
        "attendance": _attendance(person),
        **handed_out(person),
    }


def handed_out(row: Base) -> dict[str, Any]:
    """The columns of a row that a person is given, as plain values."""
    names = exported(row.__tablename__)
    return {shown: _plain(getattr(row, name)) for name, shown in names.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _attendance(person: Registration) -> list[dict[str, Any]]:
    """Each session at which somebody has said whether the person was there."""
    sessions = person.training.all_sessions
    marks = attendance.marks([session.id for session in sessions], person.id)
    return [
        {"starts": session.starts.isoformat(), "present": marks[session.id][person.id]}
        for session in sessions
        if person.id in marks.get(session.id, {})
    ]
