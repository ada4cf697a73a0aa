"""What both databases can do but spell in modules of their own."""

from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from .database import Base, db

_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def insert(model: type[Base]) -> Any:
    """An INSERT that knows ON CONFLICT, for the database at hand."""
    return _INSERTS[db.session.get_bind().dialect.name](model)


def insert_once(model: type[Base]) -> Any:
    """An INSERT that passes over what is there already and gives the id of what is new."""
    return _insert_once(db.session.get_bind().dialect.name, model)


@lru_cache
def _insert_once(dialect: str, model: type[Base]) -> Any:
    # Made once: building it anew for each row would take longer than running it.
    table = table_of(model)
    return _INSERTS[dialect](table).on_conflict_do_nothing().returning(table.c.id)


def table_of(model: type[Base]) -> Table:
    """The table of a model, for statements that need no objects."""
    return cast(Table, model.__table__)
