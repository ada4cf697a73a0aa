"""Rule 7 for people whom no e-mail reaches: a newer letter to print replaces the older one."""

from dataclasses import replace
from datetime import datetime

from flask import Flask
from sqlalchemy import select

from registration.actions.signups.by_staff import add_by_staff
from registration.actions.trainings.planning import Draft, edit_training
from registration.actions.trainings.programme import spec_of
from registration.actions.trainings.publishing import cancel_training
from registration.domain.programme import Extras
from registration.store.database import db
from registration.store.models import Message, Registration, Training
from tests.support.factories import applicant, make_training

STAFF = "staff 1"


def without_mail(training: Training, now: datetime) -> Registration:
    return add_by_staff(training.id, replace(applicant(), email=""), False, now, STAFF)


def put(training: Training, place: str, now: datetime) -> None:
    (session,) = spec_of(training).sessions
    spec = replace(spec_of(training), sessions=(replace(session, place=place),))
    edit_training(training.id, Draft(spec, Extras()), training.version, now, STAFF)


def to_print(person: Registration) -> list[tuple[str, list[str]]]:
    """Kind and old places of each letter that is kept to be printed."""
    query = select(Message).where(Message.registration_id == person.id).order_by(Message.id)
    kept = [one for one in db.session.scalars(query) if one.on_paper]
    return [(m.kind, [was["place"] for was in m.facts.get("was", {}).values()]) for m in kept]


def test_a_newer_change_on_paper_names_what_the_person_was_last_told(
    app: Flask, now: datetime
) -> None:
    training, other = make_training(now), make_training(now, "anderer")
    person, decoy = without_mail(training, now), without_mail(other, now)
    put(other, "VHS", now)
    put(training, "VHS", now)
    put(training, "Kirche", now)
    assert to_print(person) == [("confirmation", []), ("change", ["Rathaus Borken"])]
    assert to_print(decoy) == [("confirmation", []), ("change", ["Rathaus Borken"])]


def test_put_back_in_time_nothing_is_to_be_printed(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person = without_mail(training, now)
    put(training, "VHS", now)
    put(training, "Rathaus Borken", now)
    assert to_print(person) == [("confirmation", [])]


def test_called_off_only_that_is_to_be_printed(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person = without_mail(training, now)
    put(training, "VHS", now)
    cancel_training(training.id, "krank", now, STAFF)
    assert to_print(person) == [("cancellation", ["Rathaus Borken"])]
