"""What must be written down although the database is away for a moment."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from registration.store.database import db

TIMES = 60
PAUSE_SECONDS = 0.5

AWAY = (OperationalError, InterfaceError)

Result = TypeVar("Result")

log = structlog.get_logger(__name__)


def insist(action: Callable[[], Result]) -> Result:
    """Do it, for half a minute again and again; then raises what the database raises.

    A letter that was handed over and not marked would be sent twice.
    """
    for _ in range(TIMES):
        try:
            return action()
        except AWAY as error:
            log.warning("database.away", reason=type(error).__name__)
            with suppress(*AWAY):
                db.session.rollback()
            time.sleep(PAUSE_SECONDS)
    return action()


def let_go() -> None:
    """Give the connection back; one that died meanwhile is not worth a word."""
    try:
        db.session.remove()
    except AWAY:
        db.session.registry.clear()
