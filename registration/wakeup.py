"""Wakes the worker after a commit. If Redis is away nothing is lost: the clock wakes it too."""

import structlog
from flask import Flask, current_app
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue

QUEUE = "letters"
DRAIN = "worker.jobs.drain"
_SECONDS = 0.5
_KEPT_SECONDS = 60

log = structlog.get_logger(__name__)


def configure(app: Flask, redis_url: str) -> None:
    """Give the application a queue whose connection gives up quickly."""
    connection = Redis.from_url(
        redis_url,
        socket_connect_timeout=_SECONDS,
        socket_timeout=_SECONDS,
        # One new try for a connection that Redis' restart has closed; people are waiting.
        retry=Retry(NoBackoff(), 1),
    )
    app.extensions["zusage_queue"] = Queue(QUEUE, connection=connection)


def nudge() -> bool:
    """Ask for a drain of the outbox unless one waits already; whether Redis answered."""
    try:
        enqueue_drain(current_app.extensions["zusage_queue"])
    except (RedisError, OSError) as error:
        log.warning("wakeup.missed", reason=type(error).__name__)
        return False
    return True


def enqueue_drain(queue: Queue) -> None:
    """Enqueue one drain if none waits. No job limit: it must not strike in mid-SMTP."""
    if queue.count:
        return
    queue.enqueue(DRAIN, job_timeout=-1, result_ttl=0, failure_ttl=_KEPT_SECONDS)
