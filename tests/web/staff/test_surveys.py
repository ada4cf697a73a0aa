"""Templates of surveys."""

from flask import Flask

from registration.store.database import db
from tests.conftest import NOW
from tests.support.desk import Desk
from tests.support.pages import unescaped, words_of
from tests.support.rows import DAY, a_training, an_answer


def test_a_survey_template_is_taken_over_by_a_training(desk: Desk) -> None:
    form = {
        "title": "Kurz",
        "survey_questions-0-label": "Wie war der Raum?",
        "survey_questions-0-kind": "rating",
        "do": "save",
    }
    assert desk.post("/survey-templates/new", form).status_code == 303
    page = unescaped(desk.post("/new", {"do": "template", "from_template": "1"}))
    assert 'value="Wie war der Raum?"' in page


def test_a_template_without_questions_is_refused(desk: Desk) -> None:
    answer = desk.post("/survey-templates/new", {"title": "Leer", "do": "save"})
    assert "mindestens eine Frage" in unescaped(answer)


def test_a_survey_is_counted_for_the_team_from_five_answers_on(app: Flask, desk: Desk) -> None:
    training = a_training(NOW - 30 * DAY, title="Vorbei")
    for number in range(5):
        page = words_of(desk.get(f"/trainings/{training.slug}/survey"))
        assert "Durchschnitt" not in page, number
        an_answer(training, overall=4)
        db.session.commit()
    assert "im Durchschnitt 4,0 von 5" in words_of(desk.get(f"/trainings/{training.slug}/survey"))
