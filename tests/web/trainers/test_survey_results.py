"""What people thought: shown from five answers on, as plots with tables, quotes and PDF."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from registration.store.database import db
from registration.store.models import SurveyAnswer
from tests.support.pages import words_of
from tests.web.trainers.conftest import Desk


def answer(desk: Desk, count: int, **answers: Any) -> None:
    for number in range(count):
        key = f"{number} of {len(answers)}"
        db.session.add(SurveyAnswer(key=key, training_id=desk.training.id, answers=answers))
    db.session.commit()


@pytest.mark.parametrize("count", [0, 4])
def test_under_five_answers_nothing_is_shown(client: FlaskClient, desk: Desk, count: int) -> None:
    answer(desk, count, overall=1, good="Nur mein Satz")
    page = client.get(f"{desk.url}results")
    assert "ab fünf Antworten" in page.text
    assert "Nur mein Satz" not in page.text
    assert "<svg" not in page.text
    assert client.get(f"{desk.url}results.pdf").status_code == 404


def test_from_five_answers_on_plots_tables_and_quotes_are_shown(
    client: FlaskClient, desk: Desk
) -> None:
    answer(desk, 4, overall=5)
    answer(desk, 1, overall=4, good="<b>Die Übungen</b>")
    page = client.get(f"{desk.url}results")
    words = words_of(page)
    assert "5 Antworten, ohne Namen" in words
    assert "im Durchschnitt 4,8 von 5" in words
    assert "5 – sehr gut 4" in words
    assert "&lt;b&gt;Die Übungen&lt;/b&gt;" in page.text
    assert page.text.count('class="plot"') == 3
    assert "style=" not in page.text
    assert client.get(f"{desk.url}results.pdf").data.startswith(b"%PDF-")


def test_what_the_town_asked_itself_is_shown_with_its_answers(
    client: FlaskClient, desk: Desk
) -> None:
    asked = {"key": "q_raum", "label": "Wie war der Raum?", "kind": "choice"}
    desk.training.survey_questions = [asked | {"options": ["hell", "dunkel"]}]
    answer(desk, 5, q_raum="hell")
    words = words_of(client.get(f"{desk.url}results"))
    assert "Wie war der Raum?" in words
    assert "hell 5" in words
    assert "dunkel 0" in words
