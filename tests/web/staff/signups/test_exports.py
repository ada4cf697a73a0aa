"""People as files."""

import csv
import io
from datetime import UTC, datetime, timedelta

from flask import Flask
from openpyxl import load_workbook

from registration.actions.signups.by_staff import requeue
from registration.domain.programme import QuestionKind, QuestionSpec
from registration.store.models import Training
from tests.conftest import NOW
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training


def test_registrations_come_as_workbook_and_csv(training: Training, desk: Desk) -> None:
    make_confirmed(training, datetime.now(UTC), family_name='=HYPERLINK("x")')
    book = load_workbook(io.BytesIO(desk.get("/trainings/kurs/registrations.xlsx").data))
    cell = book.active["A2"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s")
    text = desk.get("/trainings/kurs/registrations.csv").data.decode("utf-8-sig")
    assert "'=HYPERLINK(" in text


def test_each_row_says_how_somebody_stands_since_when_and_what_was_answered(
    app: Flask, desk: Desk
) -> None:
    asked = (QuestionSpec("essen", "Essen?", QuestionKind.TEXT),)
    training = make_training(NOW, "voll", capacity=1, questions=asked)
    people = [
        make_confirmed(training, NOW + n * timedelta(hours=1), answers={"essen": f"Brot {n}"})
        for n in range(3)
    ]
    requeue(people[2], 1, "Grund", NOW, "staff 1")
    text = desk.get("/trainings/voll/registrations.csv?lang=en").data.decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["Family name"] for row in found] == [people[n].family_name for n in (0, 2, 1)]
    assert [row["Place"] for row in found] == ["", "1", "2"]
    assert [row["Since"] for row in found] == [f"04.01.2027 {11 + n}:00" for n in (0, 2, 1)]
    assert [row["Essen?"] for row in found] == ["Brot 0", "Brot 2", "Brot 1"]
    assert len({row["State"] for row in found}) == 2
