"""The one job that RQ runs: drain the outbox. It takes no argument, so it can leak none."""

import structlog
from flask import Flask

from registration.store.database import close_session
from registration.wakeup import wake_worker

from .app import worker_app
from .postman import Postman
from .shutdown import shutdown

log = structlog.get_logger(__name__)


def drain() -> None:
    """Send all that is due; after 120 s hand over to a next drain.

    A fault ends the drain, and the clock asks for the next one within a minute. It is
    not passed on to RQ, which would keep its message, and so perhaps an address.
    """
    app = worker_app()
    with app.app_context():
        try:
            if _postman(app).drain():
                wake_worker()
        except Exception as error:
            log.error("drain.failed", reason=type(error).__name__, exc_info=True)
        finally:
            close_session()


def _postman(app: Flask) -> Postman:
    """The postman of this process; it keeps MAIL_RATE from one drain to the next."""
    if "zusage_postman" not in app.extensions:
        app.extensions["zusage_postman"] = Postman(
            app.extensions["zusage_settings"],
            app.extensions["zusage_links"],
            app.extensions["mail"],
            shutdown=shutdown,
            wake_another=wake_worker,
        )
    found: Postman = app.extensions["zusage_postman"]
    return found
