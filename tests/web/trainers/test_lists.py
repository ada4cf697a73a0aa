"""The list on screen and as files."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.http import parse_options_header

from registration.store.attendance import set_marks
from registration.store.database import db
from tests.support.factories import make_confirmed, make_registration
from tests.support.pages import words_of
from tests.support.pdf import text_of
from tests.support.rows import a_walk_in
from tests.web.trainers.conftest import Desk

NASTY = ['=HYPERLINK("http://x.example")', "-1+1", "+4", "@SUM(A1)", "#evil[x] *b*", "X" * 200]


def family(client: FlaskClient, desk: Desk) -> list[list[str]]:
    text = client.get(f"{desk.url}list.csv").data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def workbook(client: FlaskClient, desk: Desk) -> Any:
    content = client.get(f"{desk.url}list.xlsx").data
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_list_names_whoever_has_a_certain_seat_and_nobody_else(
    client: FlaskClient, desk: Desk, now: datetime
) -> None:
    make_confirmed(desk.training, now, given_name="Amina", family_name="Yılmaz")
    make_registration(desk.training, now, given_name="Jonas", family_name="Offen")
    page = client.get(desk.url)
    assert page.status_code == 200
    assert "Yılmaz" in page.text
    assert "Offen" not in page.text
    assert "1 Person ist angemeldet" in words_of(page)


def test_whoever_came_without_a_registration_was_there_too(
    client: FlaskClient, desk: Desk, now: datetime
) -> None:
    first, second = desk.training.sessions
    there, away = make_confirmed(desk.training, now), make_confirmed(desk.training, now)
    set_marks(first.id, {there.id: True, away.id: False}, now, "trainer 1")
    a_walk_in(first)
    a_walk_in(second)
    for session in (first, second):
        session.list_completed_at = now
    db.session.commit()
    page = words_of(client.get(desk.url))
    assert "2 Personen waren da" in page
    assert "1 Person war da" in page
    assert "2 Personen sind angemeldet" in page


def test_the_list_says_when_it_was_made(client: FlaskClient, desk: Desk) -> None:
    assert "Stand: Montag, 4. Januar 2027, 11:00 Uhr" in words_of(client.get(desk.url))


def test_the_list_is_private_and_never_framed(client: FlaskClient, desk: Desk) -> None:
    page = client.get(desk.url)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in page.headers


def test_addresses_are_shown_only_if_staff_allow_it(
    client: FlaskClient, desk: Desk, now: datetime
) -> None:
    make_confirmed(
        desk.training, now, email="amina@borken.example", phone="0151 1", note="Allergie"
    )
    shown = [client.get(desk.url).text, client.get(f"{desk.url}list.csv").text]
    assert not any("amina@" in text or "0151 1" in text or "Allergie" in text for text in shown)
    desk.training.trainers_see_addresses = True
    db.session.commit()
    assert "amina@borken.example" in client.get(desk.url).text
    assert "amina@borken.example" in client.get(f"{desk.url}list.csv").text
    assert workbook(client, desk).worksheets[0]["F2"].value == "amina@borken.example"


def test_the_list_is_in_german_order(client: FlaskClient, desk: Desk, now: datetime) -> None:
    for name in ("Zimmer", "Özdemir", "Oertel", "Ädler", "Afram", "Straßer", "Strasser", "Łukasz"):
        make_confirmed(desk.training, now, family_name=name)
    names = [row[1] for row in family(client, desk)[1:]]
    assert names == [
        "Ädler", "Afram", "Łukasz", "Oertel", "Özdemir", "Strasser", "Straßer", "Zimmer"
    ]  # fmt: skip


@pytest.mark.parametrize("name", NASTY)
def test_no_name_becomes_a_formula(
    client: FlaskClient, desk: Desk, now: datetime, name: str
) -> None:
    make_confirmed(desk.training, now, family_name=name)
    row = family(client, desk)[1]
    assert row[1].lstrip("'") == name
    assert not row[1].startswith(("=", "+", "-", "@"))
    cell = workbook(client, desk).worksheets[0]["B2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)


def test_the_csv_opens_in_a_german_spreadsheet(
    client: FlaskClient, desk: Desk, now: datetime
) -> None:
    make_confirmed(desk.training, now, family_name="Şahin; Çelik", organisation='"Runder" Tisch')
    answer = client.get(f"{desk.url}list.csv")
    assert answer.data.startswith("\ufeffNr.;Nachname;Vorname".encode())
    assert answer.data.endswith(b"\r\n")
    name = parse_options_header(answer.headers["Content-Disposition"])
    assert name == ("attachment", {"filename": "kurs.csv"})
    assert family(client, desk)[1][1:4] == ["Şahin; Çelik", "Amina", '"Runder" Tisch']


def test_the_workbook_has_typed_cells_and_a_frozen_head(
    client: FlaskClient, desk: Desk, now: datetime
) -> None:
    make_confirmed(desk.training, now, family_name="Яценко")
    people, dates = workbook(client, desk).worksheets
    assert people.freeze_panes == dates.freeze_panes == "A2"
    assert people["A2"].value == 1
    assert people["B2"].value == "Яценко"
    assert dates["A2"].value == datetime(2027, 1, 5, 11, 0)  # noqa: DTZ001 (the town's clock)
    assert people.column_dimensions["B"].width > len("Nachname")


def test_a_list_without_people_still_prints(client: FlaskClient, desk: Desk) -> None:
    assert "Noch hat niemand einen sicheren Platz" in client.get(desk.url).text
    assert len(family(client, desk)) == 1
    assert workbook(client, desk).worksheets[0].max_row == 1
    assert client.get(desk.session(page="sheet.pdf")).status_code == 200


def test_an_online_address_is_shown_to_the_trainer(
    client: FlaskClient, desk: Desk, now: datetime
) -> None:
    desk.training.sessions[0].online_url = "https://konferenz.borken.example/x"
    db.session.commit()
    assert "https://konferenz.borken.example/x" in client.get(desk.url).text


def test_the_sheet_of_a_foreign_session_does_not_exist(client: FlaskClient, desk: Desk) -> None:
    assert client.get(f"{desk.url}sessions/999/sheet.pdf").status_code == 404


def test_results_are_offered_once_the_training_is_over(
    client: FlaskClient, desk: Desk, frozen: Any, now: datetime
) -> None:
    assert "Rückmeldungen" not in client.get(desk.url).text
    frozen.move_to(now + timedelta(days=9))
    assert "Rückmeldungen" in client.get(desk.url).text


def test_results_are_offered_from_the_very_end_on(
    client: FlaskClient, desk: Desk, frozen: Any
) -> None:
    end = desk.training.last_end
    assert end is not None
    for at, offered in ((end - timedelta(seconds=1), False), (end, True)):
        frozen.move_to(at)
        assert ("Rückmeldungen" in client.get(desk.url).text) is offered


def test_a_sheet_is_in_the_language_of_the_town_whatever_the_browser_asks_for(
    client: FlaskClient, desk: Desk
) -> None:
    for query in ("", "?lang=en", "?lang=ar"):
        answer = client.get(
            f"{desk.session(page='sheet.pdf')}{query}", headers={"Accept-Language": "en"}
        )
        assert "Unterschriftenliste" in text_of(answer.data)
