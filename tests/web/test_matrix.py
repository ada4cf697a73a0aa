"""Every route × everybody who might come: who gets in, and who does not."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registration.actions.staff_door import add_staff, sign_in
from registration.domain.states import Role
from registration.links import CONFIRM, MY, SURVEY, TRAINER, Links
from registration.web.headers import page_class
from tests.support.factories import make_confirmed, make_training

PURPOSES = {"confirm": CONFIRM, "my": MY, "survey": SURVEY, "trainer": TRAINER}
OPEN_CLASSES = {"public", "framed", "feed", "file", "machine"}


@pytest.fixture
def tokens(app: Flask) -> dict[str, str]:
    """A token of each purpose, and one of another training's trainer."""
    now = datetime.now(UTC)
    training, other = make_training(now, days=5), make_training(now, "anderer", days=5)
    person = make_confirmed(training, now)
    links: Links = app.extensions["zusage_links"]
    found = {
        name: links.token(purpose, person.id, person.link_version)
        for name, purpose in PURPOSES.items()
    }
    found["trainer"] = links.token(TRAINER, training.trainers[0].id, 0)
    found["other trainer"] = links.token(TRAINER, other.trainers[0].id, 0)
    return found


def client_of(app: Flask, role: Role | None) -> FlaskClient:
    client = app.test_client()
    if role is not None:
        now = datetime.now(UTC)
        cookie = sign_in(add_staff(f"{role}@borken.example", role, now)[1], now)
        client.set_cookie("zusage", cookie or "")
    return client


def rules_of(app: Flask, *classes: str) -> list[Any]:
    return [rule for rule in app.url_map.iter_rules() if page_class(rule.endpoint) in classes]


def path_of(app: Flask, rule: Any, token: str = "x") -> str:
    values: dict[str, Any] = dict.fromkeys(rule.arguments, 1)
    values |= {"slug": "kurs"} if "slug" in values else {}
    values |= {"token": token} if "token" in values else {}
    return app.url_map.bind("localhost").build(rule.endpoint, values)


@pytest.mark.parametrize("role", [None, *Role])
def test_only_the_roles_that_a_view_names_pass_the_door(
    app: Flask, tokens: dict[str, str], role: Role | None
) -> None:
    client = client_of(app, role)
    wrong = []
    for rule in (r for r in rules_of(app, "private") if r.endpoint.startswith("staff.")):
        allowed = getattr(app.view_functions[rule.endpoint], "staff_rule", "forgotten")
        if allowed is None or rule.endpoint == "staff.sign_out" or "GET" not in rule.methods:
            continue
        answer = client.get(path_of(app, rule))
        stopped = answer.status_code == 403 or answer.location == "/staff/sign-in"
        if stopped == (role is not None and role in allowed):
            wrong.append((rule.endpoint, answer.status_code))
    assert wrong == []


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
