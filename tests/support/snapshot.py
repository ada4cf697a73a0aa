"""A database as it was at one moment, to be put back again and again."""

import sqlite3

import psycopg
from sqlalchemy import make_url

from registration.store.database import db


class SqliteSnapshot:
    """A copy in memory."""

    def __init__(self, url: str) -> None:
        self._file = sqlite3.connect(str(make_url(url).database))
        self._kept = sqlite3.connect(":memory:")
        self._file.backup(self._kept)

    def restore(self) -> None:
        """Put everything back."""
        self._kept.backup(self._file)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
        self._kept.close()


class PostgresSnapshot:
    """A copy of each table in a schema beside it."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._tables = [table.name for table in db.metadata.sorted_tables]
        copies = (f'CREATE TABLE kept."{name}" AS TABLE "{name}"' for name in self._tables)
        self._run("DROP SCHEMA IF EXISTS kept CASCADE", "CREATE SCHEMA kept", *copies)

    def restore(self) -> None:
        """Put everything back, without a look at references: they were right before."""
        names = ", ".join(f'"{name}"' for name in self._tables)
        rows = (f'INSERT INTO "{name}" SELECT * FROM kept."{name}"' for name in self._tables)
        self._run(f"SET session_replication_role = replica; TRUNCATE {names}", *rows)

    def _run(self, *statements: str) -> None:
        self._connection.execute("; ".join(statements))

    def close(self) -> None:
        """Take the copies away; other tests use this database too."""
        self._run("DROP SCHEMA kept CASCADE")
        self._connection.close()


def snapshot(url: str) -> SqliteSnapshot | PostgresSnapshot:
    """What a database holds now."""
    return SqliteSnapshot(url) if url.startswith("sqlite") else PostgresSnapshot(url)
