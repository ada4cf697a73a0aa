"""The wake-up asks once, asks quickly, and a missing Redis harms nobody."""

import time

import pytest
import redis
from flask import Flask
from redis import Redis
from rq import Queue

from registration.settings import Settings
from registration.wakeup import QUEUE, nudge
from tests.conftest import settings_for


@pytest.fixture
def queue(valkey: str) -> Queue:
    """The queue of the worker, empty."""
    connection: Redis = redis.Redis.from_url(valkey)
    connection.flushall()
    return Queue(QUEUE, connection=connection)


@pytest.fixture
def settings(request: pytest.FixtureRequest, database_url: str) -> Settings:
    """A town with or without Redis."""
    if "queue" in request.fixturenames:
        return settings_for(database_url, redis_url=request.getfixturevalue("valkey"))
    return settings_for(database_url)


def test_one_waiting_drain_is_enough(queue: Queue, app: Flask) -> None:
    assert [nudge() for _ in range(5)] == [True] * 5
    assert queue.count == 1


def test_a_drain_that_runs_already_does_not_hear_of_new_letters(queue: Queue, app: Flask) -> None:
    nudge()
    queue.pop_job_id()  # a worker has begun
    nudge()
    assert queue.count == 1


def test_no_job_limit_can_strike_in_the_middle_of_smtp(queue: Queue, app: Flask) -> None:
    nudge()
    assert [job.timeout for job in queue.jobs] == [-1]


def test_a_missing_redis_is_said_quickly_and_harms_nobody(app: Flask) -> None:
    begun = time.monotonic()
    assert nudge() is False
    assert time.monotonic() - begun < 2
