"""How a column holds a value of an enumeration: as its text."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Enum, literal_column
from sqlalchemy.orm import QueryableAttribute


def stored(values: type[StrEnum], length: int = 20) -> Enum:
    """The type of a column for ``values``. Any other text raises LookupError, written or read."""
    return Enum(
        values,
        native_enum=False,
        length=length,
        validate_strings=True,
        values_callable=lambda known: [str(value) for value in known],
    )


def is_in(column: QueryableAttribute[Any], values: Iterable[StrEnum]) -> ColumnElement[bool]:
    """Whether a column holds one of these values.

    Written out, not bound: the statement is made once, and only so do both databases see
    that a partial index fits.
    """
    words: list[ColumnElement[Any]] = [literal_column(word) for word in _quoted(values)]
    # SQLite takes an index for one value only where it is compared with it.
    return column == words[0] if len(words) == 1 else column.in_(words)


def words_in(column: str, values: Iterable[StrEnum]) -> str:
    """The same as text, for the condition of a partial index."""
    return f"{column} IN ({', '.join(_quoted(values))})"


def _quoted(values: Iterable[StrEnum]) -> list[str]:
    return [f"'{value}'" for value in sorted(values)]
