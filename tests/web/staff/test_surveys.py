"""Templates of surveys."""

from tests.support.desk import Desk
from tests.support.pages import unescaped


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
