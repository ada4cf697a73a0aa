"""The worker process: ``python -m worker``. Outwaits a missing Redis and ends on SIGTERM.

With ``--clock`` it keeps time too, in a thread: one process less, which a small machine
feels (docs/benchmarks.md, Memory).
"""

import argparse
import json
import signal
import sys
import time
from collections.abc import Sequence
from threading import Thread
from types import FrameType
from typing import Any

import structlog
from redis import ConnectionError as RedisConnectionError
from redis import Redis, RedisError
from redis import TimeoutError as RedisTimeoutError
from redis.backoff import ExponentialWithJitterBackoff
from redis.retry import Retry
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.worker import WorkerStatus

from registration.settings import Settings, SettingsError
from registration.wakeup import DRAIN, QUEUE, enqueue_drain, queue_on, words_of

from . import clock
from .app import worker_app
from .shutdown import shutdown

PAUSE_SECONDS = 1
LONGEST_PAUSE_SECONDS = 15

log = structlog.get_logger(__name__)


class UntilShutdown(ExponentialWithJitterBackoff):
    """Growing pauses while Redis is away, until the process is asked to stop."""

    def compute(self, failures: int) -> float:
        """The next pause in seconds; raises ConnectionError once it is time to end."""
        if shutdown.requested:
            raise RedisConnectionError("it is time to end")
        return super().compute(failures)


class DrainJob(Job):
    """A drain, whatever its row in Redis says.

    RQ would call any dotted name that stands there, and callbacks and webhooks beside it:
    whoever can write to Redis must not choose what runs here.
    """

    def restore(self, raw_data: Any) -> Any:
        """Take nothing from Redis but that there is a job."""
        data = json.dumps((DRAIN, None, [], {})).encode()
        return super().restore(
            {
                b"data": data,
                b"origin": QUEUE.encode(),
                b"status": b"queued",
                b"timeout": b"-1",
                b"result_ttl": b"0",
                b"failure_ttl": b"60",
            }
        )


class DrainWorker(SimpleWorker):
    """RQ's worker without a work horse. Its end never waits for Redis."""

    job_class = DrainJob

    def subscribe(self) -> None:
        """Take no command: whoever can write to Redis could end the worker with one."""

    def unsubscribe(self) -> None:
        """Nothing was subscribed to."""

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Let the letter at hand go out; end at once if there is none.

        RQ's own handler talks to Redis, which may be away while SMTP is in the middle.
        """
        if shutdown.requested:
            return
        shutdown.request()
        self._stop_requested = True
        if self.get_state() != WorkerStatus.BUSY:
            raise StopRequested


def retrying_connection(redis_url: str) -> Redis:
    """A connection that waits for Redis to come back instead of ending the process."""
    return Redis.from_url(
        redis_url,
        retry=Retry(UntilShutdown(base=0.2, cap=2), 60),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
        health_check_interval=30,
    )


def worker_on(queue: Queue) -> DrainWorker:
    """The worker of a queue."""
    return DrainWorker([queue], connection=queue.connection, serializer=JSONSerializer)


def work(redis_url: str) -> None:
    """Run drains until told to end, whatever Redis answers.

    RQ's loop ends for want of Redis or at an answer it did not expect; ours begins another,
    after a pause that grows while it goes on so.
    """
    interruptions = 0
    while not shutdown.requested:
        begun = time.monotonic()
        try:
            _work_once(redis_url)
        except StopRequested:
            return
        except Exception as error:
            # The message may name what was sent; its first word or kind says enough.
            reason = words_of(error) if isinstance(error, RedisError) else type(error).__name__
            log.warning("worker.interrupted", reason=reason)
        worked = time.monotonic() - begun > LONGEST_PAUSE_SECONDS
        interruptions = 1 if worked else interruptions + 1
        shutdown.wait(min(PAUSE_SECONDS * 2 ** min(interruptions - 1, 9), LONGEST_PAUSE_SECONDS))


def _work_once(redis_url: str) -> None:
    connection = retrying_connection(redis_url)
    queue = queue_on(connection)
    # What was asked for may be lost with Redis: whoever comes to work looks for letters.
    enqueue_drain(queue)
    worker_on(queue).work(logging_level="WARNING")


def main(words: Sequence[str] = ()) -> None:
    """Check the settings, load the application, work."""
    parser = argparse.ArgumentParser(prog="python -m worker", description="Sends letters.")
    parser.add_argument("--clock", action="store_true", help="do each minute what is due, too")
    keeps_time = parser.parse_args(words).clock
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, shutdown.request)
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        sys.exit(str(error))
    worker_app()
    log.info("worker.ready")
    if keeps_time:
        Thread(target=clock.run, args=(settings,), name="clock").start()
    try:
        work(settings.redis_url)
    finally:
        shutdown.request()  # or the clock would keep half a process alive
    log.info("worker.ended")


if __name__ == "__main__":
    main(sys.argv[1:])
