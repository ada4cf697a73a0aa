"""What the team, trainers and people write about a training is text wherever it is shown."""

import csv
import io
from collections.abc import Iterable
from typing import Any

import openpyxl
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registration.actions import attendance, surveys
from registration.actions.surveys import answer_survey
from registration.actions.trainings.publishing import cancel_training
from registration.links import MY, SURVEY, TRAINER
from registration.store.database import db
from registration.store.models import Registration, Staff, Training
from tests.conftest import NOW
from tests.support.factories import make_confirmed
from tests.support.hostile import made_of_it, missing, told_in, typed
from tests.support.hostile_training import (
    ANSWERS,
    DAY,
    SENTENCES,
    SURVEY_QUESTIONS,
    letter_of,
    path,
    says,
    shows,
    the_training,
)
from tests.support.pdf import text_of

GRANT = ("grant", "fund", "notice", "reference")


def over() -> tuple[Training, list[Registration]]:
    """It ended yesterday; everybody came, said something and one more walked in."""
    before = NOW - 30 * DAY
    training = the_training("vorbei", 29, before)
    names = {name: typed(name) for name in ("given_name", "family_name", "organisation")}
    people = [make_confirmed(training, before, answers=ANSWERS, **names) for _ in range(5)]
    for one in people:
        answers = {"q_a": typed("quote"), "q_b": typed("one"), "q_c": 5}
        attendance.mark(training.sessions[0], one.id, True, "test", NOW)
        answer_survey(one, answers, NOW)
    newcomer = attendance.Newcomer("k" * 20, typed("given"), typed("family"))
    attendance.add_walk_in(training.sessions[0], newcomer, "test", NOW)
    return training, people


def cells(workbook: bytes) -> list[Any]:
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return [cell for sheet in book for row in sheet for cell in row if cell.value is not None]


def in_cells(workbook: bytes, *fields: str) -> None:
    """Each field's text is a whole cell, and the cell is text."""
    found = cells(workbook)
    assert {cell.data_type for cell in found} <= {"s", "n", "d"}
    assert [cell.hyperlink for cell in found if cell.hyperlink] == []
    assert [f for f in fields if typed(f) not in [cell.value for cell in found]] == []


def in_csv(content: bytes, *fields: str) -> None:
    """Each field's text is a whole cell that no spreadsheet computes."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    found = [cell for row in rows for cell in row]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert [f for f in fields if f"'{typed(f)}" not in found] == []
    assert [cell for cell in found if cell.startswith("=")] == []


def on_paper(pdf: TestResponse, *fields: str, cells: Iterable[str] = ()) -> None:
    """The paper says each field; cells of a table are read line by line, so only their ends."""
    text = text_of(pdf.data)
    assert (pdf.status_code, missing(text, fields)) == (200, [])
    assert [end for f in cells for end in (f"={f}+1", f".{f}") if end not in text] == []


def test_own_questions_and_their_answers(app: Flask, client: FlaskClient, staff: Staff) -> None:
    training = the_training("offen", 30)
    person = make_confirmed(training, NOW, answers=ANSWERS)
    form = client.get("/trainings/offen/register")
    shows(form, "title", "label", "help", "option")
    values = {"q_line": typed("again"), "q_pick": typed("option")}
    refused = client.post("/trainings/offen/register", data=values)
    assert refused.status_code == 422
    assert missing(told_in(refused.text), ["label", "again", "option"]) == []
    assert made_of_it(refused.text) == []
    db.session.rollback()
    shows(client.get(f"/staff/registrations/{person.id}"), "label", "answer", "option")
    in_cells(client.get("/staff/trainings/offen/registrations.xlsx").data, "answer", "option")
    in_csv(client.get("/staff/trainings/offen/registrations.csv").data, "answer", "option")


def test_what_the_team_plans(app: Flask, client: FlaskClient, staff: Staff) -> None:
    training = the_training("offen", 30)
    shows(client.get("/trainings/offen"), "title", "place", "street", "contact", "notice")
    shows(client.get("/"), "title", "summary", "place")
    shows(client.get("/staff/trainings/offen"), "title", "notes", "place")
    shows(
        client.get("/staff/trainings/offen/edit"),
        *("title", "place", "street", "contact", "trainer", "summary", "topic", "notes"),
        *("label", "help", "option", "asked", "choosing", "one", "rating", "grant", *SENTENCES),
    )
    person = make_confirmed(training, NOW, answers=ANSWERS)
    shows(client.get(path(app, MY, person)), "title", "place", "notice", "contact")
    says(letter_of(app, "confirmation", registration_id=person.id), "title", "confirmation")
    template = surveys.Wording(typed("template"), SURVEY_QUESTIONS)
    saved = surveys.save_template(None, template, NOW, "test")
    shows(client.get("/staff/surveys"), "template")
    shows(client.get(f"/staff/survey-templates/{saved.id}"), "template", "asked", "one")


def test_a_survey_its_answers_and_its_results(
    app: Flask, client: FlaskClient, staff: Staff
) -> None:
    training, _ = over()
    late = make_confirmed(training, NOW - 30 * DAY, answers=ANSWERS)
    shows(client.get(path(app, SURVEY, late)), "title", "asked", "choosing", "one", "rating")
    results = ("asked", "quote", "choosing", "one", "rating")
    shows(client.get("/staff/trainings/vorbei/survey"), *results)
    door = path(app, TRAINER, training.trainers[0])
    shows(client.get(f"{door}/results"), *results)
    paper = client.get(f"{door}/results.pdf")
    on_paper(paper, "title", "asked", "quote", "choosing", "rating", cells=["one"])


def test_a_trainers_pages_and_files(app: Flask, client: FlaskClient, staff: Staff) -> None:
    training, _ = over()
    door, uid = path(app, TRAINER, training.trainers[0]), training.sessions[0].uid
    people = ("given_name", "family_name", "organisation")
    shows(client.get(f"{door}/"), "title", "place", *people)
    shows(
        client.get(f"{door}/sessions/{uid}/attendance"), "title", "given", "family", "family_name"
    )
    sheet = client.get(f"{door}/sessions/{uid}/sheet.pdf")
    on_paper(sheet, "title", "place", "notice", cells=["family_name"])
    in_cells(client.get(f"{door}/list.xlsx").data, "given", "family", *people)
    in_csv(client.get(f"{door}/list.csv").data, "given", "family", *people)


def test_a_grant_and_its_report(app: Flask, client: FlaskClient, staff: Staff) -> None:
    training, _ = over()
    off = the_training("abgesagt", 10)
    off.funding_id = training.funding_id
    db.session.commit()
    cancel_training(off.id, typed("reason"), NOW, "test")
    page = f"/staff/fundings/{training.funding_id}"
    shows(client.get(page), *GRANT)
    shows(client.get("/staff/settings"), "grant")
    span = "begin=2026-12-01&end=2027-02-01"
    shows(
        client.get(f"{page}/report?{span}"),
        "grant",
        "title",
        "reason",
        "rating",
        "reference",
        "organisation",
    )
    book = client.get(f"{page}/report?{span}&as=xlsx")
    in_cells(book.data, "title", "reason", "rating", "organisation")
    paper = client.get(f"{page}/report?{span}&as=pdf")
    on_paper(paper, *GRANT, cells=["title", "reason", "rating", "organisation"])
