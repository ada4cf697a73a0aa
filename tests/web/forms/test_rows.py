"""Rows of the form of a training: added, taken away, taken over, and opened where one is wrong."""

import re

import pytest
from werkzeug.test import TestResponse

from tests.support.desk import Desk
from tests.support.pages import form_with
from tests.support.training_form import row, values

FIRST = {"sessions": "day", "trainers": "name", "questions": "label", "survey_questions": "label"}
TWO = {
    **row(0, place="Rathaus"),
    **row(1, place="Bücherei"),
    **{f"trainers-{n}-name": name for n, name in enumerate(("Ayşe", "Beate"))},
    **{f"trainers-{n}-email": f"t{n}@borken.example" for n in range(2)},
    **{
        f"{rows}-{n}-label": f"Frage {n}"
        for rows in ("questions", "survey_questions")
        for n in (0, 1)
    },
    **{f"questions-{n}-kind": "text" for n in range(2)},
    **{f"survey_questions-{n}-kind": "rating" for n in range(2)},
    "survey": "own",
}
SHOWN = {
    "sessions": ("place", ["Rathaus", "Bücherei"]),
    "trainers": ("name", ["Ayşe", "Beate"]),
    "questions": ("label", ["Frage 0", "Frage 1"]),
    "survey_questions": ("label", ["Frage 0", "Frage 1"]),
}


def focused(page: TestResponse) -> list[str]:
    """The ids of the inputs at which a browser goes on."""
    tags = re.findall(r"<(?:input|select|textarea)[^>]*\bautofocus\b[^>]*>", page.text)
    return [re.findall(r'\bid="([^"]*)"', tag)[0] for tag in tags]


def column(page: TestResponse, rows: str, name: str) -> list[str]:
    fields = form_with(page, "version").pairs
    return [value for key, value in fields if re.fullmatch(rf"{rows}-\d+-{name}", key)]


def opened(page: TestResponse) -> list[str]:
    """The folded parts of the form that stand open, by their headings."""
    return re.findall(r'<details class="more" open><summary>([^<]*)', page.text)


@pytest.mark.parametrize("rows", FIRST)
def test_a_further_row_comes_last_and_is_gone_on_with(desk: Desk, rows: str) -> None:
    page = desk.post("/new", values(do=f"add-{rows}", **TWO))
    assert focused(page) == [f"{rows}-2-{FIRST[rows]}"]
    for other, (name, two) in SHOWN.items():
        new = ["Bücherei" if rows == "sessions" else ""] if other == rows else []
        assert column(page, other, name) == two + new


@pytest.mark.parametrize("rows", FIRST)
@pytest.mark.parametrize("number", [0, 1])
def test_a_removed_row_is_gone_and_every_other_stays(desk: Desk, rows: str, number: int) -> None:
    page = desk.post("/new", values(do=f"remove-{rows}-{number}", **TWO))
    for other, (name, two) in SHOWN.items():
        left = [two[1 - number]] if other == rows else two
        assert column(page, other, name) == left


@pytest.mark.parametrize("do", ["add-capacity", "remove-title-0", "add-", "remove-sessions-7"])
def test_no_other_field_has_rows(desk: Desk, do: str) -> None:
    page = desk.post("/new", values(do=do, **TWO))
    assert page.status_code == 200
    for rows, (name, two) in SHOWN.items():
        assert column(page, rows, name) == two


def a_template(desk: Desk, title: str, *labels: str) -> None:
    rows = {f"survey_questions-{n}-label": label for n, label in enumerate(labels)}
    kinds = {f"survey_questions-{n}-kind": "rating" for n in range(len(labels))}
    form = {"title": title, "do": "save", **rows, **kinds}
    assert desk.post("/survey-templates/new", form).status_code == 303


def test_a_template_s_questions_stand_behind_those_that_are_filled_in(desk: Desk) -> None:
    a_template(desk, "Anderes", "Nicht dies?")
    a_template(desk, "Kurz", "Wie war der Raum?", "Wie war die Luft?")
    blank = {"survey_questions-2-label": "", "survey_questions-2-kind": "rating"}
    form = values(do="template", from_template="2", **TWO, **blank)
    page = desk.post("/new", {**form, "survey": "standard"})
    expected = ["Frage 0", "Frage 1", "Wie war der Raum?", "Wie war die Luft?"]
    assert column(page, "survey_questions", "label") == expected
    assert focused(page) == ["survey_questions-0-label"]
    assert ("survey", "own") in form_with(page, "version").pairs
    assert opened(page) == ["Umfrage"]


def test_a_further_question_of_a_template_comes_last_and_is_gone_on_with(desk: Desk) -> None:
    form = {"title": "Kurz", **{k: v for k, v in TWO.items() if k.startswith("survey_q")}}
    page = desk.post("/survey-templates/new", {**form, "do": "add"})
    fields = form_with(page, "title").pairs
    assert [v for k, v in fields if k.endswith("-label")] == ["Frage 0", "Frage 1", ""]
    assert focused(page) == ["survey_questions-2-label"]


@pytest.mark.parametrize(
    ("wrong", "heading"),
    [
        ({}, []),
        ({"trainers-1-email": "keine"}, ["Referentinnen und Referenten"]),
        ({"attendance_percent": "101"}, ["Referentinnen und Referenten"]),
        ({"waitlist_limit": "-1"}, ["Warteliste und Fristen"]),
        ({"questions-0-kind": "choice"}, ["Eigene Fragen bei der Anmeldung"]),
        ({"slug": "Nein!"}, ["Förderung, Thema, Internetadresse, Notizen"]),
    ],
)
def test_a_folded_part_stands_open_where_something_in_it_is_wrong(
    desk: Desk, wrong: dict[str, str], heading: list[str]
) -> None:
    page = desk.post("/new", values(do="check" if wrong else "back", **TWO) | wrong)
    assert page.status_code == (422 if wrong else 200)
    assert opened(page) == heading
