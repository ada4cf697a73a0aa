"""The one job of RQ carries nothing and keeps nothing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import enumerate as threads

import pytest
import redis
from flask import Flask
from redis import Redis
from sqlalchemy import text

from registration.settings import Settings
from registration.store.database import db
from registration.wakeup import THREAD, enqueue_drain, queue_on
from tests.conftest import settings_for
from tests.faults.conftest import environment_of
from tests.support.mail import Mailbox, MailServer
from tests.worker.conftest import TownClock, states
from worker import retry
from worker.__main__ import worker_on
from worker.app import worker_app
from worker.jobs import drain
from worker.postman import Postman

Owe = Callable[[int], list[str]]


@pytest.fixture
def now() -> datetime:
    """A moment ago: the job itself goes by the real time."""
    return datetime.now(UTC) - timedelta(seconds=5)


@pytest.fixture
def settings(database_url: str, mail_server: MailServer, valkey: str) -> Settings:
    """A town with a real Redis."""
    return settings_for(database_url, mail_port=mail_server.port, redis_url=valkey)


@pytest.fixture
def connection(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    """An empty Redis, and the environment from which the job makes its application."""
    connection = redis.Redis.from_url(settings.redis_url)
    connection.flushall()
    environment = environment_of(settings.database_url, settings.redis_url, settings.mail_port)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    worker_app.cache_clear()
    yield connection
    with worker_app().app_context():
        db.engine.dispose()
    worker_app.cache_clear()


def _work(connection: Redis) -> None:
    worker_on(queue_on(connection)).work(burst=True)


def _wait_until_asked() -> None:
    for thread in threads():
        if thread.name == THREAD:
            thread.join()


def _everything_in(connection: Redis) -> str:
    return " ".join(repr(connection.dump(key)) for key in connection.keys("*"))


def test_the_job_sends_what_is_owed_and_has_no_argument(
    app: Flask, owe: Owe, connection: Redis, mailbox: Mailbox
) -> None:
    owe(3)
    queue = queue_on(connection)
    assert [(list(job.args), job.kwargs) for job in queue.jobs] == [([], {})]

    _work(connection)

    assert states() == ["sent"] * 3
    assert len(mailbox.letters) == 3


def test_a_failing_drain_leaves_no_address_with_redis_and_the_worker_goes_on(
    app: Flask, owe: Owe, connection: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    [email] = owe(1)
    monkeypatch.setattr(retry, "TIMES", 0)
    db.session.execute(text("ALTER TABLE heartbeat RENAME TO lost"))
    db.session.commit()

    _work(connection)

    assert states() == ["queued"]
    assert email not in _everything_in(connection)
    assert "Traceback" not in _everything_in(connection)

    db.session.execute(text("ALTER TABLE lost RENAME TO heartbeat"))
    db.session.commit()
    enqueue_drain(queue_on(connection))
    _work(connection)
    assert states() == ["sent"]


@pytest.mark.parametrize(("rate", "left", "asked"), [(1, 1, 1), (0, 0, 0)])
def test_a_drain_that_leaves_letters_asks_for_the_next_one(
    app: Flask,
    owe: Owe,
    settings: Settings,
    connection: Redis,
    rate: int,
    left: int,
    asked: int,
) -> None:
    """One letter a minute: after two minutes another drain goes on."""
    owe(4)
    _wait_until_asked()
    connection.flushall()
    office, clock = worker_app(), TownClock(datetime.now(UTC))
    links, mail = office.extensions["zusage_links"], office.extensions["mail"]
    slow = replace(settings, mail_rate=rate)
    office.extensions["zusage_postman"] = Postman(slow, links, mail, clock, clock)
    drain()
    _wait_until_asked()
    assert states().count("queued") == left
    assert queue_on(connection).count == asked
