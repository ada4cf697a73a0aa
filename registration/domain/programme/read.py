"""Reads a programme file's tables and names every fault at once."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any

from . import checks, limits, schema
from .dates import DateRule, Deadlines, deadline_faults, overlapping
from .faults import ProgrammeFaults
from .table import TableReader
from .values import FundingSpec, Programme, QuestionKind, QuestionSpec, SessionSpec, TrainingSpec


def read_programme(data: Mapping[str, Any], address_in: Callable[[str], str]) -> Programme:
    """The programme that parsed TOML describes.

    ``address_in`` makes an e-mail address of a text, or an empty one. Raises ProgrammeFaults
    with every fault, each named by training and key; nothing of a faulty file is used.
    """
    reader = TableReader()
    schemas = schema.Schemas(reader, checks.mail_address(address_in))
    reader.unknown_keys(data, {"funding", "training"}, "file")
    grants = reader.tables(data, "funding", "file")
    courses = reader.tables(data, "training", "file")
    fundings = [
        funding
        for number, table in enumerate(grants, 1)
        if (funding := _funding(reader, table, number))
    ]
    trainings = [
        training
        for number, table in enumerate(courses, 1)
        if (training := _training(reader, schemas, table, number))
    ]
    _across(reader, grants, courses)
    if reader.faults:
        raise ProgrammeFaults(reader.faults)
    return Programme(tuple(fundings), tuple(trainings))


def _across(reader: TableReader, grants: list[Any], courses: list[Any]) -> None:
    """Faults that show only when the whole file is seen, also between faulty tables."""
    keys = _words(grants, "key")
    _repeated(reader, keys, 'funding "{}"', "key")
    _repeated(reader, _words(courses, "slug"), 'training "{}"', "slug")
    for number, table in enumerate(courses, 1):
        for key in _words([table], "funding"):
            if key not in keys:
                where = _where(table, "training", "slug", number)
                reader.fault(where, "funding", f'names no [[funding]]: "{key}"')


def _words(tables: Iterable[Any], key: str) -> list[str]:
    """What stands under a key in each table that has a text there."""
    found = [table.get(key) for table in tables if isinstance(table, dict)]
    return [word for word in found if isinstance(word, str)]


def _repeated(reader: TableReader, names: Iterable[str], where: str, key: str) -> None:
    for name, times in Counter(names).items():
        if name and times > 1:
            reader.fault(where.format(name), key, f"stands {times} times in the file")


def _too_many(reader: TableReader, where: str, key: str, tables: list[Any], most: int) -> None:
    if len(tables) > most:
        reader.fault(where, key, f"stands {len(tables)} times: give at most {most}")


def _where(table: object, kind: str, key: str, number: int) -> str:
    name = table.get(key) if isinstance(table, dict) else None
    return f'{kind} "{name}"' if isinstance(name, str) else f"{kind} {number}"


def _funding(reader: TableReader, table: object, number: int) -> FundingSpec | None:
    where = _where(table, "funding", "key", number)
    values = reader.values(table, where, schema.FUNDING)
    return reader.build(FundingSpec, values, schema.FUNDING)


def _training(
    reader: TableReader, schemas: schema.Schemas, table: object, number: int
) -> TrainingSpec | None:
    where = _where(table, "training", "slug", number)
    parts = table if isinstance(table, dict) else {}
    dated = reader.tables(parts, "session", where)
    sessions = [
        session
        for n, one in enumerate(dated, 1)
        if (session := _session(reader, one, f"{where}, session {n}"))
    ]
    asked = reader.tables(parts, "question", where)
    questions = [
        question
        for n, one in enumerate(asked, 1)
        if (question := _question(reader, one, f"{where}, question {n}"))
    ]
    _repeated(reader, _words(asked, "key"), f'{where}, question "{{}}"', "key")
    keys = schemas.training(where)
    rest = table
    if isinstance(table, dict):
        rest = {k: v for k, v in table.items() if k not in ("session", "question")}
    values = reader.values(rest, where, keys)
    if not parts.get("session"):
        reader.fault(where, "session", "is missing: give at least one [[training.session]]")
    _too_many(reader, where, "session", dated, limits.MOST_SESSIONS)
    _too_many(reader, where, "question", asked, limits.MOST_QUESTIONS)
    _dates(reader, where, values, sessions)
    values |= {"sessions": tuple(sessions), "questions": tuple(questions)}
    return reader.build(TrainingSpec, values, keys)


def _session(reader: TableReader, table: object, where: str) -> SessionSpec | None:
    values = reader.values(table, where, schema.SESSION)
    starts, ends = values.get("starts"), values.get("ends")
    if starts and ends and ends <= starts:
        reader.fault(where, "ends", "must be later than starts")
    return reader.build(SessionSpec, values, schema.SESSION)


def _question(reader: TableReader, table: object, where: str) -> QuestionSpec | None:
    values = reader.values(table, where, schema.QUESTION)
    kind = values.get("kind")
    with_options = kind in (QuestionKind.CHOICE, QuestionKind.SEVERAL)
    options = values.get("options", ())
    if with_options and len(set(options)) < 2:
        reader.fault(where, "options", "must be a list of at least two different answers")
    if kind is not None and not with_options and options:
        reader.fault(where, "options", "belong only to questions of kind choice or several")
    return reader.build(QuestionSpec, values, schema.QUESTION)


def _dates(
    reader: TableReader, where: str, values: Mapping[str, Any], sessions: list[SessionSpec]
) -> None:
    given = Deadlines(**{f.name: values.get(f.name) for f in fields(Deadlines)})
    for key, rule in deadline_faults(given, sessions):
        reader.fault(where, key, rule)
    for session in overlapping(sessions):
        rule = DateRule.ONE_AFTER_THE_OTHER
        reader.fault(where, "session", f"of {session.starts:%d.%m.%Y %H:%M} {rule}")
