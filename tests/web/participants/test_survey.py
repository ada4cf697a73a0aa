"""The survey: anonymous, once, while it is open."""

from datetime import datetime, timedelta

import time_machine
from flask.testing import FlaskClient

from registration.links import SURVEY, Links
from registration.store.database import db
from registration.store.models import Registration, SurveyAnswer
from tests.support.factories import make_confirmed, make_training
from tests.support.pages import words_of

ANSWERS = {"overall": "5", "good": "Die Beispiele.", "better": "  "}


def survey_of(client: FlaskClient, person: Registration) -> str:
    links: Links = client.application.extensions["zusage_links"]
    return f"/survey/{links.token(SURVEY, person.key, person.link_version)}"


def after(person: Registration) -> datetime:
    last = person.training.last_end
    assert last is not None
    return last + timedelta(hours=2)


def test_an_answer_is_kept_without_name_and_the_person_is_thanked(
    client: FlaskClient, now: datetime, frozen: time_machine.Traveller
) -> None:
    person = make_confirmed(make_training(now), now)
    path = survey_of(client, person)
    frozen.move_to(after(person))
    answer = client.post(path, data=ANSWERS)
    assert answer.status_code == 303
    assert "Vielen Dank" in words_of(client.get(path))
    (kept,) = db.session.scalars(db.select(SurveyAnswer)).all()
    assert kept.answers == {"overall": 5, "good": "Die Beispiele."}
    columns = set(SurveyAnswer.__table__.columns.keys())
    assert columns == {"key", "training_id", "answers"}


def test_a_second_answer_is_let_go(
    client: FlaskClient, now: datetime, frozen: time_machine.Traveller
) -> None:
    person = make_confirmed(make_training(now), now)
    frozen.move_to(after(person))
    codes = [client.post(survey_of(client, person), data=ANSWERS).status_code for _ in range(2)]
    assert codes == [303, 303]
    assert len(db.session.scalars(db.select(SurveyAnswer)).all()) == 1


def test_before_the_end_and_after_four_weeks_no_answer_is_taken(
    client: FlaskClient, now: datetime, frozen: time_machine.Traveller
) -> None:
    person = make_confirmed(make_training(now), now)
    path = survey_of(client, person)
    moments = [now, after(person) + timedelta(days=29)]
    for moment in moments:
        frozen.move_to(moment)
        assert client.post(path, data=ANSWERS).status_code == 409
        assert "nimmt jetzt keine Antworten" in words_of(client.get(path))
    assert db.session.scalars(db.select(SurveyAnswer)).all() == []


def test_an_answer_that_was_not_offered_is_refused(
    client: FlaskClient, now: datetime, frozen: time_machine.Traveller
) -> None:
    person = make_confirmed(make_training(now), now)
    frozen.move_to(after(person))
    answer = client.post(survey_of(client, person), data={"overall": "17"})
    assert answer.status_code == 422
    assert "overall-fault" in answer.text


def test_one_press_ends_letters_about_the_survey(client: FlaskClient, now: datetime) -> None:
    person = make_confirmed(make_training(now), now)
    path = f"{survey_of(client, person)}/unsubscribe"
    assert client.get(path).status_code == 200
    db.session.refresh(person)
    assert not person.no_survey
    one_click = {"List-Unsubscribe": "One-Click"}
    assert client.post(path, data=one_click).status_code == 303
    db.session.refresh(person)
    assert person.no_survey
    assert "keine Nachrichten mehr" in words_of(client.get(path))


def test_the_questions_say_until_when_they_can_be_answered(
    client: FlaskClient, now: datetime, frozen: time_machine.Traveller
) -> None:
    person = make_confirmed(make_training(now), now)
    frozen.move_to(after(person))
    # An hour and 28 days after 3 February, 14:00.
    assert "3. März 2027, 15:00 Uhr" in words_of(client.get(survey_of(client, person)))


def test_both_presses_lead_back_to_what_became_of_them(
    client: FlaskClient, now: datetime, frozen: time_machine.Traveller
) -> None:
    person = make_confirmed(make_training(now), now)
    path = survey_of(client, person)
    frozen.move_to(after(person))
    assert client.post(path, data=ANSWERS).location == f"{path}#status"
    assert client.post(f"{path}/unsubscribe").location == f"{path}/unsubscribe#status"
