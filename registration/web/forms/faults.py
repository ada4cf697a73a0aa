"""Faults and differences of forms that hold rows of forms."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField

from .moments import Day, Moment
from .questions import OneOf, Several

FIRST_OPTION = (OneOf, Several)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the id of the input to go to, and what to do."""

    id: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One field in which two forms differ."""

    label: str
    before: str
    after: str


def faults_of(form: Form) -> Iterator[Fault]:
    """The faults of a form and of its rows, in the order of the page."""
    for field in form:
        if isinstance(field, FieldList):
            for entry in field:
                yield from faults_of(entry.form)
        elif field.errors:
            first = "-0" if isinstance(field, FIRST_OPTION) else ""
            # Several moments of a form may have the same fault.
            name = f"{field.label.text}: " if isinstance(field, Moment) else ""
            yield Fault(field.id + first, name + str(field.errors[0]))


def is_faulty(form: Form, *names: str) -> bool:
    """Whether one of these fields, or a row of one, has a fault."""
    fields = [form[name] for name in names]
    rows = [e.form for f in fields if isinstance(f, FieldList) for e in f]
    plain = [f for f in fields if not isinstance(f, FieldList)]
    return any(f.errors for f in plain) or any(any(faults_of(row)) for row in rows)


def differences(before: Form, after: Form, but: Collection[str] = ()) -> list[Difference]:
    """Where two forms of one kind say different things, in words; ``but`` are left out."""
    fields = [field for field in after if field.name not in but]
    pairs = [(field, shown(before[field.name]), shown(field)) for field in fields]
    return [
        Difference(str(field.label.text), old, new)
        for field, old, new in pairs
        if old != new and not isinstance(field, HiddenField)
    ]


def shown(field: Any) -> str:
    """What a field says, as one would read it."""
    if isinstance(field, FieldList):
        return "\n".join(_row(e.form) for e in field if not e.form.is_blank)
    if isinstance(field, FormField):
        return _row(field.form)
    if isinstance(field, BooleanField):
        return gettext("yes") if field.data else gettext("no")
    if isinstance(field, OneOf | SelectField):
        return _chosen(field)
    if isinstance(field, Moment | Day):
        return _as_date(str(field.data or ""))
    return str(field.data or "").replace("\r\n", "\n").strip()


def _row(form: Form) -> str:
    kept = [f for f in form if not isinstance(f, HiddenField)]
    told = [_in_row(f) for f in kept]
    return ", ".join(text for text in told if text)


def _in_row(field: Any) -> str:
    if isinstance(field, BooleanField):
        return str(field.label.text) if field.data else ""
    return shown(field).replace("\n", " / ")


def _chosen(field: Any) -> str:
    words = {choice.value: str(choice.label) for choice in field.choices}
    return words.get(field.data or "", "")


def _as_date(text: str) -> str:
    day, _, time = text.partition("T")
    parts = day.split("-")
    return " ".join(part for part in (".".join(reversed(parts)), time) if part)
