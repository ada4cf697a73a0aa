"""No host and no process that vanishes holds up the others for longer than a few seconds."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import delete, event, insert, text, update
from sqlalchemy.exc import SQLAlchemyError

from registration.app import create_app
from registration.settings import Settings
from registration.store.away import is_away
from registration.store.database import close_session, db, only_read
from registration.store.models import CompletedRun, Training
from registration.store.signups.seats import lock
from tests.conftest import DATABASES, settings_for
from tests.support.factories import make_training
from tests.support.far_host import FarHost
from tests.support.ports import free_port
from tests.support.postgres import PostgresServer
from tests.support.silence import Line

ONLY_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def settings(database_url: str) -> Settings:
    """A town that has set no time-outs of its own."""
    return replace(settings_for(database_url), database_url=database_url)


@contextmanager
def using(url: str) -> Iterator[Flask]:
    """An application on a database's address."""
    app = create_app(replace(settings_for(url), database_url=url))
    with app.app_context():
        try:
            yield app
        finally:
            close_session()
            db.engine.dispose()


def shown(*names: str) -> list[str]:
    """What the server says of a session's settings."""
    return [str(db.session.scalar(text(f"SHOW {name}"))) for name in names]


def line_settings() -> dict[str, str]:
    """What libpq was told for this connection."""
    connection: psycopg.Connection = db.session.connection().connection.dbapi_connection  # type: ignore[assignment]
    return connection.info.get_parameters()


def fault_of(work: Callable[[], object]) -> tuple[BaseException | None, float]:
    """What a piece of work ended with, and after how many seconds."""
    begun = time.monotonic()
    try:
        work()
    except SQLAlchemyError as error:
        return error, time.monotonic() - begun
    return None, time.monotonic() - begun


@ONLY_POSTGRESQL
def test_time_outs_stand_by_default(app: Flask) -> None:
    assert shown("idle_in_transaction_session_timeout", "lock_timeout", "statement_timeout") == [
        "8s",
        "5s",
        "15s",
    ]
    expected = {
        "connect_timeout": "3",
        "keepalives_idle": "5",
        "keepalives_interval": "2",
        "keepalives_count": "3",
        "tcp_user_timeout": "8000",
    }
    assert expected.items() <= line_settings().items()


@ONLY_POSTGRESQL
def test_what_stands_in_the_url_wins_and_the_rest_stays(database_url: str) -> None:
    options = quote("-c lock_timeout=7s -c application_name=borken")
    with using(f"{database_url}?connect_timeout=9&tcp_user_timeout=1000&options={options}"):
        assert shown("lock_timeout", "application_name", "statement_timeout") == [
            "7s",
            "borken",
            "15s",
        ]
        expected = {"connect_timeout": "9", "tcp_user_timeout": "1000", "keepalives_idle": "5"}
        assert expected.items() <= line_settings().items()


@ONLY_POSTGRESQL
def test_of_several_hosts_the_one_that_takes_writes_is_used(
    database_url: str, postgres: PostgresServer
) -> None:
    name = database_url.rpartition("/")[2]
    hosts = f"host=127.0.0.1,127.0.0.1&port={free_port()},{postgres.port}"
    with using(f"postgresql://zusage@/{name}?{hosts}&target_session_attrs=read-write"):
        assert shown("lock_timeout") == ["5s"]
        assert db.session.scalar(text("SELECT count(*) FROM training")) == 0


@ONLY_POSTGRESQL
def test_a_migration_may_take_and_wait_as_long_as_it_needs(app: Flask) -> None:
    seen: list[object] = []

    @event.listens_for(db.engine, "before_cursor_execute")
    def look(_conn: object, cursor: object, statement: str, *_rest: object) -> None:
        if "alembic_version" in statement and not seen:
            cursor.execute("SELECT name, setting FROM pg_settings WHERE name LIKE '%timeout'")  # type: ignore[attr-defined]
            seen.append(dict(cursor.fetchall()))  # type: ignore[attr-defined]

    upgrade()

    [settings] = seen
    names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    assert [settings[name] for name in names] == ["0", "0", "0"]  # type: ignore[index]
    assert shown("lock_timeout", "statement_timeout") == ["5s", "15s"]


@ONLY_POSTGRESQL
def test_a_training_whose_lock_is_held_is_given_up_in_time(
    database_url: str, now: datetime
) -> None:
    with using(f"{database_url}?options={quote('-c lock_timeout=300ms')}"):
        held, free = make_training(now, "belegt"), make_training(now, "frei")
        ids = held.id, free.id
        db.session.rollback()
        with psycopg.connect(database_url) as other:
            other.execute("UPDATE training SET lock_count = lock_count + 1 WHERE slug = 'belegt'")
            error, seconds = fault_of(lambda: lock(ids[0]))
            db.session.rollback()
            assert is_away(error)
            assert 0.2 < seconds < 3
            assert lock(ids[1]).slug == "frei"
            db.session.rollback()
        assert lock(ids[0]).slug == "belegt"


@ONLY_POSTGRESQL
def test_a_transaction_that_idles_is_ended_and_others_go_on(
    database_url: str, now: datetime
) -> None:
    options = quote("-c idle_in_transaction_session_timeout=300ms")
    with using(f"{database_url}?options={options}"):
        training_id = make_training(now).id
        db.session.rollback()
        lock(training_id)
        with psycopg.connect(database_url, options="-c lock_timeout=5s") as other:
            other.execute("UPDATE training SET lock_count = 0")
        error, _ = fault_of(lambda: db.session.execute(text("SELECT 1")))
        assert is_away(error)
        db.session.rollback()
        assert lock(training_id).slug == "kurs"


@ONLY_POSTGRESQL
def test_whoever_falls_silent_in_mid_transaction_holds_up_the_others_ten_seconds_at_most(
    database_url: str, postgres: PostgresServer, now: datetime
) -> None:
    line = Line(postgres.port)
    with using(database_url):
        training_id = make_training(now).id
    with using(database_url.replace(f":{postgres.port}/", f":{line.port}/")):
        lock(training_id)
        line.cut()
        with using(database_url):
            begun = time.monotonic()
            first, _ = fault_of(lambda: lock(training_id))
            db.session.rollback()
            second, _ = fault_of(lambda: lock(training_id))
            assert is_away(first)
            assert second is None
            assert time.monotonic() - begun < 10
        line.stop()


@pytest.fixture
def far_host() -> Iterator[FarHost]:
    """A host that can vanish."""
    host = FarHost().start()
    yield host
    host.stop()


def test_a_database_that_vanishes_from_the_network_is_given_up_within_ten_seconds(
    far_host: FarHost,
) -> None:
    server = PostgresServer(far=far_host).start()
    with using(server.url("postgres")):
        db.session.execute(text("SELECT 1"))
        far_host.pull_plug()
        error, seconds = fault_of(lambda: db.session.execute(text("SELECT 1")))
        db.session.rollback()
        assert is_away(error)
        assert 5 < seconds < 10
        error, seconds = fault_of(lambda: db.session.execute(text("SELECT 1")))
        db.session.rollback()
        assert is_away(error)
        assert seconds < 5
        far_host.plug_in()
        assert db.session.scalar(text("SELECT 1")) == 1
    server.stop()


@ONLY_POSTGRESQL
def test_a_server_that_only_reads_since_a_fail_over_is_left(
    app: Flask, database_url: str, now: datetime
) -> None:
    db.session.execute(text("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"))
    db.session.commit()
    error, _ = fault_of(lambda: make_training(now))
    db.session.rollback()
    assert is_away(error)
    assert make_training(now).slug == "kurs"


@ONLY_SQLITE
def test_a_locked_file_is_given_up_after_the_time_of_the_url(
    database_url: str, now: datetime
) -> None:
    with using(database_url) as app:
        training_id = make_training(now).id
        db.session.rollback()
        assert app.extensions["zusage_settings"].database_url == database_url
        lock(training_id)
        with using(f"{database_url}?timeout=0.3"):
            error, seconds = fault_of(lambda: lock(training_id))
            assert is_away(error)
            assert 0.2 < seconds < 3
            db.session.rollback()
        db.session.rollback()


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
@pytest.mark.parametrize("statement", ["SELECT nothing FROM nowhere", "SELEKT"])
def test_a_faulty_statement_is_our_fault_and_no_database_that_is_away(
    app: Flask, statement: str
) -> None:
    error, _ = fault_of(lambda: db.session.execute(text(statement)))
    db.session.rollback()
    assert error is not None
    assert not is_away(error)


@ONLY_POSTGRESQL
def test_what_only_reads_can_write_nothing(app: Flask, now: datetime) -> None:
    training = make_training(now)
    db.session.remove()
    only_read()
    for writing in (insert(CompletedRun), update(Training).values(title="X"), delete(Training)):
        with pytest.raises(RuntimeError, match="begin_to_write"):
            db.session.execute(writing)
    db.session.rollback()
    db.session.execute(update(Training).values(title="Y"))
    db.session.commit()
    assert db.session.get_one(Training, training.id).title == "Y"


@ONLY_SQLITE
def test_who_writes_on_sqlite_waits_half_a_minute_for_another(app: Flask) -> None:
    assert db.session.scalar(text("PRAGMA busy_timeout")) == 30_000
    for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
        assert db.session.scalar(text(f"PRAGMA {pragma}")) == value
