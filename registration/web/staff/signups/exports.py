"""Files and papers of a training: lists as XLSX and CSV, the programme."""

from datetime import datetime

import tomli_w
from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ....actions.privacy import audit
from ....actions.trainings.programme import export_programme
from ....documents.csv_file import csv_file
from ....documents.xlsx import Sheet, Value, xlsx_file
from ....domain.fields import Kind
from ....domain.programme import as_toml_tables
from ....domain.signups.fields import ABOUT, FIELDS, NAMES
from ....store.models import Registration, Training
from ....store.privacy.retention import names_leaving
from ....store.signups import registration_lists
from ....store.signups.answers import Asked, asked, given_to
from ....store.signups.registration_lists import PeopleFilter
from ...context import utc_now
from ...guards import settings
from ...shared.downloads import CSV, TOML, XLSX, as_file
from ...shared.papers import due_certificates
from ...words import head_word, said_word, standing_word
from ..auth import READERS, actor, for_roles
from ..blueprint import staff_pages
from ..finding import training_or_404
from ..words import answer_word, question_word

_LAST = [name for name, one in FIELDS.items() if one.kind is Kind.TEXT]
_FIRST = [name for name in (*NAMES, *ABOUT) if name not in _LAST]


@staff_pages.get("/trainings/<slug>/papers")
@for_roles(READERS)
def papers(slug: str) -> ResponseReturnValue:
    """What can be taken away from one training."""
    training = training_or_404(slug)
    return render_template(
        "staff/signups/exports.html",
        training=training,
        allowed=training.allowed(utc_now()),
        leaving=names_leaving(utc_now(), settings().zone, training.id),
        public=settings().public_url,
        certificates=len(due_certificates(training, utc_now())),
    )


@staff_pages.get("/trainings/<slug>/registrations.xlsx")
@for_roles(READERS)
def people_xlsx(slug: str) -> ResponseReturnValue:
    """All registrations as a workbook; noted like every export."""
    training = _noted(slug, "registrations as XLSX")
    sheet = Sheet(gettext("Registrations"), _head(training), _rows(training))
    return as_file(xlsx_file([sheet], training.title), XLSX, f"{slug}.xlsx")


@staff_pages.get("/trainings/<slug>/registrations.csv")
@for_roles(READERS)
def people_csv(slug: str) -> ResponseReturnValue:
    """All registrations as CSV; noted like every export."""
    training = _noted(slug, "registrations as CSV")
    rows = [[_as_text(value) for value in row] for row in _rows(training)]
    return as_file(csv_file(_head(training), rows), CSV, f"{slug}.csv")


def _noted(slug: str, what: str) -> Training:
    training = training_or_404(slug)
    audit.log_view(actor(), what, utc_now(), training.id)
    return training


def _head(training: Training) -> list[str]:
    return [
        *map(head_word, _FIRST),
        gettext("State"),
        gettext("Place"),
        gettext("Since"),
        *map(head_word, _LAST),
        *(question_word(question) for question in _asked(training)),
    ]


def _rows(training: Training) -> list[list[Value]]:
    places = registration_lists.places(training.id)
    wanted = PeopleFilter(show="all")
    people = registration_lists.people_matching(training.id, wanted)
    questions = _asked(training)
    return [_row(person, questions, places) for person in people]


def _row(person: Registration, questions: list[Asked], places: dict[int, int]) -> list[Value]:
    return [
        *(said_word(person, name) for name in _FIRST),
        standing_word(person),
        places.get(person.id, ""),
        person.created_at.astimezone(settings().zone).replace(tzinfo=None),
        *(said_word(person, name) for name in _LAST),
        *(answer_word(person.answers.get(question.key)) for question in questions),
    ]


def _asked(training: Training) -> list[Asked]:
    return asked(training, given_to(training.id))


def _as_text(value: Value) -> str | int:
    return f"{value:%d.%m.%Y %H:%M}" if isinstance(value, datetime) else value


@staff_pages.get("/programme.toml")
@for_roles(READERS)
def programme_file() -> ResponseReturnValue:
    """The published programme as the file that can be imported again, with trainers' addresses."""
    audit.log_view(actor(), "the programme file", utc_now())
    tables = as_toml_tables(export_programme(), settings().zone)
    text = tomli_w.dumps(tables, multiline_strings=True)
    return as_file(text.encode(), TOML, "programm.toml")
