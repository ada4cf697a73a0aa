"""From what is stored to papers: each value at its place."""

import io

import openpyxl
import pytest
from flask import Flask
from flask_babel import force_locale

from registration.store.database import db
from registration.store.models import Funding, Training
from registration.web.shared.papers import certificates_of, due_certificates, list_as_xlsx, sheet_of
from tests.conftest import NOW
from tests.support.pdf import text_of
from tests.support.rows import DAY, HOUR, a_mark, a_person, a_session, a_trainer, a_training, keep


@pytest.fixture
def training(app: Flask) -> Training:
    """Two dates of a grant, the second with an address, and one that was dropped."""
    grant = keep(
        Funding(
            key="leader",
            title="Projekt Ankommen",
            programme="LEADER",
            reference="LAG-17",
            notice="Gefördert vom ELER.",
        )
    )
    values = {"summary": "Zwei Abende.", "contact_name": "Amt", "contact_phone": "02861 939"}
    made = a_training(NOW, funding_id=grant.id, title="Netzwerk", **values)
    a_session(made, NOW + 7 * DAY, place="Forum", address="Markt 1")
    a_session(made, NOW + 9 * DAY, dropped_at=NOW)
    a_trainer(made, "Volkshochschule", "vhs@borken.example")
    a_person(made, "Yılmaz", organisation="Tafel")
    db.session.expire_all()
    db.session.commit()
    return made


def read(app: Flask, make: object) -> str:
    with app.test_request_context(), force_locale("de"):
        return text_of(make())  # type: ignore[operator]


@pytest.mark.parametrize(
    ("number", "when", "where"),
    [
        (0, "4. Januar 2027, 11:00–14:00 Uhr", "Rathaus"),
        (1, "11. Januar 2027, 11:00", "Forum, Markt 1"),
    ],
)
def test_a_sheet_names_its_part_its_place_its_grant_and_its_people(
    app: Flask, training: Training, number: int, when: str, where: str
) -> None:
    session = training.sessions[number]
    text = read(app, lambda: sheet_of(training, session, NOW))
    for said in (
        f"{number + 1} von 2 ",
        *(when, where, "Netzwerk", "Stadt Borken", "Volkshochschule"),
        *("Projekt Ankommen", "LEADER", "LAG-17", "Gefördert vom ELER."),
        "Yılmaz Amina Tafel",
    ):
        assert said in text
    assert ("Markt 1" in text) is (number == 1)


def test_the_workbook_s_second_sheet_has_each_date_on_the_town_s_clock(
    app: Flask, training: Training
) -> None:
    with app.test_request_context(), force_locale("en"):
        book = openpyxl.load_workbook(io.BytesIO(list_as_xlsx(training)))
    rows = [[str(cell.value) for cell in row] for row in book.worksheets[1].rows]
    assert book.sheetnames == ["People", "Dates"]
    assert rows == [
        ["Begins", "Ends", "Place"],
        ["2027-01-04 11:00:00", "2027-01-04 14:00:00", "Rathaus"],
        ["2027-01-11 11:00:00", "2027-01-11 14:00:00", "Forum, Markt 1"],
    ]


def test_a_certificate_says_what_it_was_and_for_whom_the_town_signs(
    app: Flask, training: Training
) -> None:
    training.attendance_percent = 50
    session = training.sessions[1]
    somebody = a_person(training, "Öztürk")
    a_mark(session, somebody)
    a_mark(training.sessions[0], somebody, present=False)
    db.session.commit()
    end = session.ends
    assert due_certificates(training, end - HOUR) == []
    (due,) = due_certificates(training, end)
    assert (due.name, [one.place for one in due.sessions]) == ("Amina Öztürk", ["Forum, Markt 1"])
    text = read(app, lambda: certificates_of(training, [due], end))
    for said in (
        *("Amina Öztürk", "Netzwerk", "Zwei Abende.", "Volkshochschule", "1 von 2 Terminen"),
        *("Stadt Borken, Amt, 02861 939", "Gefördert vom ELER.", "11. Januar 2027, 11:00–14:00"),
    ):
        assert said in text
    assert "4. Januar" not in text
