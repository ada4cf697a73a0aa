"""The keys of each table of a programme file. docs/programme.md explains them."""

from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import TypeVar

from ..fields import Field, Kind, declared_in
from . import checks, limits
from .checks import Check, Wrong
from .table import Schema, TableReader
from .values import Contact, QuestionKind, TrainerSpec, TrainingSpec

T = TypeVar("T")

FUNDING = Schema(
    required={"key": checks.slug, "title": checks.line},
    optional={
        "programme": checks.optional_line,
        "notice": checks.text,
        "reference": checks.optional_line,
        "retention_years": checks.whole_number(0, limits.MOST_RETENTION_YEARS),
    },
)
SESSION = Schema(
    required={"starts": checks.time, "ends": checks.time, "place": checks.line},
    optional={"address": checks.optional_line, "online_url": checks.web_address},
)
QUESTION = Schema(
    required={"key": checks.key, "label": checks.line, "kind": checks.one_of(QuestionKind)},
    optional={
        "options": checks.list_of(checks.line, longest=limits.MOST_OPTIONS),
        "required": checks.yes_or_no,
        "help": checks.optional_line,
    },
)


def _check_of(one: Field) -> Check:
    match one.kind:
        case Kind.LINE:
            return checks.line if one.missing else checks.optional_line
        case Kind.TEXT:
            return checks.text
        case Kind.NUMBER:
            return checks.whole_number(*one.bounds)
        case Kind.CHOICE:
            return checks.one_of(one.words)
        case Kind.YES_NO:
            return checks.yes_or_no
    return checks.time


_PLAIN = {name: _check_of(one) for name, one in declared_in(TrainingSpec).items()}
_REQUIRED = {one.name for one in fields(TrainingSpec) if one.default is MISSING}


class Schemas:
    """The schemas that need to know how e-mail addresses are judged."""

    def __init__(self, reader: TableReader, mail: Check) -> None:
        self._reader = reader
        self._contact = Schema(
            required={"name": checks.line, "email": mail}, optional={"phone": checks.optional_line}
        )
        self._trainer = Schema(required={"name": checks.line, "email": mail}, optional={})

    def training(self, where: str) -> Schema:
        """The keys of a [[training]], apart from its sessions and questions."""
        return Schema(
            required={
                "slug": checks.slug,
                **{name: check for name, check in _PLAIN.items() if name in _REQUIRED},
                "contact": self._part(Contact, self._contact, f"{where}, contact"),
            },
            optional={
                **{name: check for name, check in _PLAIN.items() if name not in _REQUIRED},
                "language": checks.language,
                "reminder_days": checks.list_of(
                    checks.whole_number(1, limits.MOST_REMINDER_DAYS), longest=limits.MOST_REMINDERS
                ),
                "survey": checks.word_of("standard", "none"),
                "funding": checks.slug,
                "trainers": self._trainers(where),
            },
        )

    def _trainers(self, where: str) -> Check:
        def check(value: object) -> tuple[object, ...]:
            if not isinstance(value, list):
                raise Wrong("must be a list of { name, email }")
            if len(value) > limits.MOST_TRAINERS:
                raise Wrong(f"must be at most {limits.MOST_TRAINERS}")
            read = [
                self._part(TrainerSpec, self._trainer, f"{where}, trainer {number}")(one)
                for number, one in enumerate(value, 1)
            ]
            return tuple(one for one in read if one is not None)

        return check

    def _part(
        self, make: Callable[..., T], schema: Schema, where: str
    ) -> Callable[[object], T | None]:
        return lambda value: self._reader.build(
            make, self._reader.values(value, where, schema), schema
        )
