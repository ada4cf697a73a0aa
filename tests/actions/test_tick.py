"""What the clock does each minute: reminders, nudges, lapses, surveys; each once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from registration.actions.privacy import audit
from registration.actions.signups.confirming import confirm_address
from registration.actions.signups.ending import cancel_by_link
from registration.actions.surveys import answer_survey, decline_survey
from registration.actions.tick import tick
from registration.actions.trainings.programme import import_programme
from registration.actions.trainings.publishing import cancel_training
from registration.domain.programme import Programme
from registration.domain.states import WaitlistMode
from registration.store.database import db
from registration.store.models import Message, Registration
from tests.support.factories import (
    make_confirmed,
    make_registration,
    make_training,
    session_spec,
    training_spec,
)

ZONE = ZoneInfo("Europe/Berlin")


def letters(kind: str) -> list[Message]:
    query = db.select(Message).where(Message.kind == kind).order_by(Message.id)
    return list(db.session.scalars(query))


def run(now: datetime) -> None:
    tick(now, ZONE)
    db.session.expire_all()


@pytest.fixture
def start() -> datetime:
    """A training on Thursday, 21 January 2027, 9:30 in Borken."""
    return datetime(2027, 1, 21, 9, 30, tzinfo=ZONE)


def test_a_reminder_goes_at_nine_local_time_and_only_once(
    app: Flask, now: datetime, start: datetime
) -> None:
    training = make_training(now, sessions=(session_spec(start),), reminder_days=(7,))
    person = make_confirmed(training, now)
    run(datetime(2027, 1, 14, 8, 59, tzinfo=ZONE))
    assert letters("reminder") == []
    for minute in (0, 1, 2):
        run(datetime(2027, 1, 14, 9, minute, tzinfo=ZONE))
    (reminder,) = letters("reminder")
    session = training.sessions[0]
    assert reminder.once_key == f"reminder:{person.uid}:s{session.id}.0:7"


def test_after_a_standstill_only_the_latest_reminder_goes(
    app: Flask, now: datetime, start: datetime
) -> None:
    training = make_training(now, sessions=(session_spec(start),), reminder_days=(7, 1))
    make_confirmed(training, now)
    run(datetime(2027, 1, 20, 12, tzinfo=ZONE))
    assert [letter.once_key.rsplit(":", 1)[1] for letter in letters("reminder")] == ["1"]


def test_whoever_was_confirmed_shortly_before_gets_no_reminder(
    app: Flask, now: datetime, start: datetime
) -> None:
    training = make_training(now, sessions=(session_spec(start),), reminder_days=(7,))
    early = make_confirmed(training, datetime(2027, 1, 13, 20, 0, tzinfo=ZONE))
    make_confirmed(training, datetime(2027, 1, 13, 22, 0, tzinfo=ZONE))
    make_registration(training, now)
    run(datetime(2027, 1, 14, 9, 0, tzinfo=ZONE))
    assert [letter.registration_id for letter in letters("reminder")] == [early.id]


def test_moving_a_date_moves_its_reminders(app: Flask, now: datetime, start: datetime) -> None:
    training = make_training(now, sessions=(session_spec(start),), reminder_days=(7,))
    make_confirmed(training, now)
    run(datetime(2027, 1, 14, 9, 0, tzinfo=ZONE))
    moved = training_spec(
        now, sessions=(session_spec(start + timedelta(days=30)),), reminder_days=(7,)
    )
    import_programme(Programme(trainings=(moved,)), datetime(2027, 1, 15, tzinfo=ZONE), "test")
    assert [letter.state for letter in letters("reminder")] == ["withdrawn"]
    run(datetime(2027, 2, 13, 9, 0, tzinfo=ZONE))
    assert [letter.state for letter in letters("reminder")] == ["withdrawn", "queued"]


def test_later_sessions_are_reminded_of_the_day_before(
    app: Flask, now: datetime, start: datetime
) -> None:
    sessions = (session_spec(start), session_spec(start + timedelta(days=7)))
    make_confirmed(make_training(now, sessions=sessions, reminder_days=(3,)), now)
    for day in range(17, 29):
        run(datetime(2027, 1, day, 9, 0, tzinfo=ZONE))
    days = [letter.created_at.astimezone(ZONE).day for letter in letters("reminder")]
    assert days == [18, 27]


def test_nobody_is_reminded_of_a_cancelled_training(
    app: Flask, now: datetime, start: datetime
) -> None:
    training = make_training(now, sessions=(session_spec(start),))
    make_confirmed(training, now)
    stays = make_confirmed(make_training(now, "bleibt", sessions=(session_spec(start),)), now)
    cancel_training(training.id, "krank", now, "test")
    run(datetime(2027, 1, 20, 12, tzinfo=ZONE))
    assert [letter.registration_id for letter in letters("reminder")] == [stays.id]


def test_an_unconfirmed_address_is_asked_once_more_and_then_lapses(
    app: Flask, now: datetime
) -> None:
    training = make_training(now, capacity=1)
    person = make_registration(training, now)
    waiting = make_confirmed(training, now)
    run(now + timedelta(hours=23, minutes=59))
    assert letters("confirm_address_nudge") == []
    for hours in (24, 25):
        run(now + timedelta(hours=hours))
    assert len(letters("confirm_address_nudge")) == 1
    run(now + timedelta(hours=48))
    assert (person.state, waiting.state) == ("expired", "confirmed")
    asked = [m for m in letters("confirm_address") if m.registration_id == person.id]
    assert [letter.state for letter in asked] == ["withdrawn"]
    assert letters("promoted")[0].registration_id == waiting.id


def test_an_offer_that_nobody_answers_goes_on_to_the_next(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=1, waitlist=WaitlistMode.OFFER, offer_hours=10)
    holder, first, second = (make_confirmed(training, now) for _ in range(3))
    cancel_by_link(holder, now)
    run(now + timedelta(hours=9, minutes=59))
    assert first.state == "offered"
    run(now + timedelta(hours=10))
    assert (first.state, second.state) == ("expired", "offered")
    assert letters("offer_lapsed")[0].registration_id == first.id


def test_an_unconfirmed_person_whose_turn_comes_gets_the_seat_and_no_letter(
    app: Flask, now: datetime
) -> None:
    training = make_training(now, capacity=1)
    holder, waiting = make_confirmed(training, now), make_registration(training, now)
    assert waiting.waits
    before = len(db.session.scalars(db.select(Message)).all())
    cancel_by_link(holder, now)
    assert (waiting.state, waiting.waits) == ("unconfirmed", False)
    kinds = [m.kind for m in db.session.scalars(db.select(Message).order_by(Message.id))][before:]
    assert kinds == ["cancelled_by_you"]
    confirm_address(waiting, now, audit.PARTICIPANT)
    assert waiting.state == "confirmed"
    assert letters("confirmation")[-1].registration_id == waiting.id


def test_promotion_stops_four_hours_before_the_start(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=1, days=1)
    holder, waiting = make_confirmed(training, now), make_confirmed(training, now)
    cancel_by_link(holder, now + timedelta(hours=20, minutes=1))
    assert waiting.state == "waitlisted"


def ended(now: datetime, count: int = 3) -> tuple[list[Registration], datetime]:
    training = make_training(now, days=5)
    people = [make_confirmed(training, now) for _ in range(count)]
    assert training.last_end is not None
    return people, training.last_end


def test_the_survey_goes_an_hour_after_the_end_and_again_after_a_week_to_the_silent(
    app: Flask, now: datetime
) -> None:
    (answers, declines, silent), end = ended(now)
    run(end + timedelta(minutes=59))
    assert letters("survey") == []
    for minutes in (60, 61):
        run(end + timedelta(minutes=minutes))
    assert len(letters("survey")) == 3
    answer_survey(answers, {"overall": 5}, end + timedelta(hours=2))
    decline_survey(declines)
    for days in (7, 8, 9):
        run(end + timedelta(days=days, hours=1))
    assert [letter.registration_id for letter in letters("survey_repeat")] == [silent.id]


@pytest.mark.parametrize(
    ("late", "asked"),
    [
        (timedelta(days=28, hours=1) - timedelta(microseconds=1), 3),
        (timedelta(days=28, hours=1), 0),
    ],
)
def test_a_survey_that_could_not_go_for_four_weeks_does_not_go_at_all(
    app: Flask, now: datetime, late: timedelta, asked: int
) -> None:
    _, end = ended(now)
    run(end + late)
    assert len(letters("survey")) == asked


def test_a_part_that_fails_does_not_stop_the_others(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, end = ended(now)

    def broken(_now: datetime) -> int:
        raise RuntimeError("broken for this test")

    monkeypatch.setattr("registration.actions.tick.lapse_all", broken)
    run(end + timedelta(hours=1))
    assert len(letters("survey")) == 3
