"""What a column holds that stands for a value of an enumeration."""

from enum import StrEnum
from typing import get_args

import pytest
from flask import Flask
from sqlalchemy import String, inspect, literal_column, select, text, update
from sqlalchemy.exc import StatementError

from registration.domain.letters.kinds import Kind
from registration.domain.states import MessageState
from registration.store.database import Base, Model, db
from registration.store.dialect import table_of
from registration.store.models import Message
from registration.store.models.enums import Stored
from tests.support.rows import a_letter

COLUMNS = [
    (mapper.class_, name, hint)
    # A set has another order in each process, and processes share the tests.
    for mapper in sorted(Base.registry.mappers, key=str)
    for name, mapped in mapper.class_.__annotations__.items()
    for hint in get_args(mapped)
    if isinstance(hint, type) and issubclass(hint, StrEnum)
]


def test_every_column_of_an_enumeration_takes_its_texts_and_is_long_enough() -> None:
    assert {name for _, name, _ in COLUMNS} == {"state", "kind", "role", "verdict", "waitlist"}
    for model, name, values in COLUMNS:
        kind = table_of(model).c[name].type
        assert isinstance(kind, Stored)
        assert kind.values is values, (model, name)
        assert max(map(len, values)) <= kind.length, (model, name)


def test_no_check_and_no_type_of_the_database_stands_in_the_way_of_a_new_value(app: Flask) -> None:
    look = inspect(db.engine)
    for model, name, _ in COLUMNS:
        (column,) = (c for c in look.get_columns(model.__tablename__) if c["name"] == name)
        assert type(column["type"]).__mro__[1] is String, (model, name)


def test_what_is_stored_is_the_text_and_what_is_read_the_value(app: Flask) -> None:
    letter = a_letter(kind=Kind.SURVEY_REPEAT, state=MessageState.RETRYING)
    a_letter()
    raw = db.session.execute(text("SELECT kind, state FROM message ORDER BY id")).all()
    assert raw == [("survey_repeat", "retrying"), ("confirmation", "queued")]
    assert (letter.kind, letter.state) == (Kind.SURVEY_REPEAT, MessageState.RETRYING)
    assert letter.kind is Kind.SURVEY_REPEAT
    (found,) = db.session.scalars(select(Message.state).where(Message.kind == "survey_repeat"))
    assert found is MessageState.RETRYING


def test_an_unknown_text_is_never_written(app: Flask) -> None:
    a_letter()
    with pytest.raises(StatementError, match="'lost' is not among the defined"):
        db.session.execute(update(Message).values(state="lost"))


@pytest.mark.parametrize(("model", "name"), [(model, name) for model, name, _ in COLUMNS])
def test_an_unknown_text_of_a_newer_version_is_read_as_it_stands(
    app: Flask, model: type[Model], name: str
) -> None:
    column = table_of(model).c[name]
    lost = db.session.scalar(select(literal_column("'lost'", column.type)))
    assert (lost, isinstance(lost, StrEnum)) == ("lost", False)
    assert db.session.scalar(select(literal_column("NULL", column.type))) is None
