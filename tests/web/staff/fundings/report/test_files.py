"""The report of a grant: for which time, as workbook and PDF."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from openpyxl import load_workbook

from registration.store.database import db
from registration.store.models import Attendance, Funding
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "x", "2200-01-01"])
def test_a_report_of_no_period_is_asked_for_again(desk: Desk, funding: Funding, day: str) -> None:
    for query in (f"begin={day}&end={day}", f"begin=2027-01-01&end={day}"):
        assert desk.get(f"/fundings/{funding.id}/report?{query}").status_code == 422


@pytest.fixture
def reported(app: Flask, funding: Funding) -> str:
    """The query of a report with one training, two registered, one of whom came."""
    now = datetime.now(UTC).replace(hour=10)
    training = make_training(now, "kurs", days=3)
    people = [make_confirmed(training, now, role="volunteer") for _ in range(2)]
    training.funding_id = funding.id
    mark = {"session_id": training.sessions[0].id, "marked_at": now, "marked_by": "test"}
    db.session.add(Attendance(registration_id=people[0].id, present=True, **mark))
    db.session.commit()
    day = (now + timedelta(days=3)).date()
    return f"/fundings/{funding.id}/report?begin={day}&end={day}"


def test_the_report_counts_dates_hours_and_people(desk: Desk, reported: str) -> None:
    book = load_workbook(io.BytesIO(desk.get(f"{reported}&as=xlsx").data))
    row = [cell.value for cell in book.worksheets[0][2]]
    assert (row[0], *row[2:]) == ("Training kurs", 1, "3", 2, 1)
    assert [cell.value for cell in book["Rollen"][2]] == ["Ehrenamtlich", 2]
    assert book.worksheets[1].max_row == 1  # none was called off


def test_the_report_comes_as_pdf_too(desk: Desk, reported: str) -> None:
    assert desk.get(f"{reported}&as=pdf").data.startswith(b"%PDF")


def test_a_period_that_is_none_is_refused(desk: Desk, funding: Funding) -> None:
    for query in ("", "begin=2027-02-01&end=2027-01-01", "begin=x&end=y"):
        assert desk.get(f"/fundings/{funding.id}/report?{query}").status_code == 422
