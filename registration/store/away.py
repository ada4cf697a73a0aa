"""Whether a fault says that the database is away, held or full for now, and not that we erred."""

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from .database import ONLY_READS

# After a fail-over the old server only reads; a transaction that idled too long was ended.
_PASSING_STATES = frozenset({ONLY_READS, "25P03"})


def is_away(error: BaseException | None) -> bool:
    """Whether the same may well succeed later, with nothing changed."""
    if isinstance(error, PoolTimeoutError):  # no connection of the pool came free
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_is_away(error.orig)
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(error, OperationalError | InterfaceError) or state in _PASSING_STATES


def _sqlite_is_away(error: sqlite3.Error) -> bool:
    """SQLite calls a faulty statement an OperationalError too; its code tells them apart."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return isinstance(error, sqlite3.OperationalError) and code != sqlite3.SQLITE_ERROR
