"""One page of a long list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, or_
from sqlalchemy.sql.base import ExecutableOption

from .database import db

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """The rows of a page, and how many there are in all. Pages are counted from 1."""

    rows: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page; 1 for an empty list."""
        return max(1, -(-self.total // self.size))


def page_of(query: Select[T], number: int, size: int, *options: ExecutableOption) -> Page[T]:
    """A page of a query, in two statements. A number past the end gives the last page.

    ``options`` say what to load along; they would only make counting slower.
    """
    counted = query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    total = db.session.scalar(counted) or 0
    number = _within(number, size, total)
    page = query.options(*options).limit(size).offset((number - 1) * size)
    rows = db.session.scalars(page).all()
    return Page(rows, number, size, total)


def page_of_ids(
    ids: Sequence[int], number: int, size: int, load: Callable[[Sequence[int]], Sequence[T]]
) -> Page[T]:
    """A page of rows whose ids are known in their order; ``load`` keeps that order."""
    number = _within(number, size, len(ids))
    return Page(load(ids[(number - 1) * size : number * size]), number, size, len(ids))


def _within(number: int, size: int, total: int) -> int:
    return min(max(number, 1), max(1, -(-total // size)))


def contains(text: str, *columns: Any) -> ColumnElement[bool]:
    """Whether one of the columns holds the text, whatever its case.

    SQLite folds the case of ASCII letters only, so of others more spellings are asked for.
    """
    plain = {text} if text.isascii() else {text, text.lower(), text.upper(), text.title()}
    spellings = sorted(plain)
    return or_(*(c.icontains(word, autoescape=True) for c in columns for word in spellings))
