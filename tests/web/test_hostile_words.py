"""What the team, trainers and people write about a training is text wherever it is shown."""

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registration.actions import attendance, surveys
from registration.actions.fundings import Wording, add_logo, save_funding
from registration.actions.letters.circulars import write_circular
from registration.actions.signups.ending import cancel_by_staff
from registration.actions.staff.auth import add_staff, sign_in
from registration.actions.surveys import answer_survey
from registration.actions.trainings.planning import Extras
from registration.actions.trainings.programme import export_programme, import_programme
from registration.actions.trainings.publishing import cancel_training
from registration.addresses import address_in
from registration.domain.programme import (
    Contact,
    QuestionKind,
    QuestionSpec,
    TrainerSpec,
    read_programme,
)
from registration.domain.states import Role
from registration.letters.render import Letter, render_letter
from registration.links import MY, SURVEY, TRAINER, Links
from registration.store.database import db
from registration.store.models import Message, Registration, Staff, Training
from tests.conftest import NOW
from tests.documents.pictures import png
from tests.support.factories import make_confirmed, make_training, session_spec
from tests.support.hostile import elements, made_of_it, missing, parsed, squeezed, told_in, typed
from tests.support.pdf import text_of

BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)
MEMBER = "o'neil&{{7*7}}=<b>@borken.example".replace("<b>", "`b`")
QUESTIONS = (
    QuestionSpec("line", typed("label"), QuestionKind.TEXT, help=typed("help"), required=True),
    QuestionSpec("pick", "Wahl", QuestionKind.CHOICE, (typed("option"), "Nein")),
)
ANSWERS = {"line": typed("answer"), "pick": typed("option")}
SURVEY_QUESTIONS: list[dict[str, Any]] = [
    {"key": "q_a", "label": typed("asked"), "kind": "text"},
    {"key": "q_b", "label": typed("choosing"), "kind": "choice", "options": [typed("one"), "b"]},
    {"key": "q_c", "label": typed("rating"), "kind": "rating"},
]
SENTENCES = {name: typed(name) for name in ("confirmation", "reminder", "survey")}
GRANT = ("grant", "fund", "notice", "reference")


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """Pages ask what time it is."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(app: Flask, client: FlaskClient) -> Staff:
    """A manager at the browser."""
    member, token = add_staff(MEMBER, Role.MANAGER, NOW)
    client.set_cookie("zusage", sign_in(token, NOW) or "")
    return member


def the_training(slug: str, days: float, at: datetime = NOW) -> Training:
    """A training of which each text that the team writes is hostile."""
    wording = Wording(typed("grant"), typed("fund"), typed("notice"), typed("reference"), 5, None)
    funding = save_funding(None, wording, at, "test", BERLIN)
    add_logo(funding.id, typed("logo"), png(90, 60), "image/png", at, "test")
    training = make_training(
        at,
        slug,
        title=typed("title"),
        sessions=(session_spec(at + days * DAY, place=typed("place"), address=typed("street")),),
        contact=Contact(typed("contact"), "k@borken.example", "1"),
        trainers=(TrainerSpec(typed("trainer"), "l@borken.example"),),
        questions=QUESTIONS,
        funding=funding.key,
        summary=typed("summary"),
        topic=typed("topic"),
    )
    training.internal_notes, training.own_sentences = typed("notes"), SENTENCES
    training.survey_questions = SURVEY_QUESTIONS
    db.session.commit()
    return training


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


def path(app: Flask, purpose: str, row: Any) -> str:
    links: Links = app.extensions["zusage_links"]
    return f"/{purpose}/{links.token(purpose, row.key, row.link_version)}"


def shows(page: TestResponse, *fields: str) -> None:
    """The page shows each field's text, and no element was made of any."""
    assert (page.status_code, missing(told_in(page.text), fields)) == (200, [])
    assert made_of_it(page.text) == []


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


def letter_of(app: Flask, kind: str, **wanted: Any) -> Letter:
    """The last letter of a kind, as it would be sent."""
    query = db.select(Message).filter_by(kind=kind, **wanted).order_by(Message.id.desc())
    message = db.session.scalars(query).first()
    assert message is not None
    ext = app.extensions
    return render_letter(message, ext["zusage_settings"], ext["zusage_links"], NOW)


def says(letter: Letter, *fields: str) -> None:
    """Both halves of a letter say each field, and its HTML has nothing made of them."""
    for part in (letter.text, told_in(letter.html)):
        assert missing(part, fields) == []
    assert made_of_it(letter.html) == []


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


def test_what_the_team_writes_to_people(app: Flask, client: FlaskClient, staff: Staff) -> None:
    training = the_training("offen", 30)
    person = make_confirmed(training, NOW, answers=ANSWERS)
    write_circular(training.id, [person], (typed("subject"), typed("body")), staff, NOW)
    letter = letter_of(app, "custom")
    assert squeezed(typed("subject")) in squeezed(letter.subject)
    assert "\n" not in letter.subject
    assert "=body+1 <script>alert(1)</script><b>fett</b><img" in letter.text
    assert {"script", "b", "img"}.isdisjoint(made_of_it(letter.html))
    assert "javascript:" not in [one.get("href", "")[:11] for one in elements(parsed(letter.html))]
    message = db.session.scalars(db.select(Message).filter_by(kind="custom")).one()
    page = client.get(f"/staff/outbox/{message.id}")
    shows(page, "subject")
    assert squeezed(letter.text) in squeezed(told_in(page.text))
    assert made_of_it(client.get("/staff/outbox").text) == []
    assert made_of_it(client.get("/staff/trainings/offen/history").text) == []


def test_why_the_team_cancels(app: Flask, client: FlaskClient, staff: Staff) -> None:
    training = the_training("offen", 30)
    person, other = (make_confirmed(training, NOW, answers=ANSWERS) for _ in "ab")
    cancel_by_staff(person, NOW, "staff 1", typed("mistake"))
    shows(client.get(f"/staff/registrations/{person.id}"), "mistake")
    says(letter_of(app, "cancelled_by_staff"), "title", "mistake")
    cancel_training(training.id, typed("reason"), NOW, "staff 1")
    says(letter_of(app, "cancellation", registration_id=other.id), "title", "reason")
    shows(client.get("/staff/trainings/offen"), "reason")
    shows(client.get(path(app, MY, other)), "title", "reason")
    assert made_of_it(client.get("/staff/trainings/offen/history").text) == []


def test_an_address_of_the_team(app: Flask, client: FlaskClient, staff: Staff) -> None:
    page = client.get("/staff/settings").text
    assert MEMBER in told_in(page)
    assert made_of_it(page) == []


def told(training: Training) -> Iterable[str]:
    return (training.title, training.summary, training.topic, training.contact_name)


def test_a_programme_file_goes_out_and_in(app: Flask, client: FlaskClient, staff: Staff) -> None:
    training = the_training("offen", 30)
    kept = export_programme()
    content = client.get("/staff/programme.toml").data.decode()
    read = read_programme(tomllib.loads(content), address_in)
    assert read == kept
    report = import_programme(read, NOW, "test")
    assert (report.unchanged, report.changed) == (["offen"], [])
    other = replace(read.trainings[0], slug="kopie", funding=None)
    import_programme(replace(read, trainings=(other,)), NOW, "test")
    copy = db.session.scalars(db.select(Training).filter_by(slug="kopie")).one()
    assert list(told(copy)) == list(told(training))
    assert copy.question_specs == list(QUESTIONS)
    assert copy.sessions[0].place == typed("place")
    assert copy.trainers[0].name == typed("trainer")
    assert Extras().internal_notes == copy.internal_notes  # no file brings it
