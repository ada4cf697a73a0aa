"""The team's door: every route has a rule, links work once, sessions can be revoked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from registration.actions.staff.auth import add_staff, sign_in, sign_out
from registration.app import create_app
from registration.domain.states import Role
from registration.settings import Settings
from registration.store.database import db
from registration.store.models import Message, Registration, StaffSession
from registration.web.staff.auth import cookie_name
from tests.support.factories import make_confirmed, make_registration, make_training
from tests.support.pages import forms_of

SignIn = Callable[[Role], FlaskClient]


@pytest.fixture
def signed_in(app: Flask) -> SignIn:
    """A browser that is signed in with a role."""

    def enter(role: Role) -> FlaskClient:
        now = datetime.now(UTC)
        _, token = add_staff(f"{role}@borken.example", role, now)
        cookie = sign_in(token, now)
        assert cookie is not None
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
        client.set_cookie("zusage", cookie)
        return client

    return enter


def staff_rules(app: Flask) -> list[Any]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("staff.")]


def door_of(app: Flask, endpoint: str) -> Any:
    """The roles that may enter a view, None for everybody, "forgotten" if nobody said."""
    return getattr(app.view_functions[endpoint], "staff_rule", "forgotten")


def path_of(app: Flask, rule: Any) -> str:
    return app.url_map.bind("localhost").build(rule.endpoint, dict.fromkeys(rule.arguments, 1))


def test_every_staff_route_names_its_rule(app: Flask) -> None:
    doors = {rule.endpoint: door_of(app, rule.endpoint) for rule in staff_rules(app)}
    assert [name for name, door in doors.items() if door == "forgotten"] == []
    open_doors = {name for name, door in doors.items() if door is None}
    assert open_doors == {
        "staff.sign_in",
        "staff.sign_in_post",
        "staff.use_link",
        "staff.use_link_post",
    }


def test_a_stranger_is_sent_to_the_door_everywhere(app: Flask, client: FlaskClient) -> None:
    for rule in staff_rules(app):
        if door_of(app, rule.endpoint) is None:
            continue
        path = path_of(app, rule)
        for method in rule.methods & {"GET", "POST"}:
            answer = client.open(path, method=method)
            assert (answer.status_code, answer.location) == (303, "/staff/sign-in"), rule


def test_without_its_token_no_staff_post_does_anything(app: Flask, signed_in: SignIn) -> None:
    client = signed_in(Role.MANAGER)
    for rule in staff_rules(app):
        if "POST" not in rule.methods or door_of(app, rule.endpoint) is None:
            continue
        path = path_of(app, rule)
        assert client.post(path, data={"csrf_token": "forged"}).status_code == 403, rule


def test_a_token_of_another_session_is_worth_nothing(app: Flask, signed_in: SignIn) -> None:
    token = forms_of(signed_in(Role.EDITOR).get("/staff/"))[0].fields["csrf_token"]
    assert (
        signed_in(Role.MANAGER).post("/staff/sign-out", data={"csrf_token": token}).status_code
        == 403
    )


def test_auditors_read_and_change_nothing(app: Flask, now: datetime, signed_in: SignIn) -> None:
    person = make_registration(make_training(now), now)
    client = signed_in(Role.AUDITOR)
    page = client.get("/staff/trainings/kurs")
    assert page.status_code == 200
    token = forms_of(page)[0].fields["csrf_token"]
    path = f"/staff/registrations/{person.id}"
    assert client.post(f"{path}/confirm", data={"csrf_token": token}).status_code == 403
    assert client.get(f"{path}/cancel").status_code == 403


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


def test_neither_link_nor_cookie_stands_in_the_database(app: Flask) -> None:
    now = datetime.now(UTC)
    _, token = add_staff("l@borken.example", None, now)
    cookie = sign_in(token, now)
    kept = db.session.scalars(db.select(StaffSession.token_hash)).all()
    assert cookie is not None
    assert all(cookie not in one and token not in one for one in kept)


def test_signing_out_revokes_the_cookie_for_good(app: Flask, signed_in: SignIn) -> None:
    client = signed_in(Role.EDITOR)
    session = db.session.scalars(db.select(StaffSession)).one()
    sign_out(session.id, datetime.now(UTC))
    assert client.get("/staff/").status_code == 303


def at(moment: datetime) -> Any:
    """The clock stands at a moment."""
    return time_machine.travel(moment, tick=False)


def test_a_session_ends_twelve_hours_after_its_last_use(app: Flask, signed_in: SignIn) -> None:
    client, start = signed_in(Role.EDITOR), datetime.now(UTC)
    for hours in (11, 22, 33):
        with at(start + timedelta(hours=hours)):
            assert client.get("/staff/").status_code == 200
    with at(start + timedelta(hours=45)):
        assert client.get("/staff/").status_code == 303


def test_a_session_in_use_ends_after_thirty_days(app: Flask, signed_in: SignIn) -> None:
    client, start = signed_in(Role.EDITOR), datetime.now(UTC)
    session = db.session.scalars(db.select(StaffSession)).one()
    session.seen_at = start + timedelta(days=29, hours=20)
    db.session.commit()
    with at(session.created_at + timedelta(days=30, seconds=-1)):
        assert client.get("/staff/").status_code == 200
    with at(session.created_at + timedelta(days=30)):
        assert client.get("/staff/").status_code == 303


def test_use_is_noted_now_and_then_and_then_the_cookie_is_renewed(
    app: Flask, signed_in: SignIn
) -> None:
    client = signed_in(Role.EDITOR)
    session = db.session.scalars(db.select(StaffSession)).one()
    start = session.seen_at
    for minutes, noted in ((4, 0), (5, 5), (9, 5), (10, 10)):
        with at(start + timedelta(minutes=minutes)):
            answer = client.get("/staff/")
        renewed = answer.headers.get("Set-Cookie", "")
        db.session.expire_all()
        assert session.seen_at == start + timedelta(minutes=noted)
        assert ("zusage=" in renewed and "HttpOnly" in renewed) is (minutes == noted)


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


def test_looking_at_people_is_noted(app: Flask, now: datetime, signed_in: SignIn) -> None:
    from registration.store.models import AuditEntry

    training = make_training(now)
    make_confirmed(training, now)
    signed_in(Role.EDITOR).get("/staff/trainings/kurs")
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert entry.action.startswith("saw")
    assert (entry.actor, entry.training_id) == ("staff 1", training.id)


def test_staff_confirm_by_hand_and_cancel_with_a_reason(
    app: Flask, now: datetime, signed_in: SignIn
) -> None:
    training = make_training(now, capacity=1)
    person = make_registration(training, now)
    client = signed_in(Role.EDITOR)
    token = forms_of(client.get("/staff/trainings/kurs"))[0].fields["csrf_token"]
    path = f"/staff/registrations/{person.id}"
    assert client.post(f"{path}/confirm", data={"csrf_token": token}).status_code == 303
    assert db.session.get_one(Registration, person.id).state == "confirmed"
    page = client.get(f"{path}/cancel")
    assert "Was dann geschieht" in page.text
    assert client.post(f"{path}/cancel", data={"csrf_token": token}).status_code == 422
    done = client.post(f"{path}/cancel", data={"csrf_token": token, "reason": "Angerufen."})
    assert done.status_code == 303
    db.session.expire_all()
    found = db.session.get_one(Registration, person.id)
    assert (found.state, found.end_reason) == ("cancelled", "Angerufen.")
