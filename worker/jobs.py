"""The one job that RQ runs: drain the outbox. It takes no argument, so it can leak none."""

import structlog
from flask import Flask

from registration.store.database import let_go
from registration.wakeup import nudge

from .app import office
from .postman import Postman
from .shutdown import closing_time

log = structlog.get_logger(__name__)


def drain() -> None:
    """Send all that is due; after 120 s hand over to a next drain.

    A fault ends the drain, and the clock asks for the next one within a minute. It is
    not passed on to RQ, which would keep its message, and so perhaps an address.
    """
    app = office()
    with app.app_context():
        try:
            if _postman(app).drain():
                nudge()
        except Exception as error:
            log.error("drain.failed", reason=type(error).__name__, exc_info=True)
        finally:
            let_go()


def _postman(app: Flask) -> Postman:
    """The postman of this process: she keeps MAIL_RATE from one drain to the next."""
    if "zusage_postman" not in app.extensions:
        app.extensions["zusage_postman"] = Postman(
            app.extensions["zusage_settings"],
            app.extensions["zusage_links"],
            app.extensions["mail"],
            bell=closing_time,
            call_help=nudge,
        )
    found: Postman = app.extensions["zusage_postman"]
    return found
