"""Wakes the worker after a commit. If Redis is away nothing is lost: the clock wakes it too."""

import re
import time
from threading import Lock, Thread

import structlog
from flask import Flask, current_app
from redis import Redis, exceptions
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

QUEUE = "letters"
DRAIN = "worker.jobs.drain"
THREAD = "wake-up"
_SECONDS = 0.5
_KEPT_SECONDS = 60
_PAUSE_SECONDS = 0.02

SILENT = "does not answer"

log = structlog.get_logger(__name__)


class Waker:
    """Asks for drains in a thread of its own, so that no page waits for Redis.

    The thread lives as long as there is something to ask. In a crowd one question stands
    for all the letters that were owed since the last. It is no daemon: a process that
    ends asks first.
    """

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._lock = Lock()
        self._wanted = self._busy = False

    def ring(self) -> None:
        """Have a drain asked for soon after now."""
        with self._lock:
            self._wanted = True
            if self._busy:
                return
            self._busy = True
        try:
            Thread(target=self._ask_while_wanted, name=THREAD).start()
        except RuntimeError as error:  # no thread to be had; what was committed stands
            self._busy = False
            log.warning("wakeup.missed", reason=type(error).__name__)

    def _ask_while_wanted(self) -> None:
        while self._go_on():
            self._ask()
            time.sleep(_PAUSE_SECONDS)

    def _go_on(self) -> bool:
        with self._lock:
            self._busy, self._wanted = self._wanted, False
            return self._busy

    def _ask(self) -> None:
        try:
            enqueue_drain(self._queue)
        except Exception as error:  # whatever it is, the clock asks again within a minute
            log.warning("wakeup.missed", reason=type(error).__name__)


def configure(app: Flask, redis_url: str) -> None:
    """Give the application a queue whose connection gives up quickly."""
    connection = Redis.from_url(
        redis_url,
        socket_connect_timeout=_SECONDS,
        socket_timeout=_SECONDS,
        # One new try for a connection that Redis' restart has closed.
        retry=Retry(NoBackoff(), 1),
    )
    queue = queue_on(connection)
    app.extensions["zusage_queue"] = queue
    app.extensions["zusage_waker"] = Waker(queue)


def queue_on(connection: Redis) -> Queue:
    """The one queue; what stands in Redis is JSON, since reading a pickle runs it."""
    return Queue(QUEUE, connection=connection, serializer=JSONSerializer)


def wake_worker() -> None:
    """Ask for a drain of the outbox unless one waits already; returns at once."""
    waker: Waker = current_app.extensions["zusage_waker"]
    waker.ring()


def enqueue_drain(queue: Queue) -> None:
    """Enqueue one drain if none waits. No job limit: it must not strike in mid-SMTP."""
    if queue.count:
        return
    queue.enqueue(DRAIN, job_timeout=-1, result_ttl=0, failure_ttl=_KEPT_SECONDS)


_WORDS = {
    exceptions.ReadOnlyError: "only reads: it is a replica",
    exceptions.OutOfMemoryError: "is full",
    exceptions.BusyLoadingError: "is loading its data",
    exceptions.AuthenticationError: "refuses our sign-in",
    exceptions.NoPermissionError: "refuses our sign-in",
    exceptions.ClusterDownError: "is a cluster that is down",
}


def words_of(error: BaseException) -> str:
    """What a fault of Redis means, for people who watch; it names no value."""
    for kind, words in _WORDS.items():
        if isinstance(error, kind):
            return words
    if isinstance(error, exceptions.ResponseError):
        # Its first word is its code, such as MISCONF.
        return f"answers {re.sub('[^A-Z]', '', str(error).split(' ', 1)[0])[:20]}".strip()
    return SILENT
