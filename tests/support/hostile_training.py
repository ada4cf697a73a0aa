"""A training of which each text is hostile, and what must become of it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from werkzeug.test import TestResponse

from registration.actions.fundings import Wording, add_logo, save_funding
from registration.domain.programme import (
    Contact,
    QuestionKind,
    QuestionSpec,
    TrainerSpec,
)
from registration.letters.render import Letter, render_letter
from registration.links import Links
from registration.store.database import db
from registration.store.models import Message, Training
from tests.conftest import NOW
from tests.documents.pictures import png
from tests.support.factories import make_training, session_spec
from tests.support.hostile import made_of_it, missing, told_in, typed

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


def path(app: Flask, purpose: str, row: Any) -> str:
    links: Links = app.extensions["zusage_links"]
    return f"/{purpose}/{links.token(purpose, row.key, row.link_version)}"


def shows(page: TestResponse, *fields: str) -> None:
    """The page shows each field's text, and no element was made of any."""
    assert (page.status_code, missing(told_in(page.text), fields)) == (200, [])
    assert made_of_it(page.text) == []
    # The test's own context keeps the session; outside of tests each page begins a new one.
    db.session.rollback()


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
