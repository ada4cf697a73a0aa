"""Signing in by a link that works once, and signing out."""

from dataclasses import replace
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient

from registration.actions.staff.auth import add_staff, sign_out
from registration.app import create_app
from registration.domain.states import Role
from registration.settings import Settings
from registration.store.database import db
from registration.store.models import Message, StaffSession
from registration.web.staff.auth import cookie_name
from tests.support.desk import SignIn
from tests.support.pages import forms_of


def test_a_link_opens_the_door_once_and_its_page_alone_uses_nothing_up(
    app: Flask, client: FlaskClient
) -> None:
    _, token = add_staff("l@borken.example", None, datetime.now(UTC))
    path = f"/staff/sign-in/{token}"
    for method in ("GET", "HEAD", "GET"):
        assert client.open(path, method=method).status_code == 200
    answer = client.post(path)
    assert answer.status_code == 303
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("zusage=")
    for part in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert client.get("/staff/").status_code == 200
    assert app.test_client().post(path).status_code == 404


def test_over_https_the_cookie_is_bound_to_the_host(settings: Settings) -> None:
    app = create_app(replace(settings, public_url="https://schulungen.borken.example"))
    with app.app_context():
        _, token = add_staff("l@borken.example", None, datetime.now(UTC))
        assert cookie_name() == "__Host-zusage"
        answer = app.test_client().post(
            f"/staff/sign-in/{token}", base_url="https://schulungen.borken.example"
        )
        assert answer.headers["Set-Cookie"].startswith("__Host-zusage=")
        assert "Secure" in answer.headers["Set-Cookie"]
        assert "Domain" not in answer.headers["Set-Cookie"]
        db.engine.dispose()


def test_signing_out_revokes_the_cookie_for_good(app: Flask, signed_in: SignIn) -> None:
    client = signed_in(Role.EDITOR)
    session = db.session.scalars(db.select(StaffSession)).one()
    sign_out(session.id, datetime.now(UTC))
    assert client.get("/staff/").status_code == 303


def test_a_letter_goes_to_the_team_only_and_the_page_does_not_tell(
    app: Flask, client: FlaskClient
) -> None:
    add_staff("leitung@borken.example", None, datetime.now(UTC))
    locations = set()
    for email in ("leitung@borken.example", "fremd@borken.example"):
        fields = forms_of(client.get("/staff/sign-in"))[0].fields
        answer = client.post("/staff/sign-in", data=fields | {"email": email})
        locations.add((answer.status_code, answer.location))
    assert len(locations) == 1
    sent = db.session.scalars(db.select(Message)).all()
    assert [(one.kind, one.address) for one in sent] == [("sign_in", "leitung@borken.example")]
