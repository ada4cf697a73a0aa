"""The rows that one sign-up writes: in one statement where the database takes several at once.

PostgreSQL is a turn away for each statement, and whoever holds the training's lock makes
others wait; SQLite knows no INSERT inside a WITH, and is in the process itself.
"""

from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Insert,
    Table,
    bindparam,
    insert,
    literal,
    literal_column,
    select,
)
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from ..database import db, run
from ..dialect import table_of
from ..models import AuditEntry, Message, Registration, Submission

_REGISTRATION, _SUBMISSION = table_of(Registration), table_of(Submission)
_ENTRY, _LETTER = table_of(AuditEntry), table_of(Message)
_NEW_REGISTRATION = insert(_REGISTRATION).returning(_REGISTRATION.c.id)

Row = dict[str, Any]
Shape = tuple[tuple[Table, tuple[str, ...]], ...]


def add_submission(submission: Row) -> None:
    """Claim a form's token id together with its address."""
    run(_plain(_SUBMISSION), submission)


def add_sign_up(registration: Row, submission: Row, entry: Row, letter: Row | None) -> None:
    """Store somebody new, the claim of the form, the line in the log, the letter owed.

    ``entry`` and ``letter`` get the new registration's id.
    """
    rows = {_REGISTRATION: registration, _SUBMISSION: submission, _ENTRY: entry}
    if letter is not None:
        rows[_LETTER] = letter
    if db.engine.dialect.name == "postgresql":
        shape = tuple((table, tuple(row)) for table, row in rows.items())
        run(_at_once(shape), {_bind(t, name): row[name] for t, row in rows.items() for name in row})
    else:
        _one_by_one(rows)


def _one_by_one(rows: dict[Table, Row]) -> None:
    new_id = run(_NEW_REGISTRATION, rows.pop(_REGISTRATION)).scalar_one()
    for table, row in rows.items():
        mine = {"registration_id": new_id} if "registration_id" in table.c else {}
        run(_plain(table), row | mine)


@cache
def _plain(table: Table) -> Insert:
    return insert(table).inline()


@cache
def _at_once(shape: Shape) -> Insert:
    (_, columns), *others = shape
    person = insert(_REGISTRATION).values(_values(_REGISTRATION, columns))
    new = person.returning(_REGISTRATION.c.id).cte("new")
    *before, last = [_about(new, table, names) for table, names in others]
    return last.add_cte(*(one.cte() for one in before))


def _about(new: CTE, table: Table, names: tuple[str, ...]) -> Insert:
    values = _values(table, names)
    if "registration_id" in table.c:
        values["registration_id"] = new.c.id
    return insert(table).from_select(list(values), select(*values.values()).select_from(new))


def _values(table: Table, names: tuple[str, ...]) -> dict[str, ColumnElement[Any]]:
    values: dict[str, ColumnElement[Any]] = {
        name: bindparam(_bind(table, name), type_=table.c[name].type) for name in names
    }
    for column in table.c:
        # Inside a WITH SQLAlchemy passes NULL for whatever has a default in Python.
        if column.name not in names and isinstance(column.default, ScalarElementColumnDefault):
            values[column.name] = _written(column, column.default.arg)
    return values


def _written(column: Column[Any], value: Any) -> ColumnElement[Any]:
    # As text: a statement with 50 values or more is parsed anew by psycopg each time.
    process = column.type.literal_processor(db.engine.dialect)
    return literal_column(process(value)) if process else literal(value, column.type)


def _bind(table: Table, name: str) -> str:
    return f"{table.name}_{name}"
