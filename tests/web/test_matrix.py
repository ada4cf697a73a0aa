"""Every route × everybody who might come: who gets in, and who does not."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registration.actions.staff.auth import add_staff, sign_in
from registration.domain.states import Role
from registration.links import CONFIRM, MY, SURVEY, TRAINER, Links
from registration.store.database import db
from registration.web.headers import page_class
from tests.support.factories import make_confirmed, make_training
from tests.support.roles import Row, written_rows

PURPOSES = {"confirm": CONFIRM, "my": MY, "survey": SURVEY, "trainer": TRAINER}
OPEN_CLASSES = {"public", "framed", "feed", "file", "machine"}


@pytest.fixture
def tokens(app: Flask) -> dict[str, str]:
    """A token of each purpose, and one of another training's trainer."""
    now = datetime.now(UTC)
    training, other = make_training(now, days=5), make_training(now, "anderer", days=5)
    person = make_confirmed(training, now)
    # The number that ``path_of`` puts into every address.
    training.sessions[0].uid = person.uid = "1"
    db.session.commit()
    links: Links = app.extensions["zusage_links"]
    found = {
        name: links.token(purpose, person.key, person.link_version)
        for name, purpose in PURPOSES.items()
    }
    found["trainer"] = links.token(TRAINER, training.trainers[0].key, 0)
    found["other trainer"] = links.token(TRAINER, other.trainers[0].key, 0)
    return found


def client_of(app: Flask, role: Role | None, email: str = "") -> FlaskClient:
    client = app.test_client()
    if role is not None:
        now = datetime.now(UTC)
        cookie = sign_in(add_staff(email or f"{role}@borken.example", role, now)[1], now)
        client.set_cookie("zusage", cookie or "")
    return client


def rules_of(app: Flask, *classes: str) -> list[Any]:
    return [rule for rule in app.url_map.iter_rules() if page_class(rule.endpoint) in classes]


def path_of(app: Flask, rule: Any, token: str = "x", number: int = 1) -> str:
    values: dict[str, Any] = dict.fromkeys(rule.arguments, number)
    values |= {"slug": "kurs"} if "slug" in values else {}
    values |= {"token": token} if "token" in values else {}
    return app.url_map.bind("localhost").build(
        rule.endpoint, values, method="POST" if "POST" in rule.methods else "GET"
    )


def staff_rows() -> list[Row]:
    """The rows of docs/roles.md behind the door; one's own session is ended last of all."""
    names = set(Role)
    rows = [row for row in written_rows() if row[2].split(", ")[0] in names]
    return sorted(rows, key=lambda row: row[0] == "/staff/sign-out")


def csrf_of(client: FlaskClient) -> str:
    """The token of a session, as its pages carry it."""
    found = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', settings_page(client))
    return found.group(1) if found else ""


def settings_page(client: FlaskClient) -> str:
    return client.get("/staff/settings").get_data(as_text=True)


def is_let_in(answer: TestResponse) -> bool:
    return answer.status_code != 403 and not str(answer.location).endswith("/staff/sign-in")


@pytest.mark.parametrize("role", [None, *Role])
def test_each_role_gets_in_where_the_written_table_says_so_and_nowhere_else(
    app: Flask, tokens: dict[str, str], role: Role | None
) -> None:
    client = client_of(app, role)
    token = csrf_of(client)
    rules = {(r.rule, m): r for r in app.url_map.iter_rules() for m in r.methods or ()}
    wrong = []
    for address, method, may in staff_rows():
        path = path_of(app, rules[address, method], number=99)
        answer = client.open(path, method=method, data={"csrf_token": token})
        # Signing out ends at the sign-in page as well: whoever was let in loses the cookie.
        let_in = is_let_in(answer) or "Set-Cookie" in answer.headers
        if let_in != (role is not None and role in may.split(", ")):
            wrong.append((method, address, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("token", [None, "", "nonsense", "another session's"])
def test_no_form_of_the_team_is_taken_without_the_token_of_its_session(
    app: Flask, tokens: dict[str, str], role: Role, token: str | None
) -> None:
    client, other = client_of(app, role), client_of(app, Role.MANAGER, "other@borken.example")
    sent = csrf_of(other) if token == "another session's" else token
    data = {} if sent is None else {"csrf_token": sent}
    rules = {(r.rule, m): r for r in app.url_map.iter_rules() for m in r.methods or ()}
    taken = [
        address
        for address, method, _ in staff_rows()
        if method == "POST"
        and client.post(path_of(app, rules[address, method], number=99), data=data).status_code
        != 403
    ]
    assert taken == []


def test_a_token_opens_only_what_it_was_made_for(app: Flask, tokens: dict[str, str]) -> None:
    client = client_of(app, None)
    wrong = []
    for rule in rules_of(app, "private"):
        if "token" not in rule.arguments or rule.endpoint.startswith("staff."):
            continue
        purpose = rule.rule.split("/")[1]
        foreign = [token for name, token in tokens.items() if PURPOSES.get(name) != purpose]
        if purpose == TRAINER:
            foreign.remove(tokens["other trainer"])
        for method in {"GET", "POST"} & rule.methods:
            for token in [*foreign, "nonsense"]:
                answer = client.open(path_of(app, rule, token), method=method)
                if answer.status_code != 404:
                    wrong.append((method, rule.endpoint, answer.status_code))
    assert wrong == []


def test_a_trainer_of_another_training_reaches_none_of_its_dates(
    app: Flask, tokens: dict[str, str]
) -> None:
    client = client_of(app, None)
    wrong = []
    # Session and registration 1 belong to the training whose trainer this is not.
    for rule in rules_of(app, "private"):
        if not rule.endpoint.startswith("trainer.") or rule.arguments == {"token"}:
            continue
        for method in {"GET", "POST"} & rule.methods:
            answer = client.open(path_of(app, rule, tokens["other trainer"]), method=method)
            if answer.status_code != 404:
                wrong.append((method, rule.endpoint, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", [None, *Role])
def test_public_pages_are_the_same_for_everybody(
    app: Flask, tokens: dict[str, str], role: Role | None
) -> None:
    client, stranger = client_of(app, role), client_of(app, None)
    for rule in rules_of(app, *OPEN_CLASSES):
        if "GET" in rule.methods and rule.endpoint != "static":
            path = path_of(app, rule)
            assert client.get(path).status_code == stranger.get(path).status_code, path
            assert stranger.get(path).status_code not in (303, 403), path
