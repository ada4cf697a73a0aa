"""Who may enter: every route has a rule, forms have a token, sessions end."""

from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from flask import Flask
from flask.testing import FlaskClient

from registration.actions.staff.auth import add_staff, sign_in
from registration.domain.states import Role
from registration.store.database import db
from registration.store.models import StaffSession
from tests.support.desk import SignIn
from tests.support.factories import make_registration, make_training
from tests.support.pages import forms_of


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


def test_neither_link_nor_cookie_stands_in_the_database(app: Flask) -> None:
    now = datetime.now(UTC)
    _, token = add_staff("l@borken.example", None, now)
    cookie = sign_in(token, now)
    kept = db.session.scalars(db.select(StaffSession.token_hash)).all()
    assert cookie is not None
    assert all(cookie not in one and token not in one for one in kept)


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
