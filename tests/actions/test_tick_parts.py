"""A row with broken data stops no other row and no other part; a part that keeps failing is told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import JSON, bindparam, select, text

from registration.actions.tick import tick
from registration.domain.states import RegistrationState, Role
from registration.domain.tick_parts import PARTS
from registration.letters import render_letter
from registration.settings import Settings
from registration.store import troubles
from registration.store.database import db
from registration.store.models import Message, Registration, Staff, Training, Trouble
from tests.support.factories import make_confirmed, make_registration, make_training

ZONE = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def leader(app: Flask, now: datetime) -> Staff:
    """Whoever is told."""
    staff = Staff(email="l@borken.example", email_key="l@borken.example", created_at=now)
    staff.role = Role.MANAGER
    db.session.add(staff)
    db.session.commit()
    return staff


def run(now: datetime) -> None:
    """One tick; what is read afterwards is read anew."""
    tick(now, ZONE)
    db.session.expire_all()


def owed(kind: str) -> list[int | None]:
    """Whose letters of a kind are owed, by registration."""
    query = select(Message.registration_id).where(Message.kind == kind).order_by(Message.id)
    return list(db.session.scalars(query))


def break_dates(training: Training) -> None:
    """Reminder days that are none."""
    statement = text("UPDATE training SET reminder_days = :days WHERE id = :id")
    statement = statement.bindparams(bindparam("days", type_=JSON))
    db.session.execute(statement, {"days": ["nonsense"], "id": training.id})
    db.session.commit()


def forbid_letters_to(registration_id: int) -> None:
    """The database itself refuses each letter to one person."""
    if db.engine.dialect.name == "postgresql":
        rule = f"ALTER TABLE message ADD CONSTRAINT broken CHECK (registration_id <> {registration_id}) NOT VALID"
    else:
        rule = (
            "CREATE TRIGGER broken BEFORE INSERT ON message"
            f" WHEN NEW.registration_id = {registration_id}"
            " BEGIN SELECT RAISE(ABORT, 'broken'); END"
        )
    db.session.execute(text(rule))
    db.session.commit()


def allow_letters() -> None:
    """As before."""
    pg = "ALTER TABLE message DROP CONSTRAINT IF EXISTS broken"
    lite = "DROP TRIGGER IF EXISTS broken"
    db.session.execute(text(pg if db.engine.dialect.name == "postgresql" else lite))
    db.session.commit()


@pytest.fixture
def refused(app: Flask) -> object:
    """Makes one person's letters impossible until the test ends."""
    yield forbid_letters_to
    db.session.rollback()
    allow_letters()


def test_a_training_whose_dates_are_broken_keeps_no_other_from_its_reminder(
    app: Flask, now: datetime
) -> None:
    broken = make_training(now, "kaputt", days=5, reminder_days=(7,))
    good = make_training(now, "gut", days=5, reminder_days=(7,))
    for training in (broken, good):
        make_confirmed(training, now - timedelta(days=9))
    person = db.session.scalars(
        select(Registration.id).where(Registration.training_id == good.id)
    ).one()
    break_dates(broken)

    run(now)

    assert owed("reminder") == [person]
    trouble = troubles.find("tick.reminders")
    assert trouble is not None
    assert (trouble.failures, trouble.reason) == (1, "PutOff")


def test_a_person_to_whom_nothing_can_be_owed_keeps_no_other_from_hers(
    app: Flask, now: datetime, refused: Callable[[int], None]
) -> None:
    training = make_training(now, days=5, reminder_days=(7,))
    people = [make_confirmed(training, now - timedelta(days=9)).id for _ in range(5)]
    refused(people[2])
    run(now)
    assert owed("reminder") == [people[0], people[1], people[3], people[4]]
    run(now + MINUTE)
    assert len(owed("reminder")) == 4

    allow_letters()
    run(now + 2 * MINUTE)
    assert owed("reminder") == [people[0], people[1], people[3], people[4], people[2]]
    assert troubles.find("tick.reminders") is None


def test_an_offer_that_can_not_end_keeps_no_other_training_from_going_on(
    app: Flask, now: datetime, refused: Callable[[int], None]
) -> None:
    lapsing = []
    for slug in ("eins", "zwei", "drei"):
        training = make_training(now, slug, waitlist_limit=5)
        person = make_confirmed(training, now)
        person.state, person.answer_by = RegistrationState.OFFERED, now
        lapsing.append(person.id)
    db.session.commit()
    refused(lapsing[0])
    run(now + MINUTE)
    states = dict(db.session.execute(select(Registration.id, Registration.state)).all())
    assert [states[one] for one in lapsing] == ["offered", "expired", "expired"]


def test_a_nudge_that_fails_keeps_no_other(
    app: Flask, now: datetime, refused: Callable[[int], None]
) -> None:
    training = make_training(now)
    people = [make_registration(training, now).id for _ in range(3)]
    refused(people[0])
    run(now + timedelta(hours=25))
    assert owed("confirm_address_nudge") == people[1:]


def test_the_third_failure_in_a_row_is_an_alarm_in_plain_words_and_shows(
    app: Flask, client: FlaskClient, settings: Settings, now: datetime
) -> None:
    make_confirmed(make_training(now, days=5, reminder_days=(7,)), now - timedelta(days=9))
    training = db.session.scalars(select(Training)).one()
    break_dates(training)
    for number in (1, 2):
        run(now + number * MINUTE)
        assert owed("alarm") == []
        assert "troubles" not in (client.get("/readyz").json or {})
    for number in (3, 4, 5):
        run(now + number * MINUTE)
    [alarm] = db.session.scalars(select(Message).where(Message.kind == "alarm"))
    letter = render_letter(alarm, settings, app.extensions["zusage_links"], now)
    assert "ging dies nicht: Erinnerungen verschicken." in letter.text
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["troubles"] == {"tick.reminders": "PutOff"}

    training.reminder_days = [7]
    db.session.commit()
    run(now + 6 * MINUTE)
    assert len(owed("reminder")) == 1
    assert "troubles" not in (client.get("/readyz").json or {})


def test_failures_with_a_success_between_them_alarm_nobody(app: Flask, now: datetime) -> None:
    training = make_training(now, days=5, reminder_days=(7,))
    for number in range(6):
        if number % 3 == 2:
            training.reminder_days = [7]
            db.session.commit()
        else:
            break_dates(training)
        run(now + number * MINUTE)
    assert owed("alarm") == []
    break_dates(training)
    for number in (6, 7, 8):
        run(now + number * MINUTE)
    assert len(owed("alarm")) == 1


def test_a_part_that_can_do_nothing_stops_no_other_part(app: Flask, now: datetime) -> None:
    make_confirmed(make_training(now, days=5, reminder_days=(7,)), now - timedelta(days=9))
    db.session.execute(text("ALTER TABLE submission RENAME TO lost"))
    db.session.commit()
    try:
        run(now)
    finally:
        db.session.rollback()
        db.session.execute(text("ALTER TABLE lost RENAME TO submission"))
        db.session.commit()
    assert len(owed("reminder")) == 1
    assert db.session.scalars(select(Trouble.name)).all() == ["tick.purge"]


def test_each_part_has_its_word(app: Flask, now: datetime) -> None:
    db.session.execute(text("ALTER TABLE registration RENAME COLUMN email TO lost"))
    db.session.commit()
    try:
        run(now)
        db.session.rollback()
        failed = set(db.session.scalars(select(Trouble.name)))
    finally:
        db.session.rollback()
        db.session.execute(text("ALTER TABLE registration RENAME COLUMN lost TO email"))
        db.session.commit()
    assert failed
    assert {name.removeprefix("tick.") for name in failed} <= set(PARTS)
