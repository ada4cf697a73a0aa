"""The funder's report as tables of a workbook and as data of a PDF."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import format_decimal, get_locale, gettext

from .... import formats
from ....documents.grant import Grant, grant_data
from ....documents.logos import Logo
from ....documents.pdf import paper_words
from ....documents.report import question_word
from ....documents.text import one_line
from ....documents.xlsx import Sheet, Value
from ....domain.surveys.results import Tally
from ....store.fundings import Line, Report
from ....store.models import TrainingSession
from ...guards import settings
from ...words import role_word
from ..words import hours


def report_sheets(report: Report) -> list[Sheet]:
    """Sheets of trainings, of those called off, of roles, of organisations, of survey means."""
    trainings: list[list[Value]] = [[*_cells(line)] for line in report.lines]
    trainings.append(
        [
            gettext("Total"),
            "",
            report.sessions,
            hours(report.duration),
            report.registered,
            report.attended,
        ]
    )
    return [
        Sheet(gettext("Trainings"), _head(), trainings),
        Sheet(
            gettext("Called off"),
            [gettext("Training"), gettext("Dates"), gettext("Reason")],
            [[t.title, _dates(t.sessions), t.cancel_reason] for t in report.called_off],
        ),
        Sheet(gettext("Roles"), [gettext("Role"), gettext("People")], _roles(report)),
        Sheet(
            gettext("Organisations"),
            [gettext("Organisation"), gettext("People")],
            _counted(report.organisations),
        ),
        Sheet(
            gettext("Survey"),
            [gettext("Training"), gettext("Question"), gettext("Mean"), gettext("Answers")],
            _means(report),
        ),
    ]


def _head() -> list[str]:
    return [
        gettext("Training"),
        gettext("Dates"),
        gettext("Number of dates"),
        gettext("Hours"),
        gettext("Registered"),
        gettext("Attended"),
    ]


def _cells(line: Line) -> list[Value]:
    return [
        line.training.title,
        _dates(line.sessions),
        len(line.sessions),
        hours(line.duration),
        line.registered,
        line.attended,
    ]


def _dates(sessions: Sequence[TrainingSession]) -> str:
    zone = settings().zone
    return ", ".join(f"{s.starts.astimezone(zone):%d.%m.%Y}" for s in sessions)


def _roles(report: Report) -> list[list[Value]]:
    return [[role_word(role) or gettext("not said"), n] for role, n in report.roles.most_common()]


def _counted(counts: Counter[str]) -> list[list[Value]]:
    return [[word or gettext("not said"), count] for word, count in counts.most_common()]


def _means(report: Report) -> list[list[Value]]:
    return [
        [line.training.title, question_word(tally.question), mean(tally), tally.total]
        for line in report.lines
        for tally in line.tallies
    ]


def mean(tally: Tally) -> str:
    """A mean with one decimal; empty if nobody has answered."""
    return "" if tally.mean is None else str(format_decimal(tally.mean, format="0.0"))


def report_data(report: Report, begin: date, end: date, made_at: datetime) -> dict[str, Any]:
    """The report as the PDF's template takes it: text only."""
    funding, zone = report.funding, settings().zone
    logos = [Logo(logo.label, logo.mimetype, logo.content) for logo in funding.logos]
    grant = Grant(funding.title, funding.programme, funding.reference, funding.notice, tuple(logos))
    tables = [
        _table(sheet.name, sheet.head, [list(row) for row in sheet.rows])
        for sheet in report_sheets(report)
    ]
    return grant_data(grant) | {
        "lang": str(get_locale()),
        "title": one_line(gettext("Report: %(title)s", title=funding.title)),
        "town": one_line(settings().town_name),
        "heading": one_line(funding.title),
        "facts": [
            [gettext("Funding programme"), one_line(funding.programme)],
            [gettext("Reference number"), one_line(funding.reference)],
            [gettext("Period"), f"{begin:%d.%m.%Y} – {end:%d.%m.%Y}"],
        ],
        "tables": [table for table in tables if table["rows"]],
        "made_at": formats.moment(made_at, zone),
        "words": paper_words(),
    }


def _table(name: str, head: Any, rows: list[list[Value]]) -> dict[str, Any]:
    cells = [[one_line(str(cell)) for cell in row] for row in rows]
    return {"name": name, "head": list(head), "rows": cells}
