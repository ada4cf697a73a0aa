"""The title in a document's properties: what was typed, on one line, without what steers text."""

import io
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest

from registration.documents.certificate import certificates
from registration.documents.report import report
from registration.documents.sheet import signature_sheet
from registration.documents.xlsx import Sheet, xlsx_file
from registration.domain.surveys.questions import STANDARD
from registration.domain.surveys.results import results
from tests.documents.conftest import MADE_AT, sheet_for
from tests.documents.test_certificate import COURSE, attendee
from tests.documents.test_report import ABOUT, answers
from tests.support.pdf import opened

TYPED, SHOWN = "Netz\u202ewerk\n  Arbeit\x07", "Netzwerk Arbeit"


def of_pdf(content: bytes) -> str:
    with opened(content).open_metadata() as metadata:
        return str(metadata["dc:title"])


def of_workbook(content: bytes) -> str:
    return str(openpyxl.load_workbook(io.BytesIO(content)).properties.title)


TITLES: dict[str, Callable[[], str]] = {
    f"Unterschriftenliste: {SHOWN}": lambda: of_pdf(
        signature_sheet(sheet_for(training=TYPED), MADE_AT)
    ),
    f"Teilnahmebescheinigung: {SHOWN}": lambda: of_pdf(
        certificates(replace(COURSE, title=TYPED), [attendee("Amina")], MADE_AT)
    ),
    f"Ergebnisse der Umfrage: {SHOWN}": lambda: of_pdf(
        report(replace(ABOUT, training=TYPED), results(STANDARD, answers(5)), MADE_AT)
    ),
    SHOWN: lambda: of_workbook(xlsx_file([Sheet("Liste", ["Name"], [])], TYPED)),
}


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_one_line_without_signs_that_steer_it(title: str) -> None:
    assert TITLES[title]() == title
