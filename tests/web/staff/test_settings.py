"""Settings: sessions, team, grants with their logos and reports, the programme as a file."""

import io
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from openpyxl import load_workbook

from registration.actions.fundings import Wording, save_funding
from registration.actions.privacy.purge import purge
from registration.store.database import db
from registration.store.models import Attendance, Funding, Registration
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
HOSTILE = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def funding(app: Flask) -> Funding:
    """A grant."""
    wording = Wording("LEADER", "EU", "Gefördert.", "LAG-1", 5, None)
    return save_funding(None, wording, datetime.now(UTC), "test", ZoneInfo("Europe/Berlin"))


def words(answer: Any) -> str:
    """The text of a page."""
    return unescape(answer.get_data(as_text=True))


def test_a_session_ended_elsewhere_opens_nothing(desk: Desk, app: Flask) -> None:
    from registration.domain.states import Role
    from tests.support.desk import sign_in

    other = sign_in(app, "leitung@borken.example", Role.MANAGER)
    page = words(other.get("/settings"))
    assert page.count("ein anderer Browser") == 1
    other.post("/settings/sessions/1/end")
    assert desk.get("/").status_code == 303


def test_a_manager_adds_somebody_who_gets_a_link(desk: Desk, count_rows: Any) -> None:
    answer = desk.post("/settings/team", {"email": "neu@borken.example", "role": "auditor"})
    assert answer.status_code == 303
    assert count_rows("staff", "role = 'auditor'") == 1
    assert count_rows("message", "kind = 'sign_in'") == 1


def test_an_address_that_is_none_adds_nobody(desk: Desk, count_rows: Any) -> None:
    assert desk.post("/settings/team", {"email": "neu", "role": "editor"}).status_code == 422
    assert count_rows("staff") == 1


def test_an_editor_may_not_change_the_team(editor: Desk) -> None:
    assert editor.post("/settings/team", {"email": "x@borken.example"}).status_code == 403


def test_the_last_manager_stays(desk: Desk) -> None:
    answer = desk.post(f"/settings/team/{desk.staff_id}", {"role": "editor", "active": "1"})
    assert answer.status_code == 409
    assert "mindestens eine Leitung" in words(answer)


def upload(desk: Desk, funding: Funding, content: bytes, label: str = "EU") -> Any:
    """Send a logo."""
    form = {"label": label, "file": (io.BytesIO(content), "logo.svg")}
    kind = "multipart/form-data"
    return desk.post(f"/fundings/{funding.id}/logos", form, content_type=kind)


def test_a_logo_is_kept_and_shown(desk: Desk, funding: Funding, count_rows: Any) -> None:
    assert upload(desk, funding, SVG).status_code == 303
    answer = desk.get("/logos/1")
    assert (answer.mimetype, answer.data) == ("image/svg+xml", SVG)
    assert "script-src" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("content", [HOSTILE, b"GIF89a", b"", b"\x89PNG\r\n\x1a\nkaputt"])
def test_a_hostile_or_broken_logo_is_refused(
    desk: Desk, funding: Funding, count_rows: Any, content: bytes
) -> None:
    assert upload(desk, funding, content).status_code == 422
    assert count_rows("funding_logo") == 0


def test_the_day_of_the_proof_is_set_here(desk: Desk, funding: Funding) -> None:
    form = {"retention_years": "10", "proof_submitted_on": "2027-02-01"}
    desk.edit(f"/fundings/{funding.id}", form)
    db.session.refresh(funding)
    assert (str(funding.proof_submitted_on), funding.retention_years) == ("2027-02-01", 10)


def proof(funding: Funding, app: Flask) -> list[Registration]:
    """Two people who prove a grant by a training long over, and one who proves nothing."""
    then = datetime.now(UTC) - timedelta(days=400)
    training = make_training(then, "alt", days=1)
    people = [make_confirmed(training, then) for _ in range(2)]
    make_confirmed(make_training(datetime.now(UTC), "neu"), datetime.now(UTC))
    training.funding_id = funding.id
    db.session.commit()
    purge(datetime.now(UTC), app.extensions["zusage_settings"].zone)
    return people


def test_a_day_that_makes_names_leave_is_confirmed_first(
    desk: Desk, funding: Funding, app: Flask
) -> None:
    people = proof(funding, app)
    day = (datetime.now(UTC) - timedelta(days=300)).date().isoformat()
    form = {"title": "LEADER", "retention_years": "0", "proof_submitted_on": day}
    for agreed in ({}, {"erase_names": "1"}, {"erase_names": "x"}, {"erase_names": "9" * 30}):
        answer = desk.edit(f"/fundings/{funding.id}", form | agreed)
        assert answer.status_code == 409
        assert "werden 2 Namen in den nächsten 7 Tagen gelöscht" in words(answer)
        assert f'value="{day}"' in words(answer)
        db.session.refresh(funding)
        assert funding.proof_submitted_on is None
    assert desk.edit(f"/fundings/{funding.id}", form | {"erase_names": "2"}).status_code == 303
    done = purge(datetime.now(UTC), app.extensions["zusage_settings"].zone)
    db.session.expire_all()
    assert (done.names, [p.given_name for p in people]) == (2, ["", ""])


def test_a_day_that_keeps_the_names_for_long_asks_nothing(
    desk: Desk, funding: Funding, app: Flask
) -> None:
    proof(funding, app)
    day = datetime.now(UTC).date().isoformat()
    form = {"title": "LEADER", "retention_years": "5", "proof_submitted_on": day}
    assert desk.edit(f"/fundings/{funding.id}", form).status_code == 303


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


def test_the_programme_goes_out_and_comes_back(app: Flask, desk: Desk, count_rows: Any) -> None:
    make_training(datetime.now(UTC), "kurs")
    content = desk.get("/programme.toml").data
    form = {"file": (io.BytesIO(content), "programm.toml")}
    answer = desk.post("/settings/programme", form, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert count_rows("training") == 1


@pytest.mark.parametrize("content", [b"\xff", b"[[training]]\nslug = 'X Y'", b"= ="])
def test_a_bad_programme_is_refused_whole(desk: Desk, count_rows: Any, content: bytes) -> None:
    form = {"file": (io.BytesIO(content), "programm.toml")}
    answer = desk.post("/settings/programme", form, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "nichts hat sich geändert" in words(answer)
    assert count_rows("training") == 0


def test_a_survey_template_is_taken_over_by_a_training(desk: Desk) -> None:
    form = {
        "title": "Kurz",
        "survey_questions-0-label": "Wie war der Raum?",
        "survey_questions-0-kind": "rating",
        "do": "save",
    }
    assert desk.post("/survey-templates/new", form).status_code == 303
    page = words(desk.post("/new", {"do": "template", "from_template": "1"}))
    assert 'value="Wie war der Raum?"' in page


def test_a_template_without_questions_is_refused(desk: Desk) -> None:
    answer = desk.post("/survey-templates/new", {"title": "Leer", "do": "save"})
    assert "mindestens eine Frage" in words(answer)
