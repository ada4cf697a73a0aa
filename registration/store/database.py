"""The database of the application, and how each kind of it is set up."""

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    URL,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Executable,
    MetaData,
    TypeDecorator,
    event,
)
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, registry

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 30
POOL_SECONDS = 10
_WITHOUT_TRANSACTION = {"isolation_level": "AUTOCOMMIT"}
ONLY_READS = "25006"  # SQLSTATE read_only_sql_transaction
# A message of SQLAlchemy's would quote what was typed.
_NO_VALUES: dict[str, Any] = {"hide_parameters": True}
_POSTGRESQL_OPTIONS: dict[str, Any] = {
    # Whatever the server's default: what is read under a lock must be what stands then.
    "isolation_level": "READ COMMITTED",
    # One turn for each page; a look at the socket instead saved nothing (docs/benchmarks.md).
    "pool_pre_ping": True,
    "pool_timeout": POOL_SECONDS,
    "pool_size": 10,
}
# A host that vanishes is noticed in eight seconds (libpq; seconds, the last one in ms).
_LINE_TIME_OUTS = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8000,
}
# What such a host, or a stuck process, leaves behind holds up the others for so long only.
_SESSION_TIME_OUTS = {
    "idle_in_transaction_session_timeout": "8s",
    "lock_timeout": "5s",
    "statement_timeout": "15s",
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
    own = _sqlite_options if url.get_backend_name() == "sqlite" else _postgresql_options
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _NO_VALUES | own(url)
    db.init_app(app)
    # Runs before Flask-SQLAlchemy's own, which would raise behind a finished answer.
    app.teardown_appcontext(lambda _error: close_session())


def close_session() -> None:
    """Give the connection back; that it died meanwhile is no error."""
    try:
        db.session.remove()
    except SQLAlchemyError:
        db.session.registry.clear()


def roll_back() -> None:
    """End the transaction; that its connection died meanwhile is no error."""
    try:
        db.session.rollback()
    except SQLAlchemyError:
        close_session()


def _postgresql_options(url: URL) -> dict[str, Any]:
    """Time-outs, as far as the URL names none; of its options the last one counts, its own."""
    line = {name: value for name, value in _LINE_TIME_OUTS.items() if name not in url.query}
    options = [f"-c {name}={value}" for name, value in _SESSION_TIME_OUTS.items()]
    given = url.query.get("options", ())
    options += [given] if isinstance(given, str) else given
    return _POSTGRESQL_OPTIONS | {"connect_args": line | {"options": " ".join(options)}}


def _sqlite_options(url: URL) -> dict[str, Any]:
    _make_private(Path(url.database or ""))
    return {"connect_args": {} if "timeout" in url.query else {"timeout": BUSY_SECONDS}}


def _make_private(file: Path) -> None:
    """Names stand in it: only its owner may read it, whatever the umask says.

    SQLite gives the files beside it the same rights.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        file.touch(mode=0o600)


def run(statement: Executable, values: Mapping[str, Any]) -> CursorResult[Any]:
    """Run a statement about tables in the session's transaction.

    The session's own ``execute`` would first look what it means for objects.
    """
    return db.session.connection().execute(statement, values)


def only_read() -> None:
    """Read without BEGIN and ROLLBACK what a page shows: two turns less to PostgreSQL.

    Each statement sees what is committed, as under READ COMMITTED. A page that reads so is
    a third faster (docs/benchmarks.md); whatever it tried to write would be refused.
    """
    if not db.session().in_transaction() and db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options=_WITHOUT_TRANSACTION)


def begin_to_write() -> None:
    """End what ``only_read`` began: without a transaction a lock would hold nothing."""
    if db.session().in_transaction() and _has_no_transaction(db.session.connection()):
        db.session.rollback()


def _has_no_transaction(connection: Connection) -> bool:
    return _WITHOUT_TRANSACTION.items() <= connection.get_execution_options().items()


@event.listens_for(Engine, "before_cursor_execute")
def _refuse_to_write(connection: Connection, *about: Any) -> None:
    """Without a transaction half of what belongs together could stay alone."""
    context = about[3]
    writes = context.isinsert or context.isupdate or context.isdelete
    if writes and _has_no_transaction(connection):
        raise RuntimeError("begin_to_write() comes first")


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """WAL lets readers read while one writes; FULL keeps what a 303 promised."""
    if not isinstance(connection, sqlite3.Connection):
        return
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "handle_error")
def _leave_a_server_that_only_reads(context: ExceptionContext) -> None:
    """After a fail-over the pool's connections may lead to the old server: make new ones."""
    if getattr(context.original_exception, "sqlstate", None) == ONLY_READS:
        context.is_disconnect = True
