"""People as files."""

import io
from datetime import UTC, datetime

from openpyxl import load_workbook

from registration.store.models import (
    Training,
)
from tests.support.desk import Desk
from tests.support.factories import make_confirmed


def test_registrations_come_as_workbook_and_csv(training: Training, desk: Desk) -> None:
    make_confirmed(training, datetime.now(UTC), family_name='=HYPERLINK("x")')
    book = load_workbook(io.BytesIO(desk.get("/trainings/kurs/registrations.xlsx").data))
    cell = book.active["A2"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s")
    text = desk.get("/trainings/kurs/registrations.csv").data.decode("utf-8-sig")
    assert "'=HYPERLINK(" in text
