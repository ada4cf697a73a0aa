"""What both databases can do but spell in modules of their own."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from .database import Base, db

_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def insert(model: type[Base]) -> Any:
    """An INSERT that knows ON CONFLICT, for the database at hand."""
    return _INSERTS[db.session.get_bind().dialect.name](model)
