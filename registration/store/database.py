"""The database of the application, and how each kind of it is set up."""

import select
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Executable,
    MetaData,
    Row,
    TypeDecorator,
    event,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, registry

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 30
POOL_SECONDS = 10
_POSTGRESQL_OPTIONS: dict[str, Any] = {
    # Whatever the server's default: what is read under a lock must be what stands then.
    "isolation_level": "READ COMMITTED",
    "pool_timeout": POOL_SECONDS,
    "pool_size": 10,
}

_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored in UTC on both databases (SQLite keeps no offset)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without offset; store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs its offset from UTC")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give every time back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of all models."""

    registry = registry(
        metadata=MetaData(naming_convention=_NAMES), type_annotation_map={datetime: UtcDateTime}
    )


db = SQLAlchemy(model_class=Base)

# Flask-SQLAlchemy makes its own class of it while the program runs.
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def configure(app: Flask, database_url: str) -> None:
    """Bind the database to an application."""
    url = make_url(database_url)
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = (
        _sqlite_options(Path(url.database or ""))
        if url.get_backend_name() == "sqlite"
        else _POSTGRESQL_OPTIONS
    )
    db.init_app(app)


def run(statement: Executable, values: Mapping[str, Any]) -> CursorResult[Any]:
    """Run a statement about tables in the session's transaction.

    The session's own ``execute`` would first look what it means for objects.
    """
    return db.session.connection().execute(statement, values)


def glance(statement: Executable, values: Mapping[str, Any]) -> Row[Any] | None:
    """The one row of a statement that only reads, beside the session and any transaction."""
    with _without_transactions(db.engine).connect() as connection:
        return connection.execute(statement, values).one_or_none()


@lru_cache(maxsize=8)
def _without_transactions(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def only_read() -> None:
    """Let a page that changes nothing read without BEGIN and ROLLBACK: two turns less.

    Each statement sees what is committed, as under READ COMMITTED.
    """
    if not db.session().in_transaction() and db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        db.session.info["only_reads"] = True


def begin_to_write() -> None:
    """End what ``only_read`` began: without a transaction a lock would hold nothing."""
    if db.session.info.pop("only_reads", False):
        db.session.rollback()


def _sqlite_options(path: Path) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return {"connect_args": {"timeout": BUSY_SECONDS}}


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """WAL lets readers read while one writes; FULL keeps what a 303 promised."""
    if not isinstance(connection, sqlite3.Connection):
        return
    for pragma in (
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "checkout")
def _pass_over_dead_connections(connection: Any, _record: Any, _proxy: Any) -> None:
    """Take a new connection if PostgreSQL has ended the pool's.

    A server that ends says so, or its socket closes; at rest there is nothing else to
    read. So a look at the socket is enough, and a turn to the server is spared.
    """
    if isinstance(connection, sqlite3.Connection):
        return
    if connection.closed:
        raise InvalidatePoolError
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        raise InvalidatePoolError
