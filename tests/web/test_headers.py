"""Each route has a class, and each class its headers. docs/embedding.md shows the table."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from registration.links import CONFIRM, MY, SURVEY, TRAINER, Links
from registration.store.database import db
from registration.store.models.people import Submission
from registration.web.headers import page_class
from tests.conftest import CMS
from tests.support.factories import make_confirmed, make_registration, make_training

CLASSES = {"framed", "public", "private", "file", "feed", "machine"}


@pytest.fixture(autouse=True)
def frozen(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def test_every_route_has_a_class(app: Flask) -> None:
    classes = {rule.endpoint: page_class(rule.endpoint) for rule in app.url_map.iter_rules()}
    assert {endpoint for endpoint, found in classes.items() if found not in CLASSES} == set()


def test_a_route_of_a_new_blueprint_has_no_class_until_somebody_gives_it_one() -> None:
    with pytest.raises(LookupError):
        page_class("unheard_of.page")


PUBLIC = ["/", "/trainings/kurs", "/privacy", "/accessibility", "/staff/sign-in", "/link-again"]
FRAMED = ["/embed/", "/embed/trainings/kurs", "/embed/trainings/kurs/register", "/embed/nowhere"]


@pytest.mark.parametrize("path", FRAMED)
def test_only_pages_for_frames_may_be_framed_and_only_by_the_cms(
    client: FlaskClient, now: datetime, path: str
) -> None:
    make_training(now)
    headers = client.get(path).headers
    assert f"frame-ancestors {CMS}" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", [*PUBLIC, "/trainings/kurs/register", "/nowhere", "/my/x"])
def test_no_other_page_may_be_framed(client: FlaskClient, now: datetime, path: str) -> None:
    make_training(now)
    headers = client.get(path).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", [*PUBLIC, *FRAMED, "/api/trainings", "/embed.js", "/healthz"])
def test_every_answer_is_safe_from_sniffing_and_inline_scripts(
    client: FlaskClient, now: datetime, path: str
) -> None:
    make_training(now)
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'; ")
    assert "unsafe-inline" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    # "no-referrer" would make browsers send Origin: null with our own forms.
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("where", ["", "/embed"])
@pytest.mark.parametrize(
    ("method", "path", "status", "expected"),
    [
        ("GET", "/trainings/kurs", 200, "no-cache"),
        ("GET", "/trainings/kurs/register", 200, "no-store"),
        ("POST", "/trainings/kurs/register", 422, "private, no-cache"),
        ("GET", "/trainings/kurs/registered/{receipt}", 200, "no-store"),
    ],
)
def test_forms_and_their_answers_are_kept_by_no_cache(
    client: FlaskClient,
    now: datetime,
    where: str,
    method: str,
    path: str,
    status: int,
    expected: str,
) -> None:
    make_registration(make_training(now), now)
    receipt = db.session.scalars(db.select(Submission.receipt)).one()
    answer = client.open(where + path.format(receipt=receipt), method=method)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (status, expected)
    assert ("ETag" in answer.headers) == (expected == "no-cache")


@pytest.mark.parametrize("purpose", [CONFIRM, MY, SURVEY, TRAINER])
def test_pages_by_token_are_never_stored_and_set_no_cookie(
    client: FlaskClient, now: datetime, purpose: str
) -> None:
    person = make_confirmed(make_training(now, days=5), now)
    links: Links = client.application.extensions["zusage_links"]
    row = person.training.trainers[0] if purpose == TRAINER else person
    slash = "/" if purpose == TRAINER else ""
    page = client.get(f"/{purpose}/{links.token(purpose, row.key, row.link_version)}{slash}")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers


def test_the_script_for_the_cms_may_be_kept_and_loaded_from_elsewhere(client: FlaskClient) -> None:
    answer = client.get("/embed.js")
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    ("host", "expected"), [("localhost", 200), ("LOCALHOST", 200), ("evil.example", 400), ("", 400)]
)
def test_only_the_public_host_is_answered(client: FlaskClient, host: str, expected: int) -> None:
    assert client.get("/", headers={"Host": host}).status_code == expected


def test_health_pages_answer_any_host(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"Host": "10.0.0.7"}).status_code == 200
    assert client.get("/readyz", headers={"Host": "10.0.0.7"}).status_code == 200


def test_a_forwarded_host_changes_no_link(client: FlaskClient, now: datetime) -> None:
    make_training(now)
    page = client.get("/api/trainings", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in page.text
    assert "http://localhost/trainings/kurs" in page.text


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (None, 422),
        ("http://localhost", 422),
        ("null", 403),
        ("https://evil.example", 403),
        ("http://localhost:8080", 403),
        ("http://localhost.evil.example", 403),
    ],
)
def test_a_post_from_elsewhere_is_refused(
    client: FlaskClient, now: datetime, origin: str | None, expected: int
) -> None:
    make_training(now)
    headers = {"Origin": origin} if origin else {}
    assert client.post("/trainings/kurs/register", headers=headers).status_code == expected


@pytest.mark.parametrize("path", ["/trainings/kurs/register", "/link-again"])
def test_a_huge_body_is_refused(client: FlaskClient, now: datetime, path: str) -> None:
    make_training(now)
    assert client.post(path, data={"note": "x" * 5_000_000}).status_code == 413


def test_a_hundred_thousand_fields_are_refused(client: FlaskClient, now: datetime) -> None:
    make_training(now)
    body = "&".join(f"f{number}=1" for number in range(100_000))
    answer = client.post(
        "/trainings/kurs/register",
        data=body,
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code in (413, 422)


@pytest.mark.parametrize("path", ["/?lang=../../x", "/?lang=", "/?lang=de&next=//evil.example"])
def test_strange_queries_change_nothing(client: FlaskClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert '<html lang="de"' in page.text
    assert '="//evil.example' not in page.text


@pytest.mark.parametrize(
    ("public_url", "said"),
    [("http://localhost", None), ("https://schulungen.borken.example", "max-age=31536000")],
)
def test_only_over_https_a_browser_is_told_to_stay_there(
    client: FlaskClient, public_url: str, said: str | None
) -> None:
    settings = client.application.extensions["zusage_settings"]
    client.application.extensions["zusage_settings"] = replace(settings, public_url=public_url)
    answer = client.get("/", base_url=public_url)
    assert answer.status_code == 200
    assert answer.headers.get("Strict-Transport-Security") == said


def test_pages_differ_by_language_and_files_do_not(client: FlaskClient, now: datetime) -> None:
    make_training(now)
    for path in ("/", "/trainings/kurs", "/embed/", "/nowhere"):
        assert "Accept-Language" in client.get(path).headers.get("Vary", "")
    for path in ("/trainings/kurs.ics", "/api/trainings", "/embed.js", "/healthz"):
        assert "Vary" not in client.get(path).headers


def test_only_what_was_there_can_be_asked_for_again(client: FlaskClient, now: datetime) -> None:
    make_training(now, registration_closes=now)
    assert "ETag" in client.get("/trainings/kurs").headers
    assert "ETag" in client.head("/trainings/kurs").headers
    for path, status in (("/nowhere", 404), ("/imprint", 404), ("/privacy/", 404)):
        answer = client.get(path)
        assert answer.status_code == status
        assert "ETag" not in answer.headers
