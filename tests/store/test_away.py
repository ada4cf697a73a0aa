"""Which faults say that the database is away for now, and which that we erred."""

import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    InternalError,
    NoResultFound,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from registration.store.away import is_away


def of_sqlite(code: int, kind: type[sqlite3.Error] = sqlite3.OperationalError) -> sqlite3.Error:
    error = kind("said")
    error.sqlite_errorcode = code
    return error


def told(kind: type[DBAPIError], original: BaseException) -> DBAPIError:
    return kind("SELECT 1", {}, original)


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (PoolTimeoutError("no connection"), True),
        (told(OperationalError, of_sqlite(sqlite3.SQLITE_BUSY)), True),
        (told(OperationalError, of_sqlite(sqlite3.SQLITE_FULL)), True),
        (told(OperationalError, of_sqlite(sqlite3.SQLITE_ERROR)), False),
        (told(OperationalError, sqlite3.OperationalError("without a code")), False),
        (told(IntegrityError, of_sqlite(sqlite3.SQLITE_BUSY, sqlite3.IntegrityError)), False),
        (told(OperationalError, psycopg.OperationalError("gone")), True),
        (told(InterfaceError, psycopg.InterfaceError("closed")), True),
        (told(InternalError, psycopg.errors.ReadOnlySqlTransaction("a replica")), True),
        (told(InternalError, psycopg.errors.IdleInTransactionSessionTimeout("ended")), True),
        (told(ProgrammingError, psycopg.errors.UndefinedTable("no table")), False),
        (told(DataError, psycopg.errors.NumericValueOutOfRange("too large")), False),
        (told(IntegrityError, psycopg.errors.UniqueViolation("twice")), False),
        (NoResultFound(), False),
        (ValueError(), False),
        (None, False),
    ],
    ids=lambda one: repr(one)[:60],
)
def test_only_what_may_succeed_later_with_nothing_changed_is_away(
    error: BaseException | None, away: bool
) -> None:
    assert is_away(error) is away
