"""The declared plain fields of a training as fields of a form, and back."""

from dataclasses import fields
from typing import Any

from wtforms import Form

from ...domain.fields import Field, Kind, declared_in
from ...domain.programme import Extras, TrainingSpec
from ...store.models import Training
from .declared import form_field
from .moments import as_typed

PLAIN = {**declared_in(TrainingSpec), **declared_in(Extras)}
MOMENTS = {name for name, one in PLAIN.items() if one.kind is Kind.MOMENT}
_DEFAULTS = {one.name: one.default for of in (TrainingSpec, Extras) for one in fields(of)}


def plain_field(name: str) -> Any:
    """The (unbound) field of a declaration."""
    return form_field(PLAIN[name], _DEFAULTS[name])


def said_in(form: Form, of: Any) -> dict[str, Any]:
    """What a checked form says in the plain fields of a dataclass."""
    found = {name: _said(form[name], one) for name, one in declared_in(of).items()}
    return {name: _DEFAULTS[name] if value is None else value for name, value in found.items()}


def _said(field: Any, one: Field) -> Any:
    if one.kind in (Kind.NUMBER, Kind.MOMENT):
        return field.value
    if one.kind is Kind.YES_NO:
        return bool(field.data)
    if one.kind is Kind.CHOICE:
        return one.words(field.data) if field.data else None
    return field.data or ""


def as_shown(training: Training) -> dict[str, Any]:
    """What stands, as somebody would have typed it."""
    return {name: _typed(getattr(training, name), one) for name, one in PLAIN.items()}


def _typed(value: Any, one: Field) -> Any:
    if one.kind is Kind.MOMENT:
        return as_typed(value)
    if one.kind is Kind.NUMBER:
        return "" if value is None else str(value)
    return value
