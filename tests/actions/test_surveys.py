"""Who is asked how it was, and when: about the date that took place, each once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from registration.actions.attendance import complete_list, mark
from registration.actions.letters.circulars import write_circular
from registration.actions.privacy import audit
from registration.actions.refusal import SecondEditor
from registration.actions.staff.auth import add_staff
from registration.actions.surveys import (
    SurveyClosed,
    Wording,
    answer_survey,
    decline_survey,
    owe_surveys,
    save_template,
    wording_of,
)
from registration.actions.trainings.programme import import_programme
from registration.domain.programme import Programme, SessionSpec
from registration.domain.states import TrainingState
from registration.letters import Letter, NotNeeded, render_letter
from registration.store.database import db
from registration.store.models import Message, Training
from tests.conftest import NOW
from tests.support.decoys import LONG_AGO, out_of_reach, without_a_seat
from tests.support.factories import make_confirmed, make_training, session_spec, training_spec

ZONE = ZoneInfo("Europe/Berlin")
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
STARTS = datetime(2027, 3, 15, 9, tzinfo=UTC)
ENDS = STARTS + 3 * HOUR
ASKED_AT = ENDS + HOUR
OPENS = STARTS - 2 * LONG_AGO


@pytest.fixture
def training(app: Flask) -> Training:
    """A training of one date."""
    return make_training(
        STARTS - LONG_AGO, sessions=(session_spec(STARTS),), registration_opens=OPENS
    )


def letters(kind: str = "survey") -> list[Message]:
    query = db.select(Message).where(Message.kind == kind).order_by(Message.id)
    return list(db.session.scalars(query))


def whom(kind: str = "survey") -> list[int | None]:
    return [letter.registration_id for letter in letters(kind)]


def read(app: Flask, message: Message, now: datetime) -> Letter:
    settings, links = app.extensions["zusage_settings"], app.extensions["zusage_links"]
    return render_letter(message, settings, links, now)


def redate(now: datetime, *sessions: SessionSpec) -> None:
    spec = training_spec(now, sessions=sessions, registration_opens=OPENS)
    import_programme(Programme(trainings=(spec,)), now, audit.COMMAND_LINE)
    db.session.expire_all()


def test_it_goes_an_hour_after_the_end_and_once_more_a_week_later(training: Training) -> None:
    person = make_confirmed(training, STARTS - LONG_AGO)
    assert owe_surveys(ASKED_AT - SECOND) == 0
    assert [owe_surveys(ASKED_AT), owe_surveys(ASKED_AT)] == [1, 0]
    assert owe_surveys(ASKED_AT + 7 * DAY - SECOND) == 0
    assert [owe_surveys(ASKED_AT + 7 * DAY) for _ in "ab"] == [1, 0]
    assert owe_surveys(ASKED_AT + 27 * DAY) == 0
    assert (whom(), whom("survey_repeat")) == ([person.id], [person.id])


def test_only_those_with_a_seat_an_address_and_the_will_are_asked(training: Training) -> None:
    person = make_confirmed(training, STARTS - LONG_AGO)
    unwilling, answered = (make_confirmed(training, STARTS - LONG_AGO) for _ in "ab")
    decline_survey(unwilling)
    answer_survey(answered, {}, ENDS)
    without_a_seat(training, STARTS)
    out_of_reach(training, STARTS)
    other = make_training(STARTS, "anderes", days=90, registration_opens=OPENS)
    make_confirmed(other, STARTS - LONG_AGO)
    unasked = make_training(
        STARTS,
        "ohne",
        sessions=(session_spec(STARTS),),
        registration_opens=OPENS,
        survey="none",
    )
    make_confirmed(unasked, STARTS - LONG_AGO)
    assert owe_surveys(ASKED_AT) == 1
    assert owe_surveys(ASKED_AT + 7 * DAY) == 1
    assert (whom(), whom("survey_repeat")) == ([person.id], [person.id])


def test_whoever_answers_or_declines_between_is_not_asked_again(training: Training) -> None:
    silent, answers, declines = (make_confirmed(training, STARTS - LONG_AGO) for _ in "abc")
    assert owe_surveys(ASKED_AT) == 3
    answer_survey(answers, {}, ASKED_AT + DAY)
    decline_survey(declines)
    assert owe_surveys(ASKED_AT + 7 * DAY) == 1
    assert whom("survey_repeat") == [silent.id]


def test_whoever_answers_keeps_the_letters_about_anything_else(training: Training) -> None:
    person = make_confirmed(training, STARTS - LONG_AGO)
    owe_surveys(ASKED_AT)
    words = ("Fotos", "Hier sind sie.")
    staff, _ = add_staff("leitung@borken.example", None, STARTS)
    write_circular(training.id, [person], words, staff, ASKED_AT)
    answer_survey(person, {}, ASKED_AT)
    states = {(m.kind, m.state) for m in letters("survey") + letters("custom")}
    assert states == {("survey", "withdrawn"), ("custom", "queued")}


def test_a_training_that_is_put_off_after_its_survey_went_is_asked_about_when_it_was(
    app: Flask, training: Training
) -> None:
    silent, answered = (make_confirmed(training, STARTS - LONG_AGO) for _ in "ab")
    assert owe_surveys(ASKED_AT) == 2
    first = letters()[0]
    answer_survey(answered, {}, ASKED_AT + HOUR)
    redate(ASKED_AT + 2 * HOUR, session_spec(STARTS + 10 * DAY))
    # What has not left yet is about a date that is still to come.
    with pytest.raises(NotNeeded, match="the training is not over yet"):
        read(app, first, ASKED_AT + 2 * HOUR)
    with pytest.raises(SurveyClosed):
        answer_survey(silent, {}, ENDS + 10 * DAY - SECOND)
    assert owe_surveys(ASKED_AT + 7 * DAY) == 0
    assert owe_surveys(ASKED_AT + 10 * DAY - SECOND) == 0
    assert [owe_surveys(ASKED_AT + 10 * DAY) for _ in "ab"] == [1, 0]
    assert whom() == [silent.id, answered.id, silent.id]
    said = read(app, letters()[-1], ASKED_AT + 10 * DAY).text
    assert "22. April 2027" in said  # 28 days after it was asked about the new date
    assert owe_surveys(ASKED_AT + 17 * DAY - SECOND) == 0
    assert owe_surveys(ASKED_AT + 17 * DAY) == 1
    assert whom("survey_repeat") == [silent.id]


def test_a_date_that_is_added_after_the_survey_went_is_asked_about_too(
    training: Training,
) -> None:
    person = make_confirmed(training, STARTS - LONG_AGO)
    assert owe_surveys(ASKED_AT) == 1
    redate(ASKED_AT + HOUR, session_spec(STARTS), session_spec(STARTS + 3 * DAY))
    assert owe_surveys(ASKED_AT + 3 * DAY - SECOND) == 0
    assert owe_surveys(ASKED_AT + 3 * DAY) == 1
    assert whom() == [person.id] * 2


def test_a_place_or_time_that_is_corrected_afterwards_asks_nobody_again(
    training: Training,
) -> None:
    make_confirmed(training, STARTS - LONG_AGO)
    assert owe_surveys(ASKED_AT) == 1
    session = training.sessions[0]
    session.place, session.sequence = "Bücherei", session.sequence + 1
    session.ends -= HOUR
    db.session.commit()
    assert owe_surveys(ASKED_AT + DAY) == 0
    assert owe_surveys(ASKED_AT + 7 * DAY) == 1
    assert len(letters()) == 1


def test_a_list_completed_before_the_training_was_put_off_leaves_nobody_out(
    training: Training,
) -> None:
    person, missing = (make_confirmed(training, STARTS - LONG_AGO) for _ in "ab")
    session = training.sessions[0]
    mark(session, person.id, True, "trainer", STARTS)
    mark(session, missing.id, False, "trainer", STARTS)
    complete_list(session, True, "trainer", STARTS)
    redate(STARTS + HOUR, session_spec(STARTS + 10 * DAY))
    assert session.list_completed_at is None
    assert owe_surveys(ASKED_AT + 10 * DAY) == 2


def test_a_list_stays_complete_when_a_past_date_is_corrected(training: Training) -> None:
    person, missing = (make_confirmed(training, STARTS - LONG_AGO) for _ in "ab")
    session = training.sessions[0]
    mark(session, person.id, True, "trainer", STARTS)
    mark(session, missing.id, False, "trainer", STARTS)
    complete_list(session, True, "trainer", STARTS)
    redate(STARTS + HOUR, session_spec(STARTS, place="Bücherei"))
    assert session.list_completed_at == STARTS
    assert owe_surveys(ASKED_AT) == 1
    assert whom() == [person.id]


def test_a_draft_and_a_cancelled_training_ask_nobody(training: Training) -> None:
    make_confirmed(training, STARTS - LONG_AGO)
    for state in (TrainingState.DRAFT, TrainingState.CANCELLED):
        training.state = state
        db.session.commit()
        assert owe_surveys(ASKED_AT) == 0
    training.state = TrainingState.PUBLISHED
    db.session.commit()
    assert owe_surveys(ASKED_AT) == 1


def test_a_template_is_not_saved_over_what_somebody_else_has_saved_since(app: Flask) -> None:
    first, second, third = (Wording(title, []) for title in ("Eins", "Zwei", "Drei"))
    template = save_template(None, first, NOW, "staff 1")
    save_template(template.id, second, NOW, "staff 2", first)
    for was, number in ((first, template.id), (second, template.id + 1)):
        with pytest.raises(SecondEditor):
            save_template(number, third, NOW, "staff 1", was)
    db.session.expire_all()
    assert wording_of(template) == second
    save_template(template.id, third, NOW, "staff 1", second)
    assert wording_of(template) == third
