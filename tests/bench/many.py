"""A town after many years: rows by the million, made by SQL from one real example each."""

from datetime import timedelta
from typing import Any

from sqlalchemy import inspect, text, update

from registration.domain.states import MessageState
from registration.store.database import Base, db
from registration.store.models import Message, Registration, Training, TrainingSession
from tests.bench.place import Place, now
from tests.support.factories import make_confirmed, make_training

A_TRAINING = 100
AHEAD = 50
# Above the ids that the database gives by itself to what is made before.
FIRST_ID = 100_000


def fill(place: Place, registrations: int) -> None:
    """That many registrations, a hundred a training; fifty trainings at most lie ahead.

    Those that are over were purged, as the clock would have done by now.
    """
    trainings = max(2, registrations // A_TRAINING)
    ahead = min(AHEAD, trainings // 2)
    with place.app.app_context():
        _trainings("voraus", 40, FIRST_ID, ahead, registrations // trainings)
        _trainings("vorbei", -70, 2 * FIRST_ID, trainings - ahead, registrations // trainings)
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        db.session.remove()


def _trainings(slug: str, days: int, first_id: int, count: int, people: int) -> None:
    then = now() + timedelta(days=days - 100)
    made = make_training(then, slug, days=100, email_confirmation=False, capacity=people + 10)
    person = make_confirmed(made, then, f"muster@{slug}.example", organisation="Verein")
    session_id, over = made.sessions[0].id, days < 0
    if over:
        person.email = person.email_key = None
        person.given_name = person.family_name = person.organisation = ""
    db.session.execute(update(Message).values(state=MessageState.SENT, sent_at=then))
    db.session.commit()
    ids = {"id": ":first + i - 1", "uid": "'t' || (:first + i - 1)", "slug": f"'{slug}-' || i"}
    _copies(Training, made.id, count, ids, first=first_id)
    where = {
        "id": ":first + i - 1",
        "uid": "'s' || (:first + i - 1)",
        "training_id": ":first + i - 1",
    }
    _copies(TrainingSession, session_id, count, where, first=first_id)
    address = "NULL" if over else f"'person' || i || '@{slug}.example'"
    whose = {"training_id": ":first + (i - 1) / :people", "email": address, "email_key": address}
    whose |= dict.fromkeys(("key", "uid"), "'r' || :first || '-' || i")
    _copies(Registration, person.id, count * people, whose, first=first_id, people=people)
    db.session.commit()


def _copies(
    model: type[Base], example: int, count: int, changes: dict[str, str], **values: Any
) -> None:
    """Insert ``count`` rows like one; ``changes`` are SQL over ``i``, from 1."""
    columns = [c.name for c in inspect(model).columns if c.name != "id" or "id" in changes]
    chosen = ", ".join(changes.get(name, f"one.{name}") for name in columns)
    sql = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
        f" INSERT INTO {model.__tablename__} ({', '.join(columns)})"
        f" SELECT {chosen} FROM {model.__tablename__} one, n WHERE one.id = :example"
    )
    if count:
        db.session.execute(text(sql), {"count": count, "example": example, **values})
