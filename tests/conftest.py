"""Fixtures: both databases, a real Valkey, a real SMTP server. Times are passed or frozen."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import text
from werkzeug.test import TestResponse

from registration.app import create_app
from registration.logs import configure_logs
from registration.settings import Settings
from registration.store.database import MIGRATIONS, db
from tests.support import leash
from tests.support.mail import Mailbox, MailServer
from tests.support.ports import free_port
from tests.support.postgres import PostgresServer

PUBLIC_URL = "http://localhost"
CMS = "http://localhost:8080"
NOW = datetime(2027, 1, 4, 10, 0, tzinfo=UTC)
DATABASES = ["sqlite", "postgresql"]
HEAD = ScriptDirectory(str(MIGRATIONS)).get_current_head()


def patient(database_url: str) -> str:
    """The address with time-outs of a minute: a busy machine may pause a test for seconds."""
    if database_url.startswith("sqlite") or "?" in database_url:
        return database_url
    names = ("idle_in_transaction_session_timeout", "lock_timeout", "statement_timeout")
    return f"{database_url}?options={quote(' '.join(f'-c {name}=60s' for name in names))}"


class ClosingClient(FlaskClient):
    """Reads each answer to its end and closes it, as a server does: some hold a file open."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        return super().open(*args, **{"buffered": True} | options)


Flask.test_client_class = ClosingClient


def settings_for(database_url: str, **changes: object) -> Settings:
    """Settings such as a town has."""
    settings = Settings(
        secret_keys=("a-test-key-that-nobody-else-knows-0123456789",),
        public_url=PUBLIC_URL,
        mail_server="127.0.0.1",
        mail_sender_name="Stadt Borken",
        mail_sender_address="schulungen@borken.example",
        database_url=patient(database_url),
        redis_url="redis://127.0.0.1:1/0",
        embed_origins=(CMS,),
        ratelimit_enabled=False,
        town_name="Stadt Borken",
    )
    return replace(settings, **changes)  # type: ignore[arg-type]


def migrate(database_url: str) -> None:
    """Bring a database to the newest tables."""
    app = create_app(settings_for(database_url))
    with app.app_context():
        upgrade()
        db.engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One PostgreSQL server for the whole run of one process."""
    server = PostgresServer().start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> str:
    """The name of a migrated database, to be copied."""
    migrate(postgres.create("migrated"))
    return "migrated"


@pytest.fixture(scope="session")
def used_postgres(postgres: PostgresServer, migrated_postgres: str) -> str:
    """A migrated database that tests use one after the other; a new one each would cost more."""
    return postgres.create("used", migrated_postgres)


def empty(url: str) -> None:
    """Take every row out of a migrated PostgreSQL database, whoever still holds on to it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        tables = ", ".join(f'"{table}"' for table in db.metadata.tables)
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        connection.execute("UPDATE alembic_version SET version_num = %s", [HEAD])


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def used_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where tests have their SQLite file one after the other, so that its address stays."""
    return tmp_path_factory.mktemp("used") / "zusage.sqlite"


def renew(path: Path, template: Path) -> None:
    """Put a migrated, empty file in the place of a used one, whoever still holds on to that."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
    shutil.copy(template, path)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database, of each kind in turn."""
    if request.param == "sqlite":
        path: Path = request.getfixturevalue("used_sqlite")
        renew(path, request.getfixturevalue("migrated_sqlite"))
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("used_postgres")
    empty(url)
    return url


def a_database(request: pytest.FixtureRequest, folders: pytest.TempPathFactory) -> str:
    """An empty, migrated database for all tests of a module, of the kind that is asked for."""
    if request.param == "sqlite":
        path = folders.mktemp("module") / "zusage.sqlite"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("used_postgres")
    empty(url)
    return url


@pytest.fixture
def settings(database_url: str) -> Settings:
    """The settings of the test's town; a test may override this fixture."""
    return settings_for(database_url)


@pytest.fixture(scope="session")
def usual_apps() -> dict[str, Flask]:
    """An application for each kind of database: to make one takes longer than most tests."""
    return {}


def app_for(settings: Settings, usual: dict[str, Flask]) -> Flask:
    """The application of all tests with the usual settings, or a new one for others."""
    if settings != settings_for(settings.database_url):
        return create_app(settings)
    url = settings.database_url
    return usual.get(url) or usual.setdefault(url, create_app(settings))


@pytest.fixture
def app(settings: Settings, usual_apps: dict[str, Flask]) -> Iterator[Flask]:
    """An application on an empty, migrated database, inside its context. A test adds no route to it."""
    app = app_for(settings, usual_apps)
    app.extensions["zusage_settings"] = settings  # another test may have put its own there
    configure_logs(settings.log_format)  # where this test writes, not the one that made it
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts that speaks German."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    return client


@pytest.fixture
def now() -> datetime:
    """Monday, 4 January 2027, 11:00 in Borken."""
    return NOW


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A real SMTP server on loopback."""
    server = MailServer().start()
    yield server
    server.stop()


@pytest.fixture
def mailbox(mail_server: MailServer) -> Mailbox:
    """What that server has taken."""
    return mail_server.mailbox


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Valkey server."""
    import redis

    folder, port = tmp_path_factory.mktemp("valkey"), free_port()
    process = leash.start(
        [os.sys.executable, "-m", "tests.support.valkey", str(port), str(folder)],  # type: ignore[attr-defined]
        folder / "log",
    )
    url = f"redis://127.0.0.1:{port}/0"
    connection = redis.Redis.from_url(url)
    for _ in range(200):
        try:
            connection.ping()
            break
        except redis.ConnectionError:
            import time

            time.sleep(0.05)
    yield url
    leash.stop(process)


@pytest.fixture
def count_rows(app: Flask):  # type: ignore[no-untyped-def]
    """Count the rows of a table, as SQL."""

    def count(table: str, where: str = "1=1") -> int:
        found = db.session.execute(text(f"SELECT count(*) FROM {table} WHERE {where}")).scalar_one()
        db.session.rollback()
        return int(found)

    return count
