"""Rows as a test of a query needs them, written straight into the tables."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from registration.store.database import db
from registration.store.models import (
    Attendance,
    AuditEntry,
    Message,
    Registration,
    SurveyAnswer,
    Trainer,
    Training,
    TrainingSession,
    WalkIn,
)
from tests.conftest import NOW

_numbers = itertools.count(1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def keep(row: Any) -> Any:
    """A row in the database, as it is read from there."""
    db.session.add(row)
    db.session.flush()
    db.session.refresh(row)
    return row


def a_training(*starts: datetime, **changes: Any) -> Training:
    """A published training with sessions of three hours."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"kurs-{number}",
        "title": f"Kurs {number}",
        "state": "published",
        "capacity": 20,
        "contact_name": "Amt",
        "contact_email": "amt@borken.example",
        "created_at": NOW - 30 * DAY,
    }
    training: Training = keep(Training(**(values | changes)))
    for begin in starts:
        a_session(training, begin)
    db.session.expire(training)
    return training


def a_session(training: Training, starts: datetime, **changes: Any) -> TrainingSession:
    """A session of three hours in the town hall."""
    values: dict[str, Any] = {
        "uid": f"uid-{next(_numbers)}",
        "starts": starts,
        "ends": starts + 3 * HOUR,
        "place": "Rathaus",
    }
    found: TrainingSession = keep(TrainingSession(training_id=training.id, **(values | changes)))
    return found


def a_person(training: Training, family_name: str = "", **changes: Any) -> Registration:
    """Somebody with a certain seat."""
    number = next(_numbers)
    email = changes.get("email", f"p{number}@borken.example")
    values: dict[str, Any] = {
        "state": "confirmed",
        "given_name": "Amina",
        "family_name": family_name or f"Y{number}",
        "email": email,
        "email_key": email,
        "created_at": NOW + number * timedelta(seconds=1),
    }
    found: Registration = keep(Registration(training_id=training.id, **(values | changes)))
    return found


def a_walk_in(session: TrainingSession, **changes: Any) -> WalkIn:
    """Somebody who came without a registration."""
    values = {"key": f"k{next(_numbers)}", "given_name": "Ali", "family_name": "B"}
    made = {"added_at": NOW, "added_by": "test"}
    found: WalkIn = keep(WalkIn(session_id=session.id, **(values | made | changes)))
    return found


def a_mark(session: TrainingSession, person: Registration, present: bool = True) -> None:
    """Somebody was there, or was not."""
    ids = {"session_id": session.id, "registration_id": person.id}
    keep(Attendance(**ids, present=present, marked_at=NOW, marked_by="test"))


def an_answer(training: Training, **answers: Any) -> None:
    """What somebody thought."""
    keep(SurveyAnswer(key=f"a{next(_numbers)}", training_id=training.id, answers=answers))


def a_trainer(training: Training, name: str, email: str) -> Trainer:
    """Somebody who teaches."""
    found: Trainer = keep(Trainer(training_id=training.id, name=name, email=email))
    return found


def a_letter(training: Training | None = None, **changes: Any) -> Message:
    """A letter that is owed."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "kind": "confirmation",
        "once_key": f"once {number}",
        "training_id": training.id if training else None,
        "message_id": f"m{number}@borken.example",
        "created_at": NOW,
        "due_at": NOW,
    }
    found: Message = keep(Message(**(values | changes)))
    return found


def an_entry(training: Training, action: str, at: datetime, **changes: Any) -> AuditEntry:
    """A line of the log."""
    values = {"actor": "clock", "training_id": training.id, "facts": {}}
    found: AuditEntry = keep(AuditEntry(action=action, at=at, **(values | changes)))
    return found


def committed(*rows: Any) -> None:
    """Give up what was not committed and read the rows anew."""
    db.session.rollback()
    for row in rows:
        db.session.refresh(row)


def letters(**wanted: Any) -> list[Message]:
    """The letters of such a kind, state or person, in the order in which they were owed."""
    query = db.select(Message).filter_by(**wanted).order_by(Message.id)
    return list(db.session.scalars(query))


def noted(action: str) -> list[AuditEntry]:
    """The lines of the log about one kind of action."""
    query = db.select(AuditEntry).filter_by(action=action).order_by(AuditEntry.id)
    return list(db.session.scalars(query))
