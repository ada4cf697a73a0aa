"""Walks the plain fields of a training: file, columns, export, form, preview and copy.

Nothing here names a field, so that a new one is tested by being declared.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_babel import force_locale, gettext

from registration.actions.privacy import audit
from registration.actions.trainings.planning import Draft, copy_training, edit_training
from registration.actions.trainings.programme import export_programme, import_programme
from registration.domain.fields import Field, Kind, declared_in
from registration.domain.programme import (
    Extras,
    Programme,
    TrainingSpec,
    as_toml_tables,
    read_programme,
)
from registration.store.database import db
from registration.store.models import Training
from registration.web.forms.plain_fields import PLAIN
from tests.support.desk import Desk
from tests.support.factories import make_training, training_spec
from tests.support.pages import words_of

FIRST = datetime(2027, 1, 5, 10, 0, tzinfo=UTC)
IN_FILE = declared_in(TrainingSpec)


@pytest.fixture(autouse=True)
def frozen(now: datetime) -> Iterator[None]:
    """Freeze the time."""
    with time_machine.travel(now, tick=False):
        yield


def value(name: str, one: Field, second: bool) -> Any:
    """Something that the field takes, other than its default; of two sets that differ."""
    at = list(PLAIN).index(name)
    if one.kind is Kind.CHOICE:
        return list(one.choices)[-1 if second else 1]
    if one.kind is Kind.YES_NO:
        usual = {**vars(training_spec(FIRST)), **vars(Extras())}[name]
        return usual if second else not usual
    return {
        Kind.LINE: f"{'zwei' if second else 'eins'} {name}",
        Kind.TEXT: f"{'zwei' if second else 'eins'}\n{name}",
        Kind.NUMBER: 60 - 2 * at - second,
        Kind.MOMENT: FIRST + timedelta(hours=at + 48 * second),
    }[one.kind]


ONE = {name: value(name, one, False) for name, one in PLAIN.items()}
TWO = {name: value(name, one, True) for name, one in PLAIN.items()}


def of(cls: Any, values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in declared_in(cls)}


def kept(training: Training) -> dict[str, Any]:
    db.session.expire_all()
    return {name: getattr(training, name) for name in PLAIN}


def planned(now: datetime) -> Training:
    """A training with something in each field, beside one that must stay as it is."""
    make_training(now, "anderer")
    training = make_training(now, **of(TrainingSpec, ONE))
    spec = training_spec(now, **of(TrainingSpec, ONE))
    draft = Draft(spec, Extras(**of(Extras, ONE)))
    edit_training(training.id, draft, training.version, now, audit.COMMAND_LINE)
    return training


def test_each_field_comes_by_file_and_goes_back_into_it(app: Flask, now: datetime) -> None:
    spec = training_spec(now, **of(TrainingSpec, ONE))
    tables = as_toml_tables(Programme(trainings=(spec,)), UTC)
    assert set(IN_FILE) <= set(tables["training"][0])
    read = read_programme(tables | {"funding": []}, str)
    assert read.trainings == (spec,)
    import_programme(read, now, audit.COMMAND_LINE)
    training = db.session.scalars(db.select(Training)).one()
    assert {name: getattr(training, name) for name in IN_FILE} == of(TrainingSpec, ONE)
    assert export_programme().trainings == (spec,)


@pytest.mark.parametrize("name", IN_FILE)
def test_each_field_of_a_file_is_checked(name: str, now: datetime) -> None:
    tables = as_toml_tables(Programme(trainings=(training_spec(now, slug="kurs"),)), UTC)
    tables["training"][0][name] = ["neither text nor number"]
    with pytest.raises(ValueError, match=f'training "kurs": {name} must be'):
        read_programme(tables, str)


def test_each_field_is_shown_by_the_form_and_kept_if_nobody_touches_it(
    desk: Desk, now: datetime
) -> None:
    training = planned(now)
    assert kept(training) == ONE
    form = desk.opened("/trainings/kurs/edit")
    missing = {n for n in PLAIN if n not in form and PLAIN[n].kind is not Kind.YES_NO}
    assert missing == set()
    assert desk.post("/trainings/kurs/edit", form | {"do": "save"}).status_code == 303
    assert kept(training) == ONE


def test_each_field_is_changed_by_the_form_and_named_in_the_preview(
    desk: Desk, now: datetime
) -> None:
    training = planned(now)
    other = db.session.scalars(db.select(Training).where(Training.slug == "anderer")).one()
    before = kept(other)
    make_training(now, "zweiter", **of(TrainingSpec, TWO))
    twin = db.session.scalars(db.select(Training).where(Training.slug == "zweiter")).one()
    draft = Draft(training_spec(now, "zweiter", **of(TrainingSpec, TWO)), Extras(**of(Extras, TWO)))
    edit_training(twin.id, draft, twin.version, now, audit.COMMAND_LINE)
    asked, wanted = desk.opened("/trainings/kurs/edit"), desk.opened("/trainings/zweiter/edit")
    form = {n: v for n, v in asked.items() if n not in PLAIN} | {
        n: v for n, v in wanted.items() if n in PLAIN
    }
    page = desk.post("/trainings/kurs/edit", form | {"do": "check"})
    assert page.status_code == 200
    said = words_of(page)
    with force_locale("de"):
        assert [n for n, one in PLAIN.items() if gettext(one.label) not in said] == []
    assert desk.post("/trainings/kurs/edit", form | {"do": "save"}).status_code == 303
    assert kept(training) == TWO
    assert kept(other) == before


def test_a_copy_has_each_field_but_moments(app: Flask, now: datetime) -> None:
    training = planned(now)
    copy = copy_training(training.id, now, audit.COMMAND_LINE)
    gone = {name: None for name, one in PLAIN.items() if one.kind is Kind.MOMENT}
    assert kept(copy) == ONE | gone
    assert kept(training) == ONE


def test_each_number_has_its_bounds_in_file_and_form(desk: Desk, now: datetime) -> None:
    planned(now)
    form = desk.opened("/trainings/kurs/edit")
    for name, one in PLAIN.items():
        if one.kind is not Kind.NUMBER:
            continue
        for beyond in (one.bounds[0] - 1, one.bounds[1] + 1):
            page = desk.post("/trainings/kurs/edit", form | {name: str(beyond), "do": "save"})
            assert page.status_code == 422, (name, beyond)
            assert f'id="{name}-fault"' in page.text
            if name in IN_FILE:
                changes: dict[str, Any] = {name: beyond}
                spec = replace(training_spec(now), **changes)
                with pytest.raises(ValueError, match=f"{name} must be a whole number"):
                    read_programme(as_toml_tables(Programme(trainings=(spec,)), UTC), str)
