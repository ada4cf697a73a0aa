"""The largest form of each kind that all its fields allow is taken; one sign more is a fault
at its field, with all that was typed. Signs as long as any on their way: twelve bytes each."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse

from registration.documents import logos
from registration.domain.programme import QuestionKind, QuestionSpec
from registration.domain.programme import limits as most
from registration.store.database import db
from registration.store.models import (
    Funding,
    FundingLogo,
    Message,
    Registration,
    SurveyTemplate,
    Training,
)
from registration.store.trainings import trainings as find
from registration.web import bodies
from registration.web.staff.signups import bulk
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training
from tests.support.pages import PERSON, open_form
from tests.support.training_form import DAY, values

SIGN = "𝒜"
LINE, TEXT = SIGN * most.LONGEST_LINE, SIGN * most.LONGEST_TEXT


def numbered(number: int, length: int = most.LONGEST_LINE) -> str:
    """A text of some length that no other number has."""
    return f"{number:04}" + SIGN * (length - 4)


OPTIONS = "\r\n".join(numbered(n) for n in range(most.MOST_OPTIONS))


def rows(listed: str, count: int, **fields: str) -> dict[str, str]:
    return {
        f"{listed}-{n}-{field}": value.replace("####", f"{n:04}")
        for n in range(count)
        for field, value in fields.items()
    }


def dates() -> Iterator[tuple[str, str]]:
    where = {"starts": "09:00", "ends": "10:00", "place": LINE, "address": LINE}
    online = "https://x.example/" + "a" * (most.LONGEST_URL - 18)
    for n in range(most.MOST_SESSIONS):
        day = (DAY + timedelta(days=n)).isoformat()
        for field, value in {"day": day, "last_day": day, "online_url": online, **where}.items():
            yield f"sessions-{n}-{field}", value


def survey_rows() -> dict[str, str]:
    wanted = {"label": "####" + LINE[4:], "kind": "choice", "options": OPTIONS}
    return rows("survey_questions", most.MOST_SURVEY_QUESTIONS, **wanted)


def largest_training() -> dict[str, str]:
    lines = ("title", "summary", "topic", "contact_name", "contact_phone")
    sentences = ("sentence_confirmation", "sentence_reminder", "sentence_survey")
    mail = "a" * 60 + "@" + ".".join(["b" * 60] * 2) + ".example"
    question = {"label": "####" + LINE[4:], "kind": "several", "options": OPTIONS, "help": LINE}
    return {
        **values(do="draft", survey="own", slug="a" * 80, contact_email=mail),
        **dict.fromkeys((*lines, *sentences), LINE),
        **dict(dates()),
        **rows("trainers", most.MOST_TRAINERS, name="####" + LINE[4:], email=f"x####{mail[5:]}"),
        **rows("questions", most.MOST_QUESTIONS, required="y", **question),
        **survey_rows(),
        "description": TEXT,
        "internal_notes": SIGN * 5000,
    }


def size_of(form: dict[str, Any]) -> int:
    body = EnvironBuilder(method="POST", data=form).get_environ()["CONTENT_LENGTH"]
    return int(body)


def at_its_field(answer: TestResponse, field: str, typed: str) -> bool:
    return answer.status_code == 422 and f'href="#{field}"' in answer.text and typed in answer.text


def test_the_largest_training_is_taken(app: Flask, desk: Desk) -> None:
    form = largest_training()
    assert 7 * bodies.MIB < size_of(form) < bodies.LARGEST_OF_STAFF - bodies.MIB
    answer = desk.post("/new", form | {"description": TEXT + "Z"})
    assert at_its_field(answer, "description", TEXT + "Z")
    assert desk.post("/new", form).status_code == 303
    made = db.session.scalars(db.select(Training.description)).one()
    assert made == TEXT


def test_the_longest_training_opens_is_looked_at_and_saved_again(app: Flask, desk: Desk) -> None:
    """Of plain letters: the database writes others as twelve, and reads them for each date."""
    form = {name: value.replace(SIGN, "a") for name, value in largest_training().items()}
    assert desk.post("/new", form).status_code == 303
    path = f"/trainings/{form['slug']}/edit"
    assert desk.edit(path, {"do": "check", "title": "b"}).status_code == 200
    assert desk.edit(path, {"do": "save", "title": "b"}).status_code == 303
    made = find.by_slug(form["slug"])
    assert made is not None
    assert (made.title, len(made.sessions)) == ("b", most.MOST_SESSIONS)


def test_the_largest_survey_template_is_taken(app: Flask, desk: Desk) -> None:
    form = {"title": SIGN * 200, **survey_rows()}
    assert desk.post("/survey-templates/new", form).status_code == 303
    kept = db.session.scalars(db.select(SurveyTemplate)).one()
    assert len(kept.questions) == most.MOST_SURVEY_QUESTIONS
    answer = desk.post("/survey-templates/new", form | {"title": SIGN * 201})
    assert at_its_field(answer, "title", SIGN * 201)


def test_the_largest_grant_and_the_largest_logo_are_taken(app: Flask, desk: Desk) -> None:
    form = {
        **dict.fromkeys(("title", "programme", "reference"), LINE),
        "notice": TEXT,
        "retention_years": "30",
    }
    assert desk.post("/fundings/new", form).status_code == 303
    assert db.session.scalars(db.select(Funding)).one().notice == TEXT
    assert at_its_field(desk.post("/fundings/new", form | {"notice": TEXT + "Z"}), "notice", TEXT)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><!--%s--></svg>'
    full = svg % (b"a" * (logos.LARGEST_BYTES - len(svg) + 2))
    assert len(full) == logos.LARGEST_BYTES
    for content, status in ((full, 303), (full + b"\n", 422)):
        file = {"label": "EU", "file": (io.BytesIO(content), "logo.svg")}
        sent = desk.post("/fundings/1/logos", file, content_type="multipart/form-data")
        assert sent.status_code == status
    assert "höchstens 512 kB" in sent.text
    assert len(db.session.scalars(db.select(FundingLogo)).all()) == 1


def test_the_largest_circular_goes(app: Flask, desk: Desk) -> None:
    training = make_training(datetime.now(UTC))
    person = make_confirmed(training, datetime.now(UTC))
    words = {"subject": SIGN * bulk.LONGEST_SUBJECT, "body": SIGN * bulk.LONGEST_BODY}
    form = {"do": "send", "person": str(person.id), "request_id": "r", **words}
    path = "/trainings/kurs/selection"
    too_much = desk.post(path, form | {"body": words["body"] + "Z"})
    assert (too_much.status_code, words["body"] + "Z" in too_much.text) == (422, True)
    assert desk.post(path, form).status_code == 303
    sent = db.select(Message.registration_id).where(Message.kind == "custom")
    assert db.session.scalars(sent).all() == [person.id]


KINDS = {
    QuestionKind.SEVERAL: [numbered(n) for n in range(most.MOST_OPTIONS)],
    QuestionKind.LONG_TEXT: SIGN * 2000,
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_largest_sign_up_is_taken(client: FlaskClient, kind: QuestionKind) -> None:
    options = tuple(KINDS[QuestionKind.SEVERAL]) if kind is QuestionKind.SEVERAL else ()
    asked = [QuestionSpec(f"q{n}", "?", kind, options) for n in range(most.MOST_QUESTIONS)]
    make_training(datetime.now(UTC), questions=tuple(asked))
    fields = {
        **open_form(client, "/trainings/kurs/register"),
        **PERSON,
        **dict.fromkeys(("given_name", "family_name", "organisation"), SIGN * 200),
        **{f"q_{question.key}": KINDS[kind] for question in asked},
        "note": SIGN * 2000,
    }
    assert size_of(fields) < bodies.LARGEST_BODY
    answer = client.post("/trainings/kurs/register", data=fields | {"note": SIGN * 2001})
    assert at_its_field(answer, "note", SIGN * 2001)
    assert client.post("/trainings/kurs/register", data=fields).status_code == 303
    person = db.session.scalars(db.select(Registration)).one()
    assert person.answers == {question.key: KINDS[kind] for question in asked}


@pytest.mark.parametrize(
    ("path", "largest"),
    [
        ("/trainings/kurs/register", bodies.LARGEST_BODY),
        ("/staff/sign-in", bodies.LARGEST_OF_STAFF),
        ("/staff/new", bodies.LARGEST_OF_STAFF),
    ],
)
def test_what_no_form_can_send_is_refused_in_words(
    client: FlaskClient, now: datetime, path: str, largest: int
) -> None:
    make_training(now)
    for body, too_much in (
        (b"a" * largest, False),
        (b"a" * (largest + 1), True),
        (b"a=1&" * (bodies.MOST_FIELDS - 1), False),
        (b"a=1&" * bodies.MOST_FIELDS, True),
    ):
        kind = "application/x-www-form-urlencoded"
        answer = client.post(path, data=body, content_type=kind)
        assert (answer.status_code == 413) == too_much
        assert ("Gehen Sie zurück" in answer.text) == too_much


@pytest.mark.parametrize(("more", "status"), [(-1, 422), (0, 413), (bodies.MIB, 413)])
def test_what_comes_in_pieces_is_refused_and_not_cut(
    client: FlaskClient, more: int, status: int
) -> None:
    """No length was said beforehand: the browser's proxy hands on what it gets."""
    make_training(datetime.now(UTC))
    body = b"note=" + b"a" * (bodies.LARGEST_BODY + more - len(b"note="))
    answer = client.post(
        "/trainings/kurs/register",
        input_stream=io.BytesIO(body),
        content_type="application/x-www-form-urlencoded",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == status
