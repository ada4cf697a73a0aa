"""A training's own questions: asked as they are now, checked and kept."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, update

from registration.domain.programme import QuestionKind, QuestionSpec
from registration.store.database import db
from registration.store.models import Training
from tests.support.factories import make_training
from tests.support.pages import open_form, words_of
from tests.web.participants.sign_up.sending import FORM, people, send


def test_own_questions_are_asked_checked_and_kept(client: FlaskClient, now: datetime) -> None:
    questions = (
        QuestionSpec("experience", "Erfahrung?", QuestionKind.CHOICE, ("Ja", "Nein"), True),
        QuestionSpec("languages", "Sprachen?", QuestionKind.SEVERAL, ("Deutsch", "Arabisch")),
        QuestionSpec("childcare", "Kinderbetreuung?", QuestionKind.CHECKBOX),
        QuestionSpec("people", "Wie viele?", QuestionKind.NUMBER),
        QuestionSpec("since", "Seit wann?", QuestionKind.DATE),
        QuestionSpec("story", "Erzählen Sie", QuestionKind.LONG_TEXT),
    )
    make_training(now, questions=questions)
    fields = open_form(client, FORM)
    missing = send(client, fields)
    assert missing.status_code == 422
    assert 'href="#q_experience-0"' in missing.text
    wrong = send(client, fields, q_experience="Vielleicht", q_people="NaN", q_since="gestern")
    assert wrong.status_code == 422
    assert wrong.text.count("complaint") == 3
    answers: dict[str, Any] = {
        "q_experience": "Ja",
        "q_languages": ["Deutsch", "Arabisch"],
        "q_childcare": "y",
        "q_people": "3,5",
        "q_since": "21.01.2020",
        "q_story": "Eins\nZwei",
    }
    assert send(client, fields, **answers).status_code == 303
    assert people()[0].answers == {
        "experience": "Ja",
        "languages": ["Deutsch", "Arabisch"],
        "childcare": True,
        "people": "3,5",
        "since": "2020-01-21",
        "story": "Eins\nZwei",
    }


def test_the_form_shows_at_once_what_the_team_has_changed(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    assert "Training kurs" in words_of(client.get(FORM))
    make_training(now, title="Neuer Name", days=31)
    page = words_of(client.get(FORM))
    assert "Neuer Name" in page
    assert "4. Februar" in page
    make_training(now, title="Neuer Name", days=31, registration_closes=now - timedelta(hours=1))
    assert client.get(FORM).status_code == 409


def test_a_question_that_was_added_since_the_last_form_is_asked_and_kept(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    assert send(client, open_form(client, FORM)).status_code == 303
    old = open_form(client, FORM)
    question = QuestionSpec("diet", "Was essen Sie?", QuestionKind.TEXT, required=True)
    make_training(now, questions=(question,))
    unasked = send(client, old, email="zweite@borken.example")
    assert unasked.status_code == 422
    assert "Was essen Sie?" in words_of(unasked)
    answer = send(client, old, email="zweite@borken.example", q_diet="Alles")
    assert answer.status_code == 303
    assert [person.answers for person in people()] == [{}, {"diet": "Alles"}]


def test_a_question_that_was_dropped_since_the_last_form_is_not_missed(
    client: FlaskClient, now: datetime
) -> None:
    question = QuestionSpec("diet", "Was essen Sie?", QuestionKind.TEXT, required=True)
    make_training(now, questions=(question,))
    fields = open_form(client, FORM)
    assert send(client, fields).status_code == 422
    make_training(now)
    assert send(client, fields).status_code == 303
    assert [person.answers for person in people()] == [{}]


def test_the_summary_names_the_question_that_a_fault_belongs_to(
    client: FlaskClient, now: datetime
) -> None:
    question = QuestionSpec("diet", "Was essen Sie?", QuestionKind.TEXT, required=True)
    make_training(now, questions=(question,))
    page = send(client, open_form(client, FORM), phone="1" * 51)
    assert "Was essen Sie? – Beantworten Sie diese Frage." in words_of(page)
    assert "Telefon – Schreiben Sie höchstens 50 Zeichen." in words_of(page)


@pytest.mark.parametrize(("kind", "status"), [("choice", 422), ("text", 303)])
def test_what_the_team_changes_while_a_form_is_on_its_way_is_asked_anew(
    client: FlaskClient, now: datetime, kind: str, status: int
) -> None:
    """Between the check of the answers and the training's lock a question becomes another."""
    make_training(now, questions=(QuestionSpec("way", "Wie?", QuestionKind.TEXT),))
    fields = open_form(client, FORM)
    changed: dict[str, Any] = {"key": "way", "label": "Womit?", "kind": kind, "options": ["Rad"]}

    def change(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "lock_count" in statement and not done:
            done.append(statement)
            with db.engine.begin() as of_the_team:
                of_the_team.execute(update(Training).values(questions=[changed]))

    done: list[str] = []
    event.listen(db.engine, "before_cursor_execute", change)
    answer = send(client, fields, q_way="zu Fuß")
    event.remove(db.engine, "before_cursor_execute", change)
    assert (answer.status_code, len(done)) == (status, 1)
    assert [one.answers for one in people()] == ([{"way": "zu Fuß"}] if status == 303 else [])
    assert ("Womit?" in answer.text) is (status == 422)
