"""Whoever can write to Redis can have letters sent sooner, and nothing else."""

import json
import pickle
import zlib
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from rq import Queue, SimpleWorker

from registration.wakeup import DRAIN, QUEUE, queue_on
from tests.support.mail import Mailbox
from tests.worker.test_jobs import Owe, connection, now, settings
from worker.__main__ import worker_on

__all__ = ["connection", "now", "settings"]

JOB = "00000000-0000-4000-8000-000000000001"


class Evil:
    """Unpickling it makes a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self.file), "w")


def enqueue(connection: Redis, row: dict[str, bytes | str]) -> None:
    values: dict[Any, Any] = {"origin": QUEUE, "status": "queued", **row}
    connection.hset(f"rq:job:{JOB}", mapping=values)
    connection.rpush(f"rq:queue:{QUEUE}", JOB)


def ways(file: Path) -> list[dict[str, bytes | str]]:
    evil = pickle.dumps(Evil(file))
    drain = pickle.dumps((DRAIN, None, (), {}))
    return [
        {"data": evil},
        {"data": zlib.compress(evil)},
        {"data": pickle.dumps(("builtins.open", None, (str(file), "w"), {}))},
        {"data": json.dumps(["pathlib.Path.touch", None, [str(file)], {}])},
        {"data": drain, "success_callback_name": "builtins.breakpoint"},
        {"data": drain, "meta": evil},
        {"data": drain, "webhooks": '[{"url": "http://127.0.0.1:1/", "on": ["success"]}]'},
        {"data": b"", "status": "nonsense", "timeout": "never", "created_at": "yesterday"},
    ]


@pytest.mark.parametrize("number", range(8))
def test_whatever_stands_in_redis_the_worker_drains_and_does_nothing_else(
    connection: Redis, tmp_path: Path, number: int, owe: Owe, mailbox: Mailbox
) -> None:
    owe(1)
    connection.flushdb()
    file = tmp_path / "made-by-an-attacker"
    enqueue(connection, ways(file)[number])
    worker_on(queue_on(connection)).work(burst=True)
    assert len(mailbox.letters) == 1
    assert not file.exists()
    assert queue_on(connection).count == 0


def test_no_command_from_redis_is_heard(connection: Redis) -> None:
    worker = worker_on(queue_on(connection))
    worker.bootstrap()
    assert connection.pubsub_channels("*") == []
    command = json.dumps({"command": "shutdown"})
    assert connection.publish(worker.pubsub_channel_name, command) == 0
    worker.unsubscribe()


def test_a_worker_of_rq_itself_would_have_been_taken_in(connection: Redis, tmp_path: Path) -> None:
    file = tmp_path / "made-by-an-attacker"
    enqueue(connection, ways(file)[0])
    SimpleWorker([Queue(QUEUE, connection=connection)], connection=connection).work(burst=True)
    assert file.exists()
