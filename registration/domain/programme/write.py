"""Writes a programme as tables that read back to the same programme."""

from collections.abc import Callable
from dataclasses import MISSING, Field, asdict, fields
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from .values import Programme, QuestionSpec

_TABLE_NAMES = {"sessions": "session", "questions": "question"}


def as_toml_tables(programme: Programme, zone: tzinfo) -> dict[str, Any]:
    """The programme as TOML tables, times in the town's zone, defaults left out."""
    tables: dict[str, Any] = {}
    if programme.fundings:
        tables["funding"] = [_table(funding, zone) for funding in programme.fundings]
    if programme.trainings:
        tables["training"] = [_table(training, zone) for training in programme.trainings]
    return tables


def question_table(question: QuestionSpec) -> dict[str, Any]:
    """A question as it is stored with its training: plain words and lists."""
    table = asdict(question)
    return table | {"kind": question.kind.value, "options": list(question.options)}


def _table(value: Any, zone: tzinfo) -> dict[str, Any]:
    """A table of one value; parts that are tables themselves come last, as TOML wants."""
    shown = [f for f in fields(value) if getattr(value, f.name) != _default(f)]
    ordered = sorted(shown, key=lambda f: f.name in _TABLE_NAMES)
    return {_TABLE_NAMES.get(f.name, f.name): _plain(getattr(value, f.name), zone) for f in ordered}


def _default(field: Field[Any]) -> Any:
    factory: Callable[[], Any] | Any = field.default_factory
    return field.default if factory is MISSING else factory()


def _plain(value: Any, zone: tzinfo) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(zone)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(one, zone) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return _table(value, zone)
    return value
