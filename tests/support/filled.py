"""Fills every table of a database with rows, whatever its tables are at that revision."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Enum,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
)

from registration.store.database import db

ROWS = 2
_AT = datetime(2027, 1, 4, 10, tzinfo=UTC)
_VERSION_TABLE = "alembic_version"
# What the tables' own checks ask for; and a letter that went, which is deleted one day.
_FITTING = {
    ("session", "ends"): _AT + timedelta(days=9),
    ("message", "state"): "sent",
    ("registration", "state"): "confirmed",
    ("training", "state"): "published",
}

Rows = dict[str, dict[Any, dict[str, Any]]]


def fill(engine: Engine) -> None:
    """Put rows into each table that has none; every column that may be filled is."""
    with engine.begin() as connection:
        for table in _tables(connection):
            if not connection.scalar(select(func.count()).select_from(table)):
                for number in range(1, ROWS + 1):
                    connection.execute(insert(table), _row(table, number))


def rows_of(engine: Engine) -> Rows:
    """Every row of every table, by table and primary key."""
    with engine.connect() as connection:
        return {
            table.name: {
                tuple(row[column.name] for column in table.primary_key): dict(row)
                for row in connection.execute(select(table)).mappings()
            }
            for table in _tables(connection)
        }


def columns_of(engine: Engine) -> dict[str, set[str]]:
    """The names of each table's columns."""
    look = inspect(engine)
    return {t: {c["name"] for c in look.get_columns(t)} for t in look.get_table_names()}


def _tables(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != _VERSION_TABLE]


def _row(table: Table, number: int) -> dict[str, Any]:
    return {column.name: _value(column, number) for column in table.c}


def _value(column: Column[Any], number: int) -> Any:
    name, kind = (column.table.name, column.name), column.type
    if name == ("registration", "queue_rank"):
        return None
    if name in _FITTING:
        return _FITTING[name]
    if (words := _words(column)) is not None:
        return words[0]
    if isinstance(kind, JSON):
        return {"number": number}
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer):
        return number
    if isinstance(kind, DateTime):
        return _AT + timedelta(days=number)
    if isinstance(kind, Date):
        return date(2027, 1, number)
    if isinstance(kind, LargeBinary):
        return b"%d" % number
    return f"{column.name[:12]}{number}"


def _words(column: Column[Any]) -> list[str] | None:
    """What the column may hold if it holds an enum today: the database itself takes any text."""
    table = db.metadata.tables.get(column.table.name)
    known = None if table is None else table.c.get(column.name)
    return known.type.enums if known is not None and isinstance(known.type, Enum) else None
