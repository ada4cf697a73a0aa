"""Walks the table of a person's fields: each is asked, kept, shown, handed out and changed.

Nothing here names a field, so that a new one is tested by being declared.
"""

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale, gettext
from openpyxl import load_workbook

from registration.actions.privacy import audit
from registration.actions.privacy.persons import export_person
from registration.actions.signups.confirming import confirm_address
from registration.domain.fields import Field, Kind
from registration.domain.privacy.personal import TABLES
from registration.domain.signups.fields import FIELDS, FOR_TRAINERS, LISTED
from registration.domain.states import Role
from registration.links import MY, TRAINER, Links
from registration.store.database import db
from registration.store.models import Registration
from tests.support.desk import sign_in
from tests.support.factories import make_confirmed, make_training
from tests.support.pages import form_with, open_form, words_of

FORM = "/trainings/kurs/register"
ASKED = {name: one for name, one in FIELDS.items() if one.asked}
OWN = {name: one for name, one in FIELDS.items() if one.own}


@pytest.fixture(autouse=True)
def frozen(now: datetime) -> Iterator[None]:
    """Freeze the time."""
    with time_machine.travel(now, tick=False):
        yield


def typed(name: str, one: Field, word: str) -> str:
    """Something that nobody else has typed, such as the field takes."""
    if one.kind is Kind.CHOICE:
        return list(one.choices)[0 if word == "eins" else -1]
    return {
        Kind.EMAIL: f"{word}@borken.example",
        Kind.PHONE: f"02861 {len(word)}77",
        Kind.ADDRESS: f"{word} {name} 7\n46325 Borken",
        Kind.TEXT: f"{word} {name}\nweiter",
    }.get(one.kind, f"{word} {name}")


def shown(name: str, one: Field, value: str) -> str:
    """A value as lists and pages show it, in one line."""
    if one.kind is Kind.CHOICE:
        with force_locale("de"):
            return gettext(one.choices[value])
    return value.replace("\n", ", " if one.kind is Kind.ADDRESS else " ")


EINS = {name: typed(name, one, "eins") for name, one in FIELDS.items()}
ZWEI = {name: typed(name, one, "zwei") for name, one in FIELDS.items()}
OTHER = "dritte@borken.example"


def link(app: Flask, purpose: str, row: Any) -> str:
    links: Links = app.extensions["zusage_links"]
    return f"/{purpose}/{links.token(purpose, row.key, row.link_version)}"


def kept(person_id: int) -> dict[str, str]:
    db.session.expire_all()
    person = db.session.get_one(Registration, person_id)
    return {name: getattr(person, name) for name in FIELDS}


def sign_up(client: FlaskClient, now: datetime) -> Registration:
    """Somebody who wrote something into each field, beside somebody who did not."""
    make_confirmed(make_training(now), now, OTHER)
    fields = open_form(client, FORM) | {name: EINS[name] for name in ASKED}
    assert client.post(FORM, data=fields).status_code == 303
    query = db.select(Registration).where(Registration.email == EINS["email"])
    person: Registration = db.session.scalars(query).one()
    confirm_address(person, now, audit.PARTICIPANT)
    return person


def column(rows: list[tuple[Any, ...]], name: str) -> list[Any]:
    """What stands below the head of a field."""
    with force_locale("de"):
        at = rows[0].index(gettext(FIELDS[name].word))
    return [row[at] for row in rows[1:]]


def sheet(content: bytes) -> list[tuple[Any, ...]]:
    return list(load_workbook(io.BytesIO(content)).worksheets[0].values)


def test_each_field_has_a_column_and_says_what_is_personal_in_it() -> None:
    assert set(FIELDS) <= set(Registration.__table__.columns.keys())
    assert {name for name in FIELDS if not TABLES["registration"][name].exported} == set()


def test_each_field_is_asked_and_kept(client: FlaskClient, now: datetime) -> None:
    person = sign_up(client, now)
    assert kept(person.id) == {name: EINS[name] if name in ASKED else "" for name in FIELDS}
    empty = [n for n, one in FIELDS.items() if not one.missing and n in ASKED]
    other = db.session.scalars(db.select(Registration).where(Registration.email == OTHER)).one()
    assert {getattr(other, name) for name in empty} == {""}


def test_each_required_field_says_what_is_missing_and_each_other_may_stay_empty(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    page = client.post(FORM, data=open_form(client, FORM))
    assert page.status_code == 422
    faults = {name for name in FIELDS if f'id="{name}-fault"' in page.text}
    assert faults == {name for name, one in ASKED.items() if one.missing}


@pytest.mark.parametrize("name", [n for n, one in ASKED.items() if one.kind is not Kind.CHOICE])
def test_each_field_has_its_limit(client: FlaskClient, now: datetime, name: str) -> None:
    make_training(now)
    fields = open_form(client, FORM) | {n: EINS[n] for n in ASKED}
    page = client.post(FORM, data=fields | {name: "x" * (FIELDS[name].longest + 1)})
    assert page.status_code == 422
    assert [n for n in FIELDS if f'id="{n}-fault"' in page.text] == [name]
    assert db.session.scalars(db.select(Registration)).all() == []


def test_each_field_of_her_own_is_shown_to_her_and_changed_by_her(
    app: Flask, client: FlaskClient, now: datetime
) -> None:
    person = sign_up(client, now)
    path = link(app, MY, person)
    page = client.get(path)
    said = words_of(page)
    assert [n for n, one in OWN.items() if shown(n, one, EINS[n]) not in said] == []
    new = {name: ZWEI[name] for name in OWN if name != "email"}
    form = form_with(page, "seen").fields
    assert set(form) & set(FIELDS) == set(OWN)
    answer = client.post(f"{path}/details", data=form | new)
    assert answer.status_code == 303
    assert kept(person.id) == {n: new.get(n, EINS[n] if n in ASKED else "") for n in FIELDS}


def test_a_field_that_is_not_her_own_can_t_be_changed_by_her(
    app: Flask, client: FlaskClient, now: datetime
) -> None:
    person = sign_up(client, now)
    path, before = link(app, MY, person), kept(person.id)
    form = form_with(client.get(path), "seen").fields
    others = {name: ZWEI[name] for name in FIELDS if name not in OWN}
    assert client.post(f"{path}/details", data=form | others).status_code == 303
    assert kept(person.id) == before


def test_the_team_adds_and_mends_each_field(app: Flask, now: datetime) -> None:
    make_training(now)
    desk = sign_in(app, "leitung@borken.example", Role.MANAGER)
    added = desk.post("/trainings/kurs/add", EINS)
    assert added.status_code == 303
    person_id = int(added.location.split("?")[0].rsplit("/", 1)[1])
    assert kept(person_id) == EINS
    path = f"/registrations/{person_id}"
    assert {n: v[0] for n, v in desk.opened(path).items() if n in FIELDS} == EINS
    assert desk.edit(path, ZWEI, f"{path}/edit").status_code == 303
    assert kept(person_id) == ZWEI


def test_each_field_stands_on_the_page_of_the_person_for_whoever_only_reads(
    app: Flask, now: datetime
) -> None:
    make_training(now)
    person = make_confirmed(make_training(now), now, **EINS)
    auditor = sign_in(app, "pruefung@borken.example", Role.AUDITOR)
    said = words_of(auditor.get(f"/registrations/{person.id}"))
    assert [n for n, one in FIELDS.items() if shown(n, one, EINS[n]) not in said] == []


def test_each_listed_field_has_a_column_by_which_the_list_is_sorted(
    app: Flask, now: datetime
) -> None:
    training = make_training(now)
    make_confirmed(training, now, **ZWEI)
    make_confirmed(training, now, **EINS)
    desk = sign_in(app, "leitung@borken.example", Role.MANAGER)
    for name in LISTED:
        page = desk.get(f"/trainings/kurs?sort={name}")
        assert 'aria-sort="ascending"' in page.text
        assert page.text.index(EINS[name]) < page.text.index(ZWEI[name])


def test_each_field_stands_in_the_files_of_the_team(app: Flask, now: datetime) -> None:
    training = make_training(now)
    make_confirmed(training, now, **EINS)
    make_confirmed(training, now, **ZWEI)
    desk = sign_in(app, "leitung@borken.example", Role.MANAGER)
    rows = sheet(desk.get("/trainings/kurs/registrations.xlsx").data)
    text = desk.get("/trainings/kurs/registrations.csv").data.decode("utf-8-sig")
    for name, one in FIELDS.items():
        wanted = [shown(name, one, values[name]) for values in (EINS, ZWEI)]
        assert column(rows, name) == wanted
        assert all(value in text for value in wanted)


def test_each_field_for_trainers_stands_in_their_lists_and_no_other(
    app: Flask, client: FlaskClient, now: datetime
) -> None:
    training = make_training(now, days=1)
    make_confirmed(training, now, **EINS)
    path = link(app, TRAINER, training.trainers[0])
    rows = sheet(client.get(f"{path}/list.xlsx").data)
    page = words_of(client.get(f"{path}/"))
    for name in FOR_TRAINERS:
        value = shown(name, FIELDS[name], EINS[name])
        assert column(rows, name) == [value]
        assert value in page
    names = ("given_name", "family_name")
    hidden = [n for n in FIELDS if n not in FOR_TRAINERS and n not in names]
    told = page + str(rows)
    assert [n for n in hidden if shown(n, FIELDS[n], EINS[n]) in told] == []


def test_each_field_is_handed_out_to_its_person(app: Flask, now: datetime) -> None:
    training = make_training(now)
    make_confirmed(training, now, **EINS)
    make_confirmed(training, now, **ZWEI)
    (found,) = export_person(EINS["email"], now + timedelta(days=1))["registrations"]
    about = TABLES["registration"]
    assert {name: found[about[name].exported] for name in FIELDS} == EINS
