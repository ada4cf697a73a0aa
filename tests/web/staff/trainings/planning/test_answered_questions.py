"""Answers belong to the question as it was asked, whatever becomes of the question."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from registration.domain.programme import ProgrammeFaults, QuestionKind, QuestionSpec
from registration.domain.signups.answers import Clash, Misfit, clashes
from registration.store.database import db
from registration.store.models import Registration, Training
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training
from tests.support.pages import words_of

EDIT = "/trainings/kurs/edit"
ESSEN = QuestionSpec("essen", "Essen?", QuestionKind.CHOICE, ("Fleisch", "Vegan", "Nichts"))
TAGE = QuestionSpec("tage", "Tage?", QuestionKind.SEVERAL, ("Mo", "Di", "Mi"))
BUS = QuestionSpec("bus", "Bus?", QuestionKind.CHECKBOX)
HINWEIS = QuestionSpec("hinweis", "Hinweis?", QuestionKind.TEXT)


@pytest.fixture
def training(app: Flask) -> Training:
    """A training that asks four questions."""
    return make_training(datetime.now(UTC), "kurs", questions=(ESSEN, TAGE, BUS, HINWEIS))


@pytest.fixture
def people(training: Training) -> list[Registration]:
    """Two who have answered, one who has not; and one elsewhere whose answers never count."""
    now = datetime.now(UTC)
    full = {"essen": "Vegan", "tage": ["Mo", "Mi"], "bus": True, "hinweis": "Ich komme später"}
    part = {"essen": "Vegan", "tage": [], "bus": False, "hinweis": ""}
    found = [make_confirmed(training, now, answers=answers) for answers in (full, part, {})]
    other = make_training(now, "anders", questions=(HINWEIS,))
    make_confirmed(other, now, answers={"hinweis": "7"})
    return found


def save(desk: Desk, changes: dict[str, Any]) -> Any:
    """Change the form and save."""
    return desk.edit(EDIT, {**changes, "do": "save"})


def without_row(desk: Desk, number: int) -> dict[str, Any]:
    """The form, with one question taken out."""
    form = desk.opened(EDIT)
    return {n: v for n, v in form.items() if not n.startswith(f"questions-{number}-")}


@pytest.mark.parametrize(
    ("kind", "answers", "odd"),
    [
        (QuestionKind.TEXT, ["x"], 0),
        (QuestionKind.LONG_TEXT, ["x"], 0),
        (QuestionKind.TEXT, [["x"], True, "x"], 2),
        (QuestionKind.NUMBER, ["3", "3,5", "2.5"], 0),
        (QuestionKind.NUMBER, ["3", "drei", "nan", True], 3),
        (QuestionKind.DATE, ["2027-01-21"], 0),
        (QuestionKind.DATE, ["2027-02-30", "21.01.2027", ["2027-01-21"]], 3),
        (QuestionKind.CHECKBOX, [True], 0),
        (QuestionKind.CHECKBOX, ["True"], 1),
        (QuestionKind.SEVERAL, [["Mo"], ["Di", "Mi"]], 0),
        (QuestionKind.SEVERAL, ["Mo", True], 2),
        (QuestionKind.CHOICE, ["Mo"], 0),
        (QuestionKind.CHOICE, [["Mo"]], 1),
    ],
)
def test_an_answer_fits_the_kind_of_its_question(
    kind: QuestionKind, answers: list[Any], odd: int
) -> None:
    question = QuestionSpec("q", "Q", kind, ("Mo", "Di", "Mi"))
    expected = [Clash("q", Misfit.KIND, odd)] if odd else []
    assert clashes([question], {"q": answers, "other": [object()]}) == expected


@pytest.mark.parametrize("kind", [QuestionKind.CHOICE, QuestionKind.SEVERAL])
def test_an_option_that_was_chosen_has_to_stay(kind: QuestionKind) -> None:
    question = QuestionSpec("q", "Q", kind, ("Mo", "Di"))
    wrap = (lambda one: [one]) if kind is QuestionKind.SEVERAL else (lambda one: one)
    given = [wrap(one) for one in ("Mo", "Mi", "Do")]
    assert clashes([question], {"q": given}) == [Clash("q", Misfit.OPTIONS, 2)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"questions-0-kind": "several"}, "questions-0-kind"),
        ({"questions-1-kind": "text"}, "questions-1-kind"),
        ({"questions-2-kind": "several"}, "questions-2-options"),
        (
            {"questions-2-kind": "several", "questions-2-options": "Ja\nNein"},
            "questions-2-kind",
        ),
        ({"questions-3-kind": "number"}, "questions-3-kind"),
        ({"questions-0-options": "Fleisch\nNichts"}, "questions-0-options"),
        ({"questions-1-options": "Mo\nDi"}, "questions-1-options"),
    ],
)
def test_an_answered_question_can_t_become_another(
    people: list[Registration], training: Training, desk: Desk, changes: dict[str, str], field: str
) -> None:
    before = training.questions
    answer = save(desk, changes)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    db.session.refresh(training)
    assert training.questions == before


@pytest.mark.parametrize(
    "changes",
    [
        {"questions-0-options": "Vegan\nFleisch\nKoscher"},
        {"questions-3-kind": "longtext", "questions-3-label": "Ein Hinweis?"},
        {"questions-1-required": "y"},
    ],
)
def test_what_fits_all_answers_may_change(
    people: list[Registration], desk: Desk, changes: dict[str, str]
) -> None:
    assert save(desk, changes).status_code == 303


def test_a_question_that_nobody_answered_may_become_anything(
    training: Training, desk: Desk
) -> None:
    assert save(desk, {"questions-3-kind": "number"}).status_code == 303


def test_the_preview_counts_what_a_removed_question_takes_out_of_sight(
    people: list[Registration], training: Training, desk: Desk
) -> None:
    preview = desk.post(EDIT, without_row(desk, 0) | {"do": "check"})
    assert "„Essen?“ wird nicht mehr gefragt. 2 Antworten bleiben" in unescape(preview.text)
    assert "Hinweis?“ wird nicht mehr" not in unescape(preview.text)
    desk.post(EDIT, desk.sent_by(preview) | {"do": "save"})
    db.session.refresh(training)
    assert [one.key for one in training.question_specs] == ["tage", "bus", "hinweis"]


def test_answers_to_a_removed_question_stay_in_sight_marked(
    people: list[Registration], training: Training, desk: Desk, client: Any
) -> None:
    desk.post(EDIT, without_row(desk, 0) | {"do": "save"})
    page = words_of(desk.get(f"/registrations/{people[0].id}"))
    assert "Essen? (Frage entfernt) Vegan" in page
    assert "Tage? Mo, Mi" in page
    assert "Bus? ja" in page
    assert "Bus?" not in words_of(desk.get(f"/registrations/{people[1].id}"))
    book = load_workbook(io.BytesIO(desk.get("/trainings/kurs/registrations.xlsx").data))
    rows = list(book.worksheets[0].values)
    column = rows[0].index("Essen? (entfernt)")
    assert sorted(str(row[column] or "") for row in rows[1:4]) == ["", "Vegan", "Vegan"]
    text = desk.get("/trainings/kurs/registrations.csv").data.decode("utf-8-sig")
    assert "Essen? (entfernt)" in text
    assert "Essen?" not in client.get("/trainings/kurs/register").text


def test_a_removed_question_that_nobody_answered_is_gone(
    people: list[Registration], training: Training, desk: Desk
) -> None:
    for person in people:
        person.answers = {**person.answers, "hinweis": ""}
    db.session.commit()
    desk.post(EDIT, without_row(desk, 3) | {"do": "save"})
    db.session.refresh(training)
    assert [one["key"] for one in training.questions] == ["essen", "tage", "bus"]


def test_a_new_question_of_the_same_words_has_answers_of_its_own(
    people: list[Registration], training: Training, desk: Desk
) -> None:
    form = without_row(desk, 3)
    new = {"questions-9-label": "Hinweis?", "questions-9-kind": "number", "questions-9-ref": ""}
    assert desk.post(EDIT, form | new | {"do": "save"}).status_code == 303
    assert save(desk, {"title": "Noch einmal"}).status_code == 303
    db.session.refresh(training)
    (added,) = [one for one in training.question_specs if one.label == "Hinweis?"]
    assert added.key != "hinweis"
    assert [one.key for one in training.removed_questions] == ["hinweis"]


def test_answers_whose_question_is_lost_stand_by_their_key(
    people: list[Registration], training: Training, desk: Desk
) -> None:
    training.questions = [one for one in training.questions if one["key"] != "hinweis"]
    db.session.commit()
    page = words_of(desk.get(f"/registrations/{people[0].id}"))
    assert "hinweis (Frage entfernt) Ich komme später" in page
    text = desk.get("/trainings/kurs/registrations.csv").data.decode("utf-8-sig")
    assert "hinweis (entfernt)" in text


def test_by_file_an_answered_question_stays_what_it_was(
    people: list[Registration], training: Training
) -> None:
    before = training.questions
    fewer, other = replace(ESSEN, options=("Fleisch", "Nichts")), BUS
    other = replace(other, kind=QuestionKind.TEXT)
    with pytest.raises(ProgrammeFaults) as caught:
        make_training(datetime.now(UTC), "kurs", questions=(fewer, TAGE, other, HINWEIS))
    assert [(fault.where, fault.key) for fault in caught.value.faults] == [
        ('training "kurs", question "essen"', "options"),
        ('training "kurs", question "bus"', "kind"),
    ]
    db.session.expire_all()
    assert training.questions == before


def test_by_file_a_removed_question_keeps_its_answers_and_may_come_back(
    people: list[Registration], training: Training
) -> None:
    now = datetime.now(UTC)
    for _ in range(2):
        make_training(now, "kurs", questions=(TAGE, BUS, HINWEIS))
        db.session.expire_all()
        assert [one.key for one in training.removed_questions] == ["essen"]
    version = training.version
    make_training(now, "kurs", questions=(TAGE, BUS, HINWEIS))
    db.session.expire_all()
    assert training.version == version
    make_training(now, "kurs", questions=(ESSEN, TAGE, BUS, HINWEIS))
    db.session.expire_all()
    assert (training.removed_questions, len(training.question_specs)) == ([], 4)


def test_by_file_seats_may_not_fall_below_the_least_number(training: Training) -> None:
    training.minimum = 10
    db.session.commit()
    with pytest.raises(ProgrammeFaults, match="capacity must not be less than"):
        make_training(datetime.now(UTC), "kurs", capacity=9)
    make_training(datetime.now(UTC), "kurs", capacity=10)
