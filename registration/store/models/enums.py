"""How a column holds a value of an enumeration: as its text.

A newer version may have written a text that this one does not know. Reading it never raises:
one such row would stop every page that lists it. It comes back as its plain text.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Dialect, String, TypeDecorator, literal_column
from sqlalchemy.orm import QueryableAttribute


class Stored(TypeDecorator[Any]):
    """The type of a column for ``values``. Any other text raises LookupError when written.

    Read, it becomes an ``unknown``: a string that has what the values have beside their text.
    """

    impl = String
    cache_ok = True

    def __init__(self, values: type[StrEnum], length: int, unknown: type[str]) -> None:
        super().__init__(length)
        self.values, self.length, self.unknown = values, length, unknown
        self._known = {str(value): value for value in values}

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The text of a value. Raises LookupError."""
        if value is not None and value not in self._known:
            raise LookupError(f"{str(value)!r} is not among the defined values")
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """The value of a text, or the text itself."""
        return None if value is None else self._known.get(value) or self.unknown(value)


def stored(values: type[StrEnum], length: int = 20, unknown: type[str] = str) -> Stored:
    """The type of a column for ``values``."""
    return Stored(values, length, unknown)


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
