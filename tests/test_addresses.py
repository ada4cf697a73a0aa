"""Form, programme file, command and settings make the same address of what was typed."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from registration.addresses import address_in
from registration.domain.programme import read_programme
from registration.setting_checks import sender
from registration.store.attendance import trainers_with_address
from registration.store.database import db
from registration.store.models import Staff, Trainer, Training
from registration.web.forms.link_again import LinkAgainForm
from tests.support.factories import make_training

TYPED = " Vhs@Münster.EXAMPLE "
WRITTEN = "Vhs@xn--mnster-3ya.example"
FILE = f"""
[[training]]
slug = "kurs"
title = "Kurs"
capacity = 9
contact = {{ name = "A", email = "{TYPED}" }}
trainers = [{{ name = "B", email = "{TYPED}" }}]
[[training.session]]
starts = 2027-01-21T09:30:00+01:00
ends = 2027-01-21T16:30:00+01:00
place = "Rathaus"
"""


def from_file() -> str:
    [training] = read_programme(tomllib.loads(FILE), address_in).trainings
    assert training.trainers[0].email == training.contact.email
    return training.contact.email


def from_settings() -> str:
    return sender(f"Stadt <{TYPED}>")[1]


def from_command(app: Flask) -> str:
    assert app.test_cli_runner().invoke(args=["staff", "add", TYPED]).exit_code == 0
    return db.session.scalars(db.select(Staff.email)).one()


@pytest.mark.parametrize("make", [from_file, from_settings, lambda: address_in(TYPED)])
def test_a_domain_with_umlauts_is_written_in_ascii(make: Callable[[], str]) -> None:
    assert make() == WRITTEN


def test_a_command_and_a_form_take_the_same(app: Flask) -> None:
    assert from_command(app) == WRITTEN
    with app.test_request_context():
        form = LinkAgainForm(data={"email": TYPED})
        form.validate()
    assert form.email.data == WRITTEN


@pytest.mark.parametrize("typed", ["", "niemand", "a@b", "ä@borken.example", "a b@borken.example"])
def test_what_no_letter_can_be_sent_to_is_no_address(typed: str) -> None:
    assert address_in(typed) == ""


def test_erasing_finds_an_address_however_it_was_typed(app: Flask, now: datetime) -> None:
    from tests.support.factories import make_registration

    make_registration(make_training(now), now, WRITTEN)
    said = app.test_cli_runner().invoke(args=["privacy", "export", TYPED]).output
    assert WRITTEN in said


@contextmanager
def at_revision(revision: str) -> Iterator[None]:
    """The database as it was then; the newest again after it, for other tests use it too."""
    db.session.rollback()  # a table that is being read can't be changed
    try:
        downgrade(revision=revision)
        yield
    finally:
        db.session.rollback()
        upgrade()


def keep_as_typed(training_id: int) -> None:
    for statement in (
        "UPDATE trainer SET email = 'vhs@münster.example' WHERE training_id = :id",
        "UPDATE training SET contact_email = 'amt@münster.example' WHERE id = :id",
    ):
        db.session.execute(text(statement), {"id": training_id})
    db.session.commit()


def test_addresses_that_were_kept_as_typed_are_rewritten(app: Flask, now: datetime) -> None:
    # Models know columns that the older tables lack: what is needed is read before.
    training_id, other_id = make_training(now).id, make_training(now, "other").id
    with at_revision("0007"):
        keep_as_typed(training_id)
    db.session.expire_all()
    training = db.session.get_one(Training, training_id)
    assert [trainer.email for trainer in training.trainers] == ["vhs@xn--mnster-3ya.example"]
    assert training.contact_email == "amt@xn--mnster-3ya.example"
    found = trainers_with_address("vhs@xn--mnster-3ya.example")
    assert [trainer.training_id for trainer, _ in found] == [training_id]
    # What was in ASCII stays as it was.
    kept = db.session.get_one(Training, other_id)
    assert kept.contact_email == "integration@borken.example"
    assert db.session.scalars(
        db.select(Trainer.email).where(Trainer.training_id == other_id)
    ).all() == ["vhs@borken.example"]
