"""The list of a training as a table: who is expected, who walked in, who was there."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from ... import formats
from ...domain.signups.fields import FOR_TRAINERS, NAMES
from ...store import attendance as find
from ...store.models import Training, WalkIn
from ..guards import settings
from ..words import head_word, said_word


@dataclass(frozen=True)
class Table:
    """A head and rows of text and whole numbers."""

    head: Sequence[str]
    rows: Sequence[Sequence[str | int]]


def attendee_table(training: Training) -> Table:
    """The list for export; e-mail addresses only if staff allow it."""
    sessions = training.sessions
    ids = [session.id for session in sessions]
    marks = find.marks(ids)
    columns = _columns(training)
    rows: list[list[str | int]] = [
        [*(said_word(p, n) for n in columns), *(_mark_word(marks[s].get(p.id)) for s in ids)]
        for p in find.expected(training.id)
    ]
    rows += [
        [*_walk_in(training, w), *[gettext("there") if s == w.session_id else "" for s in ids]]
        for w in find.walk_ins(ids)
    ]
    head = [*_head(training), *[formats.short_date(s.starts, settings().zone) for s in sessions]]
    return Table(head, [[number, *row] for number, row in enumerate(rows, 1)])


def _head(training: Training) -> list[str]:
    return [gettext("No."), *map(head_word, _columns(training))]


def _columns(training: Training) -> list[str]:
    address = ["email"] if training.trainers_see_addresses else []
    return [*NAMES, *FOR_TRAINERS, *address]


def _walk_in(training: Training, person: WalkIn) -> list[str]:
    words = {"role": gettext("not registered")}
    return [words.get(name) or str(getattr(person, name, "")) for name in _columns(training)]


def _mark_word(present: bool | None) -> str:
    if present is None:
        return ""
    return gettext("there") if present else gettext("not there")
