"""The worker process: ``python -m worker``. Outwaits a missing Redis and ends on SIGTERM."""

import signal
import sys
import time
from types import FrameType

import structlog
from redis import ConnectionError as RedisConnectionError
from redis import Redis
from redis import TimeoutError as RedisTimeoutError
from redis.backoff import ExponentialWithJitterBackoff
from redis.retry import Retry
from rq import Queue, SimpleWorker

from registration.settings import Settings, SettingsError
from registration.wakeup import QUEUE

from .office import office

PAUSE_SECONDS = 2

log = structlog.get_logger(__name__)


def patient_connection(redis_url: str) -> Redis:
    """A connection that waits for Redis to come back instead of ending the process."""
    return Redis.from_url(
        redis_url,
        retry=Retry(ExponentialWithJitterBackoff(base=0.2, cap=2), 60),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
        health_check_interval=30,
    )


def work(redis_url: str) -> None:
    """Run drains until told to stop; one that ends for want of Redis is followed by another."""
    while True:
        try:
            connection = patient_connection(redis_url)
            worker = SimpleWorker([Queue(QUEUE, connection=connection)], connection=connection)
            worker.work(logging_level="WARNING")
            return
        except (RedisConnectionError, RedisTimeoutError) as error:
            log.warning("worker.redis_away", reason=type(error).__name__)
            time.sleep(PAUSE_SECONDS)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    # Before RQ has taken over the signal there is nothing to finish.
    sys.exit(0)


def main() -> None:
    """Check the settings, load the application, work."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        sys.exit(str(error))
    office()
    log.info("worker.ready")
    work(settings.redis_url)


if __name__ == "__main__":
    main()
