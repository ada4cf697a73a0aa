"""The wake-up asks once, nobody waits for it, and a missing Redis harms nobody."""

import os
import signal
import socket
import threading

import pytest
import redis
from flask import Flask
from redis import Redis
from rq import Queue
from structlog.testing import capture_logs

from registration.app import create_app
from registration.settings import Settings
from registration.wakeup import THREAD, queue_on, wake_worker
from tests.conftest import settings_for
from tests.support.processes import until


@pytest.fixture
def queue(valkey: str) -> Queue:
    """The queue of the worker, empty."""
    connection: Redis = redis.Redis.from_url(valkey)
    connection.flushall()
    return queue_on(connection)


@pytest.fixture
def settings(request: pytest.FixtureRequest, database_url: str) -> Settings:
    """A town with or without Redis."""
    if "queue" in request.fixturenames:
        return settings_for(database_url, redis_url=request.getfixturevalue("valkey"))
    return settings_for(database_url)


def under_way() -> list[threading.Thread]:
    """Who asks just now."""
    return [thread for thread in threading.enumerate() if thread.name == THREAD]


def all_is_asked() -> None:
    """Wait until the wake-up has nothing left to ask."""
    for thread in under_way():
        thread.join()


def test_one_waiting_drain_is_enough(queue: Queue, app: Flask) -> None:
    for _ in range(5):
        wake_worker()
    all_is_asked()
    assert queue.count == 1


def test_a_drain_that_runs_already_does_not_hear_of_new_letters(queue: Queue, app: Flask) -> None:
    wake_worker()
    all_is_asked()
    queue.pop_job_id()  # a worker has begun
    wake_worker()
    all_is_asked()
    assert queue.count == 1


def test_a_letter_owed_while_redis_is_asked_is_asked_for_too(queue: Queue, app: Flask) -> None:
    for _ in range(20):
        wake_worker()
        until(lambda: queue.count, "a drain was asked for")
        queue.pop_job_id()  # a worker has begun
    all_is_asked()
    assert queue.count == 0


def test_no_job_limit_can_strike_in_the_middle_of_smtp(queue: Queue, app: Flask) -> None:
    wake_worker()
    all_is_asked()
    assert [job.timeout for job in queue.jobs] == [-1]


def test_a_process_that_was_forked_asks_for_itself(queue: Queue, app: Flask) -> None:
    wake_worker()
    all_is_asked()
    queue.pop_job_id()
    child = os.fork()
    if not child:
        wake_worker()
        all_is_asked()
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert queue.count == 1


def test_a_missing_redis_is_logged_and_harms_nobody(app: Flask) -> None:
    with capture_logs() as lines:
        wake_worker()
        all_is_asked()
    assert [line["event"] for line in lines] == ["wakeup.missed"]


def test_nobody_waits_for_a_redis_that_says_nothing(database_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        app = create_app(settings_for(database_url, redis_url=url))
        with app.app_context():
            wake_worker()
        assert under_way()
    all_is_asked()


def test_a_process_without_threads_to_spare_asks_the_next_time(
    queue: Queue, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        wake_worker()
    wake_worker()
    all_is_asked()
    assert queue.count == 1
