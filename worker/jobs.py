"""The one job that RQ runs: drain the outbox. It takes no argument, so it can leak none."""

from flask import current_app

from registration.store.database import db
from registration.wakeup import nudge

from .office import office
from .postman import Postman


def drain() -> None:
    """Send all that is due; after 120 s hand over to a next drain."""
    app = office()
    with app.app_context():
        postman = Postman(
            current_app.extensions["zusage_settings"],
            current_app.extensions["zusage_links"],
            current_app.extensions["mail"],
        )
        try:
            more = postman.drain()
        finally:
            db.session.remove()
        if more:
            nudge()
