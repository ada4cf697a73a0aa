"""Edits of two people in one form: the marks that it carries, and what to ask about."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, FieldList, Form, HiddenField

from ...domain.staff.merging import Clash, Merge, Values, mark_of, marks_of
from .faults import shown

CHOICE = "choose-"


@dataclass(frozen=True)
class Question:
    """What both have changed: where, and what each of the two says."""

    name: str
    label: str
    typed: str
    stands: str
    mark: str


class EditForm(Form):
    """A form of something that stands and that others may change meanwhile.

    ``untouched`` are the fields that say what stands, before checks tidy them: there the
    stored value is kept to the letter.
    """

    untouched: frozenset[str] = frozenset()

    seen = HiddenField(default="{}")


def opened(stands: Values) -> dict[str, Any]:
    """The values with which a form opens, and their marks."""
    return {**stands, "seen": written(marks_of(stands))}


def merge(form: EditForm, stands: Values, sent: Mapping[str, str]) -> list[Question]:
    """Put what was typed and what stands together in the form; what has to be asked."""
    chosen = {n.removeprefix(CHOICE): v for n, v in sent.items() if n.startswith(CHOICE)}
    work = Merge(read_marks(form.seen.data or ""), chosen)
    typed = typed_values(form)
    _fill(form, typed, work.values(typed, stands))
    form.seen.data = written(work.marks(stands))
    form.untouched = frozenset(_unchanged(typed_values(form), stands))
    there = type(form)(data=stands)
    _same_choices(form, there)
    return [_question(clash, form, there) for clash in work.clashes]


def typed_values(form: Form) -> dict[str, Any]:
    """What a form says before it is checked. A row that was emptied is one that was removed."""
    return {
        field.short_name: _rows(field) if isinstance(field, FieldList) else field.data
        for field in form
    }


def _rows(field: Any) -> list[dict[str, Any]]:
    return [typed_values(entry.form) for entry in field if not entry.form.is_blank]


def _unchanged(typed: Values, stands: Values) -> set[str]:
    return {name for name, now in stands.items() if _marks(typed[name]) == _marks(now)}


def _marks(value: Any) -> list[str]:
    return [mark_of(one) for one in (value if isinstance(value, list) else [value])]


def pairs_of(form: Form) -> Iterator[tuple[str, str]]:
    """Names and values with which a page hands a form on, as a browser would send them."""
    for field in form:
        if isinstance(field, FieldList):
            for entry in field:
                yield from pairs_of(entry.form)
        elif not isinstance(field, BooleanField):
            yield field.name, str(field.data or "")
        elif field.data:
            yield field.name, "y"


def _fill(form: Form, typed: Values, merged: Values) -> None:
    for name, value in merged.items():
        field = form[name]
        if not isinstance(value, list):
            field.data = value
        elif _marks(value) != _marks(typed[name]):
            _set_rows(field, value)


def _set_rows(field: Any, rows: list[Any]) -> None:
    field.entries, field.last_index = [], -1
    for row in rows:
        field.append_entry(row)
    while len(field.entries) < field.min_entries:
        field.append_entry()


def _same_choices(form: Form, there: Form) -> None:
    for field in form:
        if hasattr(field, "choices"):
            there[field.name].choices = field.choices


def _question(clash: Clash, form: Form, there: Form) -> Question:
    name, _, part = clash.path.partition(".")
    ref, _, part = part.partition(".")
    typed, stands = _found(form, name, ref, part), _found(there, name, ref, part)
    return Question(
        CHOICE + clash.path,
        _label(form, there, name, ref, part),
        gettext("removed") if typed is None else shown(typed),
        gettext("removed") if stands is None else shown(stands),
        mark_of(clash.stands),
    )


def _found(form: Form, name: str, ref: str, part: str) -> Any | None:
    """A field, a row, or a field of a row; None if that row is gone."""
    if not ref:
        return form[name]
    row = next((entry for entry in form[name] if entry.form.ref.data == ref), None)
    return row.form[part] if row is not None and part else row


def _label(form: Form, there: Form, name: str, ref: str, part: str) -> str:
    if not ref:
        return str(form[name].label.text)
    for one in (form, there):
        for number, entry in enumerate(one[name], 1):
            if entry.form.ref.data == ref:
                row = f"{one[name].label.text} {number}"
                return f"{row}: {entry.form[part].label.text}" if part else row
    return str(form[name].label.text)


def written(marks: Mapping[str, str]) -> str:
    """Marks as a hidden field carries them."""
    return json.dumps(marks, separators=(",", ":"))


def read_marks(text: str) -> dict[str, str]:
    """The marks that a form carries; none at all if somebody has damaged them."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}
