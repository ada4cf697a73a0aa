"""A database that is away, held or silent: 503, nothing typed is lost, and health still answers."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registration.app import create_app
from registration.domain.states import Role
from registration.settings import Settings
from registration.store.database import close_session, db
from registration.store.models import Registration
from tests.conftest import settings_for
from tests.support.desk import Desk, sign_in
from tests.support.factories import make_training
from tests.support.pages import PERSON, forms_of, open_form, words_of
from tests.support.postgres import PostgresServer
from tests.support.silence import Line

FORM = "/trainings/kurs/register"
SHORT = {"sqlite": "timeout=0.2", "postgresql": "options=-c%20lock_timeout%3D200ms"}
Fault = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def line(postgres: PostgresServer) -> Iterator[Line]:
    """The way to PostgreSQL, which may end."""
    line = Line(postgres.port)
    yield line
    line.stop()


@pytest.fixture
def settings(database_url: str, request: pytest.FixtureRequest) -> Settings:
    kind = database_url.partition(":")[0]
    url = f"{database_url}?{SHORT[kind]}"
    if kind == "postgresql":
        server, line = request.getfixturevalue("postgres"), request.getfixturevalue("line")
        url = url.replace(f":{server.port}/", f":{line.port}/")
    return settings_for(url)


@pytest.fixture
def desk(app: Flask, now: datetime) -> Desk:
    return sign_in(app, "leitung@borken.example", Role.MANAGER)


@contextmanager
def held(database_url: str) -> Iterator[None]:
    """Somebody else holds what a sign-up needs."""
    if database_url.startswith("sqlite"):
        with sqlite3.connect(database_url.removeprefix("sqlite:///")) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.rollback()
        return
    with psycopg.connect(database_url) as other:
        other.execute("UPDATE training SET lock_count = lock_count")
        yield


@contextmanager
def away(database_url: str, request: pytest.FixtureRequest) -> Iterator[None]:
    """The database can't be reached at all."""
    close_session()
    db.engine.dispose()
    if not database_url.startswith("sqlite"):
        line: Line = request.getfixturevalue("line")
        line.stop()
        yield
        line.mend()
        return
    path = Path(database_url.removeprefix("sqlite:///"))
    kept = path.rename(path.with_suffix(".kept"))
    path.mkdir()
    yield
    path.rmdir()
    kept.rename(path)


@pytest.fixture(params=["held", "away"])
def fault(request: pytest.FixtureRequest, database_url: str) -> Fault:
    """Something that keeps a sign-up from being stored, for as long as it is entered."""
    if request.param == "held":
        return lambda: held(database_url)
    return lambda: away(database_url, request)


@pytest.fixture
def gone(request: pytest.FixtureRequest, database_url: str) -> Fault:
    """The database is away for as long as this is entered."""
    return lambda: away(database_url, request)


def assert_asks_to_come_again(answer: TestResponse) -> None:
    """503, when to come again, and no cache keeps it."""
    assert answer.status_code == 503
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", [FORM, "/embed" + FORM])
def test_a_sign_up_that_can_not_be_stored_is_kept_in_the_page_and_sent_again_with_one_tap(
    client: FlaskClient, now: datetime, fault: Fault, path: str
) -> None:
    make_training(now)
    with time_machine.travel(now, tick=False):
        fields = open_form(client, path) | PERSON | {"note": "Zeile 1\r\n<b>Zeile</b> 2"}
        with fault():
            refused = client.post(path, data=fields)
            assert_asks_to_come_again(refused)
            assert "noch nicht gespeichert" in words_of(refused)
        [again] = [form for form in forms_of(refused) if "email" in form.fields]
        assert again.action == path
        assert again.fields.items() >= fields.items()
        assert client.post(again.action, data=again.fields).status_code == 303
    close_session()
    assert [one.email for one in db.session.scalars(db.select(Registration))] == [PERSON["email"]]


@pytest.mark.parametrize(
    "path", ["/", "/trainings/kurs", FORM, "/embed/", "/staff/", "/staff/outbox?state=failed"]
)
def test_a_page_asks_to_come_again(desk: Desk, now: datetime, gone: Fault, path: str) -> None:
    make_training(now)
    with gone():
        answer = desk.client.get(path)
        assert_asks_to_come_again(answer)
        assert f'href="{path}"' in answer.text
        assert "Diese Seite hat sie behalten" not in answer.text


def test_a_program_gets_json(client: FlaskClient, gone: Fault) -> None:
    with gone():
        answer = client.get("/api/trainings")
    assert_asks_to_come_again(answer)
    assert answer.json == {"error": "away"}


def test_the_team_loses_nothing_that_it_typed(desk: Desk, now: datetime, gone: Fault) -> None:
    path = "/staff/new"
    typed = {"title": "Ein neuer Kurs", "slug": "neu", "trainers": ["A", "B"]}
    with gone():
        answer = desk.client.post(path, data=typed)
    assert_asks_to_come_again(answer)
    assert answer.text.count('name="trainers"') == 2
    [form] = [form for form in forms_of(answer) if "title" in form.fields]
    assert (form.action, form.fields["title"]) == (path, "Ein neuer Kurs")


def test_a_file_is_asked_for_once_more(desk: Desk, gone: Fault) -> None:
    with gone():
        data = {"csrf_token": "x", "file": (BytesIO(b"title = 1"), "programm.toml")}
        answer = desk.client.post("/staff/settings/programme", data=data)
    assert_asks_to_come_again(answer)
    assert '<input type="file" id="file-1" name="file">' in answer.text
    assert 'enctype="multipart/form-data"' in answer.text


def test_a_process_is_alive_and_unready_without_a_database(
    client: FlaskClient, gone: Fault
) -> None:
    with gone():
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").json == {"status": "unready", "database": "not reachable"}
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_health_answers_within_a_second_while_the_database_hangs(
    client: FlaskClient, line: Line
) -> None:
    line.cut()
    for path, status in (("/readyz", 503), ("/healthz", 200), ("/readyz", 503)):
        begun = time.monotonic()
        answer = client.get(path)
        assert time.monotonic() - begun < 1
        assert answer.status_code == status
    assert answer.json == {"status": "unready", "database": "does not answer"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_health_answers_within_a_second_while_redis_hangs(settings: Settings, valkey: str) -> None:
    line = Line(int(valkey.rsplit(":", 1)[1].split("/", maxsplit=1)[0]))
    line.cut()
    app = create_app(replace(settings, redis_url=f"redis://127.0.0.1:{line.port}/0"))
    begun = time.monotonic()
    answer = app.test_client().get("/readyz")
    assert time.monotonic() - begun < 1
    assert answer.status_code == 200
    assert answer.json is not None
    assert "redis" in answer.json["missing"]
    line.stop()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_dies_behind_a_finished_answer_is_no_fault(
    app: Flask, database_url: str
) -> None:
    close_session()
    with app.app_context():
        pid = db.session.scalar(db.text("SELECT pg_backend_pid()"))
        with psycopg.connect(database_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert db.session.scalar(db.text("SELECT 1")) == 1
