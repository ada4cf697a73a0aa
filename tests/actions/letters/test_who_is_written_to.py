"""Who is reminded and asked: those with a certain seat, and nobody else.

An online address stands in a reminder: nobody without a seat may get one.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask

from registration.actions.tick import tick
from registration.store.database import db
from tests.conftest import NOW
from tests.support.rows import DAY, HOUR, a_mark, a_person, a_training, letters

ZONE = ZoneInfo("Europe/Berlin")


def told(kind: str) -> list[int]:
    return sorted(letter.registration_id or 0 for letter in letters(kind=kind))


def people_of_all_states(begins: datetime) -> list[int]:
    """The ids of those with a certain seat, among people of every other state."""
    training = a_training(begins, reminder_days=[7])
    early: dict[str, Any] = {"created_at": NOW - 20 * DAY}
    holders = [a_person(training, **early).id for _ in range(2)]
    for state in ("cancelled", "declined", "expired"):
        a_person(training, state=state, **early)
    far: dict[str, Any] = {"answer_by": NOW + 90 * DAY, **early}
    for state in ("unconfirmed", "offered"):
        a_person(training, state=state, **far)
    for state, rank in (("waitlisted", 1), ("unconfirmed", 2)):
        a_person(training, state=state, queue_rank=rank, **far)
    a_person(training, address_wrong=True, **early)
    a_person(training, email=None, **early)
    for state in ("draft", "cancelled"):
        a_person(a_training(begins, state=state), **early)
    db.session.commit()
    return holders


def run(moment: datetime) -> None:
    for second in (0, 1):
        tick(moment + timedelta(seconds=second), ZONE)
    db.session.expire_all()


def test_only_those_with_a_certain_seat_are_reminded(app: Flask) -> None:
    begins = NOW + 8 * DAY
    holders = people_of_all_states(begins)
    run(begins - 7 * DAY + HOUR)
    assert told("reminder") == holders


def test_only_those_with_a_certain_seat_who_were_not_missed_are_asked(app: Flask) -> None:
    begins = NOW - 10 * HOUR
    holders = people_of_all_states(begins)
    run(begins + 4 * HOUR - timedelta(seconds=2))
    assert told("survey") == []
    run(begins + 4 * HOUR)
    assert told("survey") == holders
    assert told("survey_repeat") == []


def test_whom_every_completed_list_lacks_is_not_asked(app: Flask) -> None:
    training = a_training(NOW - 10 * HOUR)
    came, missed, unmarked = (a_person(training, created_at=NOW - 9 * DAY) for _ in range(3))
    (session,) = training.all_sessions
    session.list_completed_at = NOW
    a_mark(session, came)
    a_mark(session, missed, present=False)
    db.session.commit()
    run(NOW)
    assert told("survey") == [came.id]
    assert unmarked.id not in told("survey")


def test_only_who_has_neither_answered_nor_said_no_is_asked_again(app: Flask) -> None:
    training = a_training(NOW - 10 * HOUR)
    silent, answered, tired = (a_person(training, created_at=NOW - 9 * DAY) for _ in range(3))
    db.session.commit()
    run(NOW)
    assert told("survey") == [silent.id, answered.id, tired.id]
    answered.has_answered, tired.no_survey = True, True
    db.session.commit()
    run(NOW + 6 * DAY)
    assert told("survey_repeat") == []
    run(NOW + 8 * DAY)
    assert told("survey_repeat") == [silent.id]
