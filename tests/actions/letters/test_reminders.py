"""Who is reminded of what and when, with beside them those who must not be."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from registration.actions.letters.outbox import withdraw_letters
from registration.actions.letters.reminders import owe_nudges, owe_reminders
from registration.actions.letters.trainers import owe_lists
from registration.actions.privacy import audit
from registration.actions.signups.confirming import confirm_address
from registration.actions.trainings.programme import import_programme
from registration.domain.letters.due import folded
from registration.domain.programme import Programme, SessionSpec
from registration.domain.states import RegistrationState, TrainingState
from registration.letters import Letter, NotNeeded, render_letter
from registration.store.database import db
from registration.store.models import Message, Training
from tests.support.decoys import LONG_AGO, in_state, out_of_reach, without_a_seat
from tests.support.factories import (
    make_confirmed,
    make_registration,
    make_training,
    session_spec,
    training_spec,
)

ZONE = ZoneInfo("Europe/Berlin")
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
MORNING = datetime(2027, 3, 15, 9, 30, tzinfo=ZONE)
AFTERNOON = datetime(2027, 3, 15, 14, 0, tzinfo=ZONE)
NEXT_DAY = datetime(2027, 3, 16, 9, 30, tzinfo=ZONE)
WEEK_BEFORE = datetime(2027, 3, 8, 9, 0, tzinfo=ZONE)


def letters(kind: str = "reminder") -> list[Message]:
    query = db.select(Message).where(Message.kind == kind).order_by(Message.id)
    return list(db.session.scalars(query))


def whom(kind: str = "reminder") -> list[int | None]:
    return [letter.registration_id for letter in letters(kind)]


def read(app: Flask, message: Message, now: datetime) -> Letter:
    settings, links = app.extensions["zusage_settings"], app.extensions["zusage_links"]
    return render_letter(message, settings, links, now)


@pytest.fixture
def three(app: Flask) -> Training:
    """Two sessions on one day and one on the next."""
    return make_training(
        MORNING - LONG_AGO,
        sessions=tuple(session_spec(starts) for starts in (MORNING, AFTERNOON, NEXT_DAY)),
        reminder_days=(7,),
        registration_opens=MORNING - 2 * LONG_AGO,
    )


def test_a_day_s_sessions_are_one_reminder_that_names_them_all(app: Flask, three: Training) -> None:
    person = make_confirmed(three, MORNING - LONG_AGO)
    assert owe_reminders(WEEK_BEFORE - SECOND, ZONE) == 0
    assert owe_reminders(WEEK_BEFORE, ZONE) == 1
    letter = read(app, letters()[0], WEEK_BEFORE)
    assert letter.subject == "Erinnerung: Training kurs, Mo 15.3."
    assert "9:30–12:30" in letter.text
    assert "14:00–17:00" in letter.text
    assert "16. März" not in letter.text
    assert owe_reminders(WEEK_BEFORE + 6 * DAY, ZONE) == 0
    assert owe_reminders(WEEK_BEFORE + 7 * DAY, ZONE) == 1
    second = read(app, letters()[1], WEEK_BEFORE + 7 * DAY)
    assert second.subject == "Erinnerung: Training kurs, Di 16.3."
    assert "15. März 2027, 9:30–" not in second.text
    assert "14:00–17:00" not in second.text
    assert whom() == [person.id] * 2


def test_a_reminder_that_leaves_between_the_sessions_names_the_one_still_ahead(
    app: Flask, three: Training
) -> None:
    make_confirmed(three, MORNING - LONG_AGO)
    assert owe_reminders(MORNING, ZONE) == 2  # after a standstill: today and tomorrow
    today = letters()[0]
    letter = read(app, today, MORNING)
    assert "14:00–17:00" in letter.text
    assert "9:30–12:30" not in letter.text
    assert read(app, today, AFTERNOON - SECOND)
    with pytest.raises(NotNeeded, match="the session has begun"):
        read(app, today, AFTERNOON)


def test_of_a_dropped_session_nobody_is_reminded(app: Flask, three: Training) -> None:
    make_confirmed(three, MORNING - LONG_AGO)
    owe_reminders(WEEK_BEFORE, ZONE)
    three.sessions[0].dropped_at = WEEK_BEFORE
    db.session.commit()
    letter = read(app, letters()[0], WEEK_BEFORE)
    assert "14:00–17:00" in letter.text
    assert "9:30–12:30" not in letter.text
    three.sessions[0].dropped_at = WEEK_BEFORE
    db.session.commit()
    with pytest.raises(NotNeeded, match="the session was dropped"):
        read(app, letters()[0], WEEK_BEFORE)


def redate(training: Training, now: datetime, *sessions: SessionSpec) -> None:
    spec = training_spec(
        now,
        sessions=sessions,
        reminder_days=(7,),
        registration_opens=training.registration_opens,
    )
    import_programme(Programme(trainings=(spec,)), now, audit.COMMAND_LINE)
    db.session.expire_all()


def test_after_one_of_a_day_s_sessions_moved_each_is_reminded_of_where_it_is_now(
    app: Flask, three: Training
) -> None:
    make_confirmed(three, MORNING - LONG_AGO)
    later = AFTERNOON + 30 * DAY
    redate(three, WEEK_BEFORE - DAY, *(session_spec(s) for s in (MORNING, later, NEXT_DAY)))
    owe_reminders(WEEK_BEFORE, ZONE)
    letter = read(app, letters()[0], WEEK_BEFORE)
    assert "9:30–12:30" in letter.text
    assert "14:00–17:00" not in letter.text
    owe_reminders(WEEK_BEFORE + 7 * DAY, ZONE)
    assert owe_reminders(later.replace(hour=9) - DAY, ZONE) == 1
    assert len(letters()) == 3
    assert "14. April 2027, 14:00–17:00" in read(app, letters()[2], later - DAY).text


def test_a_change_told_after_the_reminder_does_not_bring_a_second_one(
    app: Flask, three: Training
) -> None:
    make_confirmed(three, MORNING - LONG_AGO)
    assert owe_reminders(WEEK_BEFORE, ZONE) == 1
    redate(three, WEEK_BEFORE + HOUR, *(session_spec(s) for s in (MORNING, NEXT_DAY)))
    assert owe_reminders(WEEK_BEFORE + 2 * HOUR, ZONE) == 0


def elsewhere_and_back(training: Training, now: datetime) -> None:
    """Another place, and some minutes later the old one again."""
    specs = [session_spec(s.starts) for s in training.sessions]
    redate(training, now, replace(specs[0], place="VHS"), *specs[1:])
    redate(training, now + timedelta(minutes=4), *specs)


def sent(now: datetime) -> None:
    waiting = db.update(Message).where(Message.state == "queued")
    db.session.execute(waiting.values(state="sent", sent_at=now))
    db.session.commit()


def test_a_change_that_nobody_was_told_of_stands_in_for_no_reminder(
    app: Flask, three: Training
) -> None:
    person = make_confirmed(three, MORNING - LONG_AGO)
    sent(MORNING - LONG_AGO)
    elsewhere_and_back(three, WEEK_BEFORE - HOUR)
    assert owe_reminders(WEEK_BEFORE, ZONE) == 1
    sent(WEEK_BEFORE)
    elsewhere_and_back(three, WEEK_BEFORE + HOUR)
    assert owe_reminders(WEEK_BEFORE + 2 * HOUR, ZONE) == 0  # it says the same as the first
    assert whom() == [person.id]


def test_a_confirmation_that_the_team_withdraws_stands_in_for_no_reminder(
    app: Flask, three: Training
) -> None:
    one, other = (make_registration(three, MORNING - LONG_AGO) for _ in range(2))
    for person in (one, other):
        confirm_address(person, WEEK_BEFORE - HOUR, audit.PARTICIPANT)
    letter = next(m for m in letters("confirmation") if m.registration_id == one.id)
    withdraw_letters([letter.id], WEEK_BEFORE - HOUR, "staff 1")
    assert owe_reminders(WEEK_BEFORE, ZONE) == 1
    assert whom() == [one.id]


def test_only_people_with_a_seat_and_an_address_are_reminded(app: Flask, three: Training) -> None:
    person = make_confirmed(three, MORNING - LONG_AGO)
    without_a_seat(three, MORNING)
    out_of_reach(three, MORNING)
    other = make_training(MORNING, "anderes", 90, registration_opens=MORNING - 2 * LONG_AGO)
    make_confirmed(other, MORNING - LONG_AGO)
    assert owe_reminders(WEEK_BEFORE, ZONE) == 1
    assert whom() == [person.id]


def test_the_fold_rule_that_runs_is_the_domain_s(app: Flask, three: Training) -> None:
    """To the second, for whoever was told and for whoever never was."""
    offsets = [-13 * HOUR, -12 * HOUR - SECOND, -12 * HOUR, -12 * HOUR + SECOND, timedelta()]
    expected = []
    for offset in offsets:
        told, never = (make_confirmed(three, MORNING - LONG_AGO) for _ in "ab")
        told.informed_at, told.created_at = WEEK_BEFORE + offset, MORNING - LONG_AGO
        never.informed_at, never.created_at = None, WEEK_BEFORE + offset
        expected += [p.id for p in (told, never) if not folded(WEEK_BEFORE, WEEK_BEFORE + offset)]
    db.session.commit()
    owe_reminders(WEEK_BEFORE, ZONE)
    assert whom() == expected
    assert len(expected) == 6


def test_a_draft_and_a_cancelled_training_remind_nobody(app: Flask, three: Training) -> None:
    make_confirmed(three, MORNING - LONG_AGO)
    for state in (TrainingState.DRAFT, TrainingState.CANCELLED):
        three.state = state
        db.session.commit()
        assert owe_reminders(WEEK_BEFORE, ZONE) == 0
    three.state = TrainingState.PUBLISHED
    db.session.commit()
    assert owe_reminders(WEEK_BEFORE, ZONE) == 1


def test_a_trainer_gets_one_list_for_a_day_with_a_sheet_for_each_session(
    app: Flask, three: Training
) -> None:
    at = datetime(2027, 3, 14, 15, 0, tzinfo=ZONE)
    assert owe_lists(at - SECOND, ZONE) == 0
    assert [owe_lists(at, ZONE), owe_lists(at, ZONE)] == [1, 0]
    text = read(app, letters("attendee_list")[0], at).text
    sheets = [f"/sessions/{session.uid}/sheet.pdf" in text for session in three.sessions]
    assert sheets == [True, True, False]
    # Once the morning has begun the rest of the day is no new day.
    assert owe_lists(MORNING + SECOND, ZONE) == 0
    assert owe_lists(at + DAY, ZONE) == 1
    assert owe_lists(NEXT_DAY, ZONE) == 0


def test_an_address_is_asked_for_once_more_after_exactly_half_of_its_time(
    app: Flask, three: Training
) -> None:
    signed_up = WEEK_BEFORE - 10 * DAY
    asked = make_registration(three, signed_up)
    later = make_registration(three, signed_up + HOUR)
    proved = make_registration(three, signed_up)
    confirm_address(proved, signed_up, audit.PARTICIPANT)
    offered = in_state(three, signed_up, RegistrationState.OFFERED)
    offered.answer_by = signed_up + 2 * DAY
    db.session.commit()
    half = signed_up + DAY
    assert owe_nudges(half - SECOND) == 0
    assert [owe_nudges(half), owe_nudges(half)] == [1, 0]
    assert whom("confirm_address_nudge") == [asked.id]
    assert later.answer_by is not None
    # When the time is over nobody is asked any more, even if no clock has run since.
    assert owe_nudges(later.answer_by) == 0
    assert owe_nudges(later.answer_by - SECOND) == 1
    assert whom("confirm_address_nudge") == [asked.id, later.id]


@pytest.mark.parametrize("days", [1, 30, 60])
def test_a_reminder_goes_as_many_days_before_as_a_training_may_ask_for(
    app: Flask, days: int
) -> None:
    long_ago = MORNING - 90 * DAY
    training = make_training(
        long_ago,
        sessions=(session_spec(MORNING),),
        reminder_days=(days,),
        registration_opens=long_ago,
    )
    person = make_confirmed(training, long_ago)
    at = MORNING.replace(hour=9, minute=0) - days * DAY
    assert owe_reminders(at - SECOND, ZONE) == 0
    assert owe_reminders(at, ZONE) == 1
    assert whom() == [person.id]
