"""Two people change one thing: each keeps what she changed, and is asked where both changed it.

A form's values are texts, yes or no, and lists of rows; a row that is stored has a ``ref``
of its own. A form carries a mark of each value that it showed, so that three can be
compared: what it showed, what was typed, and what stands by now.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]
Row = Mapping[str, Any]
Marks = Mapping[str, str]
"""By path: ``title``, ``sessions.12`` for a row, ``sessions.12.place`` for a part of it."""

TYPED, STANDS = "typed", "stands"


@dataclass(frozen=True)
class Clash:
    """Where both have changed the same. A row that one of them has removed is None."""

    path: str
    typed: Any
    stands: Any


@dataclass
class Merge:
    """Puts what was typed and what stands together.

    ``shown`` holds the marks of what the form showed, ``chosen`` the answers to clashes:
    by path TYPED or STANDS, a point, and the mark of what stood when it was asked.
    """

    shown: Marks
    chosen: Mapping[str, str] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)

    def values(self, typed: Values, stands: Values, before: str = "") -> dict[str, Any]:
        """The merged values; a clash that nobody has decided yet keeps what was typed."""
        return {
            name: self._rows(name, typed[name], now)
            if isinstance(now, list)
            else self._one(f"{before}{name}", typed[name], now)
            for name, now in stands.items()
        }

    def marks(self, stands: Values) -> dict[str, str]:
        """What the form knows from now on. It still has to learn what is not decided yet."""
        undecided = tuple(clash.path for clash in self.clashes)
        known = marks_of(stands)
        kept = {path: mark for path, mark in known.items() if not _under(path, undecided)}
        return kept | {p: mark for p, mark in self.shown.items() if _under(p, undecided)}

    def _one(self, path: str, typed: Any, stands: Any) -> Any:
        was, mine, theirs = self.shown.get(path), mark_of(typed), mark_of(stands)
        if mine in (theirs, was):
            return stands
        return typed if theirs == was else self._decided(path, typed, stands)

    def _decided(self, path: str, typed: Any, stands: Any) -> Any:
        side, _, asked_about = self.chosen.get(path, "").partition(".")
        if asked_about == mark_of(stands) and side in (TYPED, STANDS):
            return typed if side == TYPED else stands
        self.clashes.append(Clash(path, typed, stands))
        return typed

    def _rows(self, name: str, typed: Sequence[Row], stands: Sequence[Row]) -> list[Row]:
        mine = {row["ref"]: row for row in typed if row["ref"]}
        theirs = {row["ref"]: row for row in stands}
        refs = [*theirs, *(ref for ref in mine if ref not in theirs)]
        known = [self._row(f"{name}.{ref}", mine.get(ref), theirs.get(ref)) for ref in refs]
        return [row for row in known if row is not None] + [row for row in typed if not row["ref"]]

    def _row(self, path: str, typed: Row | None, stands: Row | None) -> Row | None:
        if typed is not None and stands is not None:
            return self.values(typed, stands, f"{path}.")
        was, left = self.shown.get(path), stands if typed is None else typed
        if was is None:  # the form never showed it: somebody else has added it
            return left
        if mark_of(left) == was:  # one has removed what the other has left alone
            return None
        row: Row | None = self._decided(path, typed, stands)
        return row


def marks_of(values: Values) -> dict[str, str]:
    """A mark of each value, of each row, and of each part of a row."""
    return dict(_marks(values))


def _marks(values: Values, before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if not isinstance(value, list):
            yield f"{before}{name}", mark_of(value)
            continue
        for row in (row for row in value if row["ref"]):
            yield f"{name}.{row['ref']}", mark_of(row)
            yield from _marks(row, f"{name}.{row['ref']}.")


def mark_of(value: Any) -> str:
    """A few characters that change with a value; browsers change line ends, that counts not."""
    return hashlib.sha256(_plain(value).encode("utf-8", "surrogatepass")).hexdigest()[:10]


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return "\0".join(f"{name}\0{_plain(value[name])}" for name in sorted(value))
    if isinstance(value, bool):
        return "y" if value else ""
    return str("" if value is None else value).replace("\r\n", "\n").replace("\r", "\n").strip()


def _under(path: str, paths: Sequence[str]) -> bool:
    return any(path == one or path.startswith(f"{one}.") for one in paths)
