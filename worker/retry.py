"""Retries while the database is away for a moment."""

import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from registration.store.away import is_away
from registration.store.database import roll_back

TIMES = 60
PAUSE_SECONDS = 0.5

Result = TypeVar("Result")

log = structlog.get_logger(__name__)


def with_retry(action: Callable[[], Result]) -> Result:
    """Do it, and again for half a minute while the database is away; then raise its error.

    A letter that was handed over and not marked would be sent twice.
    """
    for _ in range(TIMES):
        try:
            return action()
        except SQLAlchemyError as error:
            roll_back()
            if not is_away(error):
                raise
            log.warning("database.away", reason=type(error).__name__)
            time.sleep(PAUSE_SECONDS)
    return action()
