"""The connection on which migrations run: alone, whole or not at all, and with no time-outs."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

_PATIENCE_MS = 60 * 60 * 1000
_TIME_OUTS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


class BrokenReference(Exception):
    """After the migrations a row names one that is not there."""


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """One transaction that waits for other upgrades; a fault in it leaves nothing behind."""
    with engine.connect() as connection:
        # What is set here is meant for no other use of this connection.
        connection.detach()
        with connection.begin():
            if connection.dialect.name == "sqlite":
                yield from _on_sqlite(connection)
            else:
                yield from _on_postgresql(connection)


def _on_sqlite(connection: Connection) -> Iterator[Connection]:
    # Another upgrade may take longer than any page would wait.
    connection.exec_driver_sql(f"PRAGMA busy_timeout={_PATIENCE_MS}")
    # A table that is changed is copied and dropped, which its references would forbid.
    # The pragma does nothing inside a transaction, so it comes first.
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    # sqlite3 by itself begins only before the first change of a row, never before DDL.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    _drop_leftovers(connection)
    yield connection
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise BrokenReference(f"{len(broken)} rows, the first in table {broken[0][0]}")


def _drop_leftovers(connection: Connection) -> None:
    """Drop the copies that a migration without a transaction left when it failed."""
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    tables = set(names.scalars())
    for table in tables:
        if f"_alembic_tmp_{table}" in tables:
            connection.exec_driver_sql(f'DROP TABLE "_alembic_tmp_{table}"')


def _on_postgresql(connection: Connection) -> Iterator[Connection]:
    for name in _TIME_OUTS:
        connection.exec_driver_sql(f"SET LOCAL {name} = 0")
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('zusage.migrations'))")
    yield connection
