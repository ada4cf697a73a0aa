"""Every page of the team opens, for whoever may see it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from registration.actions import surveys
from registration.actions.fundings import Wording, save_funding
from registration.actions.surveys import save_template
from registration.actions.trainings.planning import Draft, create_training
from registration.domain.programme import Extras, QuestionKind, QuestionSpec
from registration.store.signups import registration_lists
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training, training_spec

QUESTION = QuestionSpec("languages", "Welche Sprachen?", QuestionKind.SEVERAL, ("Deutsch", "Dari"))


@pytest.fixture
def ids(app: Flask) -> dict[str, Any]:
    """One of each thing that a page is about."""
    now = datetime.now(UTC)
    training = make_training(now, "kurs", capacity=1, questions=(QUESTION,))
    holder = make_confirmed(training, now, answers={"languages": ["Dari"]})
    waiting = make_confirmed(training, now)
    create_training(Draft(training_spec(now, "entwurf"), Extras()), now, "test")
    wording = Wording("LEADER", "EU", "Gefördert.", "1", 5, None)
    funding = save_funding(None, wording, now, "test", app.extensions["zusage_settings"].zone)
    table = {"key": "q_a", "label": "Wie?", "kind": "rating", "options": []}
    template = save_template(None, surveys.Wording("Kurz", [table]), now, "test")
    return {
        "slug": "kurs",
        "registration_id": waiting.id,
        "message_id": registration_lists.letters_of(holder.id)[0].id,
        "funding_id": funding.id,
        "template_id": template.id,
        "logo_id": 0,
        "token": "x",
    }


def pages(app: Flask) -> list[Any]:
    """The addresses of the team that can be opened."""
    rules = [r for r in app.url_map.iter_rules() if r.endpoint.startswith("staff.")]
    return [r for r in rules if "GET" in (r.methods or ()) and r.arguments <= set(_KNOWN)]


_ONLY_FOR_A_DRAFT = {"staff.delete"}
_NOTHING_TO_PRINT = {"staff.certificates", "staff.letters_to_print"}
_KNOWN = ("slug", "registration_id", "message_id", "funding_id", "template_id")


def test_every_page_opens(app: Flask, desk: Desk, ids: dict[str, Any]) -> None:
    urls = app.url_map.bind("127.0.0.1:8000")
    for rule in pages(app):
        path = urls.build(rule.endpoint, {name: ids[name] for name in rule.arguments})
        if rule.endpoint == "staff.funder_report":
            path += "?begin=2027-01-01&end=2027-12-31"
        answer = desk.client.get(path)
        if rule.endpoint in _NOTHING_TO_PRINT:
            assert answer.status_code == 404
            continue
        if rule.endpoint in _ONLY_FOR_A_DRAFT:
            assert answer.status_code == 409
            assert desk.get("/trainings/entwurf/delete").status_code == 200
            continue
        assert answer.status_code == 200, (path, answer.get_data(as_text=True)[-1500:])


def test_an_auditor_changes_nothing(app: Flask, auditor: Desk, ids: dict[str, Any]) -> None:
    urls = app.url_map.bind("127.0.0.1:8000")
    own = {"staff.sign_out", "staff.end_session", "staff.digest"}
    for rule in app.url_map.iter_rules():
        view: Any = app.view_functions[rule.endpoint]
        closed = rule.endpoint.startswith("staff.") and getattr(view, "staff_rule", None)
        if not closed or "POST" not in (rule.methods or ()) or rule.endpoint in own:
            continue
        values = {name: ids.get(name, 1) for name in rule.arguments}
        answer = auditor.post(
            urls.build(rule.endpoint, values, method="POST").removeprefix("/staff")
        )
        assert answer.status_code == 403, rule.endpoint


def test_every_view_of_the_team_names_its_rule(app: Flask) -> None:
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith("staff."):
            assert hasattr(view, "staff_rule"), endpoint


def test_without_a_session_every_page_leads_to_the_sign_in(app: Flask, client: Any) -> None:
    for path in ("/staff/", "/staff/new", "/staff/outbox", "/staff/settings", "/staff/surveys"):
        answer = client.get(path)
        assert answer.status_code == 303
        assert answer.location.endswith("/staff/sign-in")


def test_a_post_without_the_session_s_token_is_refused(desk: Desk) -> None:
    assert desk.client.post("/staff/new", data={"title": "x"}).status_code == 403
