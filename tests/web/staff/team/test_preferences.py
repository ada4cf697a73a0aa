"""Settings: sessions, the team, and the programme as a file."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from registration.store.database import db
from registration.store.models import Registration
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training
from tests.support.moments import yesterday
from tests.support.pages import unescaped, words_of


def test_a_session_ended_elsewhere_opens_nothing(desk: Desk, app: Flask) -> None:
    from registration.domain.states import Role
    from tests.support.desk import sign_in

    other = sign_in(app, "leitung@borken.example", Role.MANAGER)
    page = unescaped(other.get("/settings"))
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
    assert "mindestens eine Leitung" in unescaped(answer)


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
    assert "nichts hat sich geändert" in unescaped(answer)
    assert count_rows("training") == 0


def test_a_programme_says_how_many_people_its_new_dates_are_told_to(app: Flask, desk: Desk) -> None:
    training = make_training(yesterday())  # It has a trainer, who is told too.
    for _ in range(2):
        make_confirmed(training, yesterday())
    content = desk.get("/programme.toml").data
    for place, said in (
        ("Rathaus Borken", "ist eingelesen"),
        ("Bücherei", "3 Personen bekommen einen Brief"),
    ):
        changed = content.replace(b"Rathaus Borken", place.encode())
        form = {"file": (io.BytesIO(changed), "programm.toml")}
        answer = desk.post("/settings/programme", form, content_type="multipart/form-data")
        assert answer.status_code == 303
        assert said in words_of(desk.client.get(answer.location))
    assert db.session.scalar(db.select(db.func.count(Registration.id))) == 2
