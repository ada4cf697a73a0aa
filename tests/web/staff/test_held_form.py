"""What was typed outlives the session, and is never done without a token of a session."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from registration.actions.staff import auth
from registration.app import create_app
from registration.domain.states import Role
from registration.settings import Settings
from registration.store.database import db
from registration.store.models import Registration, StaffSession
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training
from tests.support.pages import form_with, forms_of, words_of


@pytest.fixture
def person(app: Flask) -> Registration:
    """Somebody who is registered."""
    return make_confirmed(make_training(datetime.now(UTC), "kurs"), datetime.now(UTC))


def typed(desk: Desk, person: Registration) -> dict[str, Any]:
    """The form of a person, opened and changed; with the token it came with."""
    page = desk.get(f"/registrations/{person.id}")
    return desk.sent_by(page) | {"note": "Ruft an:\r\n<b>bald</b>", "role": "staff"}


def revoke_all() -> None:
    """Sign everybody out."""
    for session in db.session.scalars(db.select(StaffSession)):
        session.revoked_at = datetime.now(UTC)
    db.session.commit()


def sign_in_again(desk: Desk) -> None:
    """Use a new link in another tab of the same browser."""
    now = datetime.now(UTC)
    _, token = auth.add_staff("leitung@borken.example", None, now)
    assert desk.client.post(f"/staff/sign-in/{token}").status_code == 303


def send(desk: Desk, path: str, page: Any) -> Any:
    """Press the button of a page that holds something."""
    form = form_with(page, "note")
    assert form.action == ""
    found: dict[str, list[str]] = {}
    for name, value in form.pairs:
        found.setdefault(name, []).append(value)
    return desk.client.post(path, data=found)


def test_what_was_typed_is_saved_after_signing_in_again(desk: Desk, person: Registration) -> None:
    form, path = typed(desk, person), f"/staff/registrations/{person.id}/edit"
    revoke_all()
    first = desk.client.post(path, data=form)
    assert first.status_code == 403
    assert "Sie sind nicht mehr eingeloggt" in words_of(first)
    assert "csrf_token" not in first.text
    still_out = send(desk, path, first)
    assert "Sie sind nicht mehr eingeloggt" in words_of(still_out)
    sign_in_again(desk)
    second = send(desk, path, still_out)
    assert second.status_code == 403
    assert "Sie sind eingeloggt" in words_of(second)
    db.session.refresh(person)
    assert (person.note, person.role) == ("", "")
    assert send(desk, path, second).status_code == 303
    db.session.refresh(person)
    assert (person.note, person.role) == ("Ruft an:\n<b>bald</b>", "staff")


def test_what_another_has_saved_meanwhile_is_put_together(
    desk: Desk, editor: Desk, person: Registration
) -> None:
    form, path = typed(desk, person), f"/staff/registrations/{person.id}/edit"
    revoke_all()
    held = desk.client.post(path, data=form)
    sign_in_again(desk)
    person.phone = "02861 1"
    db.session.commit()
    assert send(desk, path, send(desk, path, held)).status_code == 303
    db.session.refresh(person)
    assert (person.role, person.phone) == ("staff", "02861 1")


def test_a_token_that_is_too_old_costs_nothing_typed(desk: Desk, person: Registration) -> None:
    form, path = typed(desk, person), f"/staff/registrations/{person.id}/edit"
    start = datetime.now(UTC)
    # Two visits keep the session alive; the open form's token is thirteen hours old.
    for hours in (7, 13):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            assert desk.get("/").status_code == 200
    with time_machine.travel(start + timedelta(hours=13), tick=False):
        held = desk.client.post(path, data=form)
        assert held.status_code == 403
        db.session.refresh(person)
        assert person.role == ""
        assert send(desk, path, held).status_code == 303
    db.session.refresh(person)
    assert person.role == "staff"


def test_who_may_not_do_it_is_not_shown_how(auditor: Desk, person: Registration) -> None:
    path = f"/staff/registrations/{person.id}/edit"
    answer = auditor.client.post(path, data={"note": "x", "csrf_token": "forged"})
    assert answer.status_code == 403
    assert "csrf_token" not in answer.text


def test_hostile_text_is_held_as_text(desk: Desk, person: Registration, client: Any) -> None:
    path = f"/staff/registrations/{person.id}/edit"
    evil = '"><script>alert(1)</script>'
    page = client.post(path, data={"note": evil, evil: "x"})
    assert page.status_code == 403
    assert "<script>alert" not in page.text
    (form,) = [form for form in forms_of(page) if "note" in form.fields]
    assert (form.fields["note"], form.fields[evil]) == (evil, "x")
    assert page.headers["Cache-Control"] == "no-store"


def test_a_file_can_t_be_held_and_the_page_says_so(client: Any) -> None:
    form = {"file": (io.BytesIO(b"x"), "programm.toml")}
    page = client.post("/staff/settings/programme", data=form, content_type="multipart/form-data")
    assert page.status_code == 403
    assert "Eine Datei kann nicht aufgehoben werden" in words_of(page)
    assert not [form for form in forms_of(page) if "file" in form.fields]


def test_a_form_from_another_site_is_refused_before_anything_is_held(
    desk: Desk, person: Registration
) -> None:
    for origin in ("https://evil.example", "null"):
        answer = desk.client.post(
            f"/staff/registrations/{person.id}/edit",
            data={"note": "x"},
            headers={"Origin": origin},
        )
        assert answer.status_code == 403
        assert 'name="note"' not in answer.text


def test_an_open_form_outlives_a_change_of_the_secret_key(
    settings: Settings, desk: Desk, person: Registration
) -> None:
    form, path = typed(desk, person), f"/staff/registrations/{person.id}/edit"
    new, cookie = "a-newer-key-that-nobody-else-knows-0123456789", desk.client.get_cookie("zusage")
    assert cookie is not None

    def post(*keys: str) -> int:
        app = create_app(replace(settings, secret_keys=keys))
        with app.app_context():
            client = app.test_client()
            client.set_cookie("zusage", cookie.value)
            status = client.post(path, data=form).status_code
            db.engine.dispose()
        return status

    assert post(new) == 403
    assert post(new, *settings.secret_keys) == 303


def test_signing_in_leads_nowhere_else(app: Flask, client: Any) -> None:
    for query in ("?next=https://evil.example/", "?next=//evil.example", "?url=https:evil.example"):
        now = datetime.now(UTC)
        _, token = auth.add_staff("l@borken.example", Role.MANAGER, now)
        answer = client.post(f"/staff/sign-in/{token}{query}", data={"next": "//evil.example"})
        assert (answer.status_code, answer.location) == (303, "/staff/")
