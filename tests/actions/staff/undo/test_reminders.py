"""Taking back a change brings no reminder and no list a second time."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import event, func, select, update

from registration.actions.letters.reminders import owe_reminders
from registration.actions.letters.trainers import owe_lists
from registration.actions.signups.ending import cancel_by_staff
from registration.actions.staff.undo import take_back
from registration.actions.trainings.planning import Draft, edit_training
from registration.actions.trainings.programme import spec_of
from registration.domain.letters.due import day_key, list_moment
from registration.domain.letters.kinds import HELD_BACK_FOR, Kind
from registration.domain.programme import Extras, TrainerSpec
from registration.store.database import db
from registration.store.models import CompletedRun, Message, Training, Undoable
from tests.support.factories import make_confirmed, make_training, session_spec

STAFF = "staff 1"
LAST_MOMENT = HELD_BACK_FOR - timedelta(microseconds=1)
BERIT = TrainerSpec("Berit", "berit@borken.example")


def _newest() -> int:
    return db.session.scalars(select(Undoable.id)).one()


def _edit_and_take_back(training: Training, now: datetime, kept: int = 0) -> None:
    """Put all sessions but the first few elsewhere, and take that back."""
    sessions = spec_of(training).sessions
    elsewhere = tuple(replace(one, place="Anderswo") for one in sessions[kept:])
    spec = replace(spec_of(training), sessions=(*sessions[:kept], *elsewhere))
    edit_training(training.id, Draft(spec, Extras()), training.version, now, STAFF)
    take_back(_newest(), now, STAFF)


def test_nobody_is_reminded_twice_of_a_date_that_came_back(app: Flask, now: datetime) -> None:
    zone = app.extensions["zusage_settings"].zone
    training = make_training(now, days=3, reminder_days=(7, 3))
    make_confirmed(training, now - timedelta(days=20))
    later = now + timedelta(hours=1)
    assert owe_reminders(later, zone) == 1
    db.session.execute(update(Message).values(state="sent"))
    db.session.commit()
    _edit_and_take_back(training, later)
    assert owe_reminders(later, zone) == 0


def test_nobody_is_reminded_twice_of_the_later_sessions_of_a_day(app: Flask, now: datetime) -> None:
    """The key of a day names the first session; the others stand behind it as one."""
    zone = app.extensions["zusage_settings"].zone
    morning = now + timedelta(days=3)
    days = [morning, morning + timedelta(hours=4), morning + timedelta(hours=8)]
    sessions = tuple(session_spec(one, hours=2) for one in days)
    training = make_training(now, sessions=sessions, reminder_days=(3,), trainers=(BERIT,))
    make_confirmed(training, now - timedelta(days=20))
    other = make_training(now, "anderer", sessions=sessions, reminder_days=(3,))
    decoys = [
        CompletedRun(key=f"reminder:s{other.sessions[0].id}.0:3", training_id=other.id, done_at=now)
    ]
    db.session.add_all(decoys)
    assert owe_reminders(now, zone) == 1
    db.session.execute(update(Message).values(state="sent"))
    db.session.commit()
    _edit_and_take_back(training, now, kept=1)
    assert owe_reminders(now, zone) == 0
    kept = select(Message.once_key).where(Message.kind == "reminder")
    assert db.session.scalars(kept).one().split(":")[2:] == [
        day_key(training.calendar.meetings),
        "3",
    ]
    assert decoys[0].key == f"reminder:s{other.sessions[0].id}.0:3"


def test_a_trainers_list_goes_once_where_a_change_was_taken_back(app: Flask, now: datetime) -> None:
    zone = app.extensions["zusage_settings"].zone
    training = make_training(now, days=0.9, trainers=(BERIT,))
    later = list_moment(training.sessions[0].starts, zone)
    make_confirmed(training, now)
    assert owe_lists(later, zone) == 1
    db.session.execute(update(Message).values(state="sent"))
    db.session.commit()
    _edit_and_take_back(training, later)
    assert owe_lists(later, zone) == 0


def test_whoever_was_cancelled_while_others_were_reminded_is_reminded_too(
    app: Flask, now: datetime
) -> None:
    zone = app.extensions["zusage_settings"].zone
    training = make_training(now, days=3, reminder_days=(3,))
    one, other = (make_confirmed(training, now - timedelta(days=20)) for _ in range(2))
    cancel_by_staff(one, now, STAFF, "krank")
    assert owe_reminders(now, zone) == 1
    take_back(_newest(), now + LAST_MOMENT, STAFF)
    assert owe_reminders(now + LAST_MOMENT, zone) == 1
    reminders = select(Message.registration_id).where(Message.kind == Kind.REMINDER)
    assert set(db.session.scalars(reminders)) == {one.id, other.id}


def test_taking_back_asks_no_more_for_twenty_people_than_for_two(app: Flask, now: datetime) -> None:
    zone = app.extensions["zusage_settings"].zone
    asked = []
    for count in (2, 20):
        training = make_training(now, f"kurs-{count}", days=3, reminder_days=(3,), capacity=50)
        for _ in range(count):
            make_confirmed(training, now - timedelta(days=20))
        owe_reminders(now + timedelta(hours=1), zone)
        sessions = tuple(replace(one, place="Anderswo") for one in spec_of(training).sessions)
        draft = Draft(replace(spec_of(training), sessions=sessions), Extras())
        edit_training(training.id, draft, training.version, now + timedelta(hours=2), STAFF)
        kept = db.session.scalars(select(func.max(Undoable.id))).one()
        statements: list[str] = []

        def note(*about: Any, found: list[str] = statements) -> None:
            found.append(about[2])

        event.listen(db.engine, "before_cursor_execute", note)
        take_back(kept, now + timedelta(hours=2), STAFF)
        event.remove(db.engine, "before_cursor_execute", note)
        asked.append([s for s in statements if s.startswith("SELECT")])
        waiting = select(func.count()).where(
            Message.training_id == training.id,
            Message.kind == Kind.REMINDER,
            Message.state == "queued",
        )
        assert db.session.scalar(waiting) == count
    assert len(asked[1]) <= len(asked[0])
