"""A row's lock, for tables other than trainings."""

from typing import Any

from sqlalchemy import update

from .database import Base, db
from .dialect import table_of


def lock_row(model: type[Base], row_id: Any) -> None:
    """Lock a row, if it is there, and give up what was read before.

    The UPDATE takes the one write lock on SQLite, the row's on PostgreSQL.
    """
    db.session.rollback()
    table = table_of(model)
    db.session.execute(update(table).where(table.c.id == row_id).values(id=table.c.id))
