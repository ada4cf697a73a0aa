"""The audit log holds facts. What somebody typed stands where it can be emptied."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask

from registration.actions.attendance import Newcomer, add_walk_in, rotate_link
from registration.actions.letters.circulars import write_circular, write_test_letter
from registration.actions.letters.outbox import withdraw_letters
from registration.actions.letters.trainers import send_list
from registration.actions.privacy.persons import erase_person, export_person
from registration.actions.signups.by_staff import (
    Details,
    add_by_staff,
    details_of,
    edit_registration,
    requeue,
)
from registration.actions.signups.confirming import change_details
from registration.actions.signups.ending import cancel_by_staff
from registration.actions.staff.auth import add_staff
from registration.actions.surveys import Wording, save_template
from registration.actions.trainings.publishing import cancel_training
from registration.domain.signups.fields import Person as OwnDetails
from registration.store.database import db
from registration.store.models import (
    AuditEntry,
)
from tests.support.factories import applicant, make_confirmed, make_training

TYPED = "Zwirnfried"
ADDRESS = "zwirnfried@borken.example"


def test_nothing_that_was_typed_stands_in_the_log(app: Flask, now: datetime) -> None:
    training, other = make_training(now, capacity=2), make_training(now, "anderer")
    person, second, third = (make_confirmed(training, now, note=TYPED) for _ in range(3))
    fourth = make_confirmed(other, now, ADDRESS, given_name=TYPED)
    staff, _ = add_staff(ADDRESS, None, now)
    details: Any = {"given_name": TYPED, "family_name": TYPED, "phone": "1", "organisation": TYPED}
    new = Details(email="", note=TYPED, **details)
    newcomer = Newcomer("key", TYPED, TYPED, TYPED)
    steps: list[Callable[[], object]] = [
        lambda: requeue(third, 1, TYPED, now, "staff 1"),
        lambda: edit_registration(second, new, details_of(second), now, "staff 1"),
        lambda: change_details(person, OwnDetails(email="zw@borken.example", **details), "r", now),
        lambda: cancel_by_staff(person, now, "staff 1", TYPED),
        lambda: add_by_staff(other.id, applicant(given_name=TYPED), False, now, "staff 1"),
        lambda: add_walk_in(other.sessions[0], newcomer, "staff 1", now),
        lambda: write_circular(other.id, [fourth], (TYPED, TYPED), staff, now),
        lambda: write_test_letter(fourth, (TYPED, TYPED), staff, now),
        lambda: save_template(None, Wording(TYPED, []), now, "staff 1"),
        lambda: withdraw_letters([1, 2], now, "staff 1"),
        lambda: export_person(ADDRESS, now),
        lambda: erase_person(ADDRESS, now),
        lambda: cancel_training(other.id, TYPED, now, "staff 1"),
    ]
    for step in steps:
        before = len(rows())
        step()
        assert len(rows()) > before
    for row in rows():
        text = json.dumps(row.facts) + row.actor + row.action
        assert TYPED.casefold() not in text.casefold()
        assert "borken" not in text


def test_the_log_names_a_trainer_so_that_no_later_one_is_meant(app: Flask, now: datetime) -> None:
    """On SQLite whoever comes after the last one gets her id."""
    (trainer,) = make_training(now).trainers
    send_list(trainer, "request", "staff 1", now)
    rotate_link(trainer, "staff 1", now)
    named = [row.facts["trainer"] for row in rows() if "trainer's link" in row.action]
    assert named == [trainer.uid] * 2


def rows() -> list[AuditEntry]:
    return list(db.session.scalars(db.select(AuditEntry)))


def test_the_audit_log_holds_no_address_and_no_name(app: Flask, now: datetime) -> None:
    person = make_confirmed(make_training(now), now, "da@borken.example", note="Rampe")
    erase_person("da@borken.example", now)
    for entry in db.session.scalars(db.select(AuditEntry)):
        facts = json.dumps(entry.facts) + entry.actor + entry.action
        assert "borken.example" not in facts
        assert "Amina" not in facts
    assert person.id
