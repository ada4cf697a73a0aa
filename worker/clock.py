"""The clock process: ``python -m worker.clock``. Each minute it does what is due.

``python -m worker --clock`` runs it in a thread of the worker. It needs no Redis: a tick
writes what is owed into the database, and wakes the worker if it can. Two clocks are
harmless.
"""

import signal
import sys
from datetime import UTC, datetime

import structlog
from flask import Flask

from registration.actions.tick import tick
from registration.settings import Settings, SettingsError
from registration.store.database import close_session

from .app import worker_app
from .shutdown import shutdown

INTERVAL_SECONDS = 60

log = structlog.get_logger(__name__)


def tick_once(app: Flask, settings: Settings) -> None:
    """One tick; a fault is logged and the next minute tries again."""
    with app.app_context():
        try:
            tick(datetime.now(UTC), settings.zone)
        except Exception as error:
            log.error("clock.failed", reason=type(error).__name__, exc_info=True)
        finally:
            close_session()


def run(settings: Settings) -> None:
    """Tick each minute until told to stop."""
    app = worker_app()
    log.info("clock.ready")
    while not shutdown.requested:
        tick_once(app, settings)
        shutdown.wait(INTERVAL_SECONDS)


def main() -> None:
    """Check the settings, then run."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, shutdown.request)
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        sys.exit(str(error))
    run(settings)


if __name__ == "__main__":
    main()
