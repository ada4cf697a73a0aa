"""Whatever is sent to whichever route, nothing answers with a fault of ours."""

import string
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registration.actions.staff_door import add_staff, sign_in
from registration.app import create_app
from registration.domain.states import Role
from registration.links import CONFIRM, MY, SURVEY, TRAINER, Links
from registration.store.database import db
from tests.conftest import settings_for
from tests.support.factories import make_confirmed, make_training

WORDS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            "kurs",
            "1",
            "-1",
            "99999999999999999999",
            "null",
            "a@b.example",
            "=HYPERLINK(1)",
            "<script>",
            "2027-02-30",
            "\x00",
            "\u202e",
            "../../etc/passwd",
            "x" * 3000,
        ]
    ),
)
FIELDS = [
    "given_name",
    "family_name",
    "email",
    "phone",
    "organisation",
    "role",
    "note",
    "form_token",
    "privacy_notice",
    "website",
    "sure",
    "reason",
    "lang",
    "page",
    "sort",
    "q",
    "state",
    "show",
    "ids",
    "action",
    "position",
    "capacity",
    "title",
    "slug",
    "starts",
    "ends",
    "subject",
    "body",
    "file",
    "present",
    "key",
    "session",
    "csrf_token",
    "overall",
    "good",
    "day",
    "from",
    "until",
]
FORMS = st.dictionaries(st.sampled_from(FIELDS), WORDS, max_size=12)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, dict[str, str], str]]:
    """A town with some life, real tokens for its routes, and a manager's cookie."""
    from tests.conftest import migrate

    path: Path = tmp_path_factory.mktemp("fuzz") / "zusage.sqlite"
    migrate(f"sqlite:///{path}")
    app = create_app(settings_for(f"sqlite:///{path}"))
    with app.app_context():
        now = datetime.now(UTC)
        training = make_training(now, days=3)
        person = make_confirmed(training, now)
        # The number that ``arguments_of`` puts into every address.
        training.sessions[0].uid = person.uid = "1"
        db.session.commit()
        links: Links = app.extensions["zusage_links"]
        version = (person.key, person.link_version)
        tokens = {
            "own.confirm": links.token(CONFIRM, *version),
            "own.my": links.token(MY, *version),
            "own.survey": links.token(SURVEY, *version),
            "trainer": links.token(TRAINER, training.trainers[0].key, 0),
        }
        _, link = add_staff("l@borken.example", Role.MANAGER, now)
        cookie = sign_in(link, now) or ""
        yield app, tokens, cookie
        db.session.remove()
        db.engine.dispose()


def arguments_of(rule: Any, tokens: dict[str, str], word: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in rule.arguments:
        if name == "token":
            known = [v for k, v in tokens.items() if rule.endpoint.startswith(k.split("_")[0])]
            values[name] = known[0] if known and word != "1" else word or "x"
        elif name == "slug":
            values[name] = "kurs"
        else:
            values[name] = 1
    return values


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(form=FORMS, word=st.text(string.ascii_letters + string.digits + "._-", max_size=20))
@pytest.mark.parametrize("who", ["a stranger", "a manager"])
def test_no_route_answers_with_a_fault_of_ours(
    fuzzed: tuple[Flask, dict[str, str], str], who: str, form: dict[str, str], word: str
) -> None:
    app, tokens, cookie = fuzzed
    client = app.test_client()
    if who == "a manager":
        client.set_cookie("zusage", cookie)
    faults = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in ("static", "staff.sign_out"):
            continue
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **arguments_of(rule, tokens, word))
        query = {name: value for name, value in form.items() if "\x00" not in value}
        for method in {"GET", "POST"} & set(rule.methods or ()):
            answer = client.open(
                path, method=method, data=form if method == "POST" else None, query_string=query
            )
            if answer.status_code >= 500 and rule.endpoint != "health.readyz":
                faults.append((method, rule.endpoint, answer.status_code))
    assert faults == []
