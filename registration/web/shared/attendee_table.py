"""The list of a training as a table: who is expected, who walked in, who was there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from ... import formats
from ...store import attendance as find
from ...store.models import Registration, Training, WalkIn
from ..guards import settings
from ..words import role_word


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
    people = find.expected(training.id)
    roles = role_words(people)
    rows: list[list[str | int]] = [
        [*_row(training, p, roles), *[_mark_word(marks[s].get(p.id)) for s in ids]] for p in people
    ]
    rows += [
        [*_walk_in(training, w), *[gettext("there") if s == w.session_id else "" for s in ids]]
        for w in find.walk_ins(ids)
    ]
    head = [*_head(training), *[formats.short_date(s.starts, settings().zone) for s in sessions]]
    return Table(head, [[number, *row] for number, row in enumerate(rows, 1)])


def _head(training: Training) -> list[str]:
    head = [gettext("No."), gettext("Family name"), gettext("First name")]
    head += [gettext("Organisation"), gettext("Role")]
    return head + ([gettext("E-mail address")] if training.trainers_see_addresses else [])


def role_words(people: Iterable[Registration]) -> dict[str, str]:
    """The word for each role that some people have; looked up once, not once a person."""
    return {role: role_word(role) for role in {person.role for person in people}}


def _row(training: Training, person: Registration, roles: Mapping[str, str]) -> list[str]:
    row = [person.family_name, person.given_name, person.organisation, roles[person.role]]
    return row + ([person.email or ""] if training.trainers_see_addresses else [])


def _walk_in(training: Training, person: WalkIn) -> list[str]:
    row = [person.family_name, person.given_name, person.organisation]
    row.append(gettext("not registered"))
    return row + ([""] if training.trainers_see_addresses else [])


def _mark_word(present: bool | None) -> str:
    if present is None:
        return ""
    return gettext("there") if present else gettext("not there")
