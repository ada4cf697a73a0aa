"""No edit writes over what was saved after it was put together, and then nothing is stored."""

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask

from registration.actions import fundings, surveys
from registration.actions.refusal import SecondEditor
from registration.actions.signups.by_staff import details_of, edit_registration
from registration.actions.staff.auth import add_staff
from registration.actions.staff.team import change_member, standing
from registration.domain.states import Role
from registration.store.database import db
from tests.support.factories import make_confirmed, make_training


def test_a_person(app: Flask, now: datetime) -> None:
    person = make_confirmed(make_training(now), now, phone="1")
    was = details_of(person)
    edit_registration(person, replace(was, phone="2"), was, now, "staff 1")
    with pytest.raises(SecondEditor):
        edit_registration(person, replace(was, note="x"), was, now, "staff 2")
    db.session.refresh(person)
    assert (person.phone, person.note) == ("2", "")
    edit_registration(person, replace(was, note="x"), details_of(person), now, "staff 2")
    assert (person.phone, person.note) == ("1", "x")


def test_a_grant(app: Flask, now: datetime) -> None:
    zone = app.extensions["zusage_settings"].zone
    was = fundings.Wording("LEADER", "EU", "Gefördert.", "1", 5, None)
    made = fundings.save_funding(None, was, now, "test", zone)
    newer = replace(was, reference="2")
    fundings.save_funding(made.id, newer, now, "test", zone, was=was)
    with pytest.raises(SecondEditor):
        fundings.save_funding(made.id, replace(was, title="x"), now, "test", zone, was=was)
    db.session.refresh(made)
    assert fundings.wording_of(made) == newer


def test_a_survey_template(app: Flask, now: datetime) -> None:
    question = {"key": "qa", "label": "A", "kind": "rating", "options": []}
    was = surveys.Wording("Kurz", [question])
    made = surveys.save_template(None, was, now, "test")
    newer = replace(was, title="Lang")
    surveys.save_template(made.id, newer, now, "test", was)
    for number, old in ((made.id, was), (made.id + 1, newer)):
        with pytest.raises(SecondEditor):
            surveys.save_template(number, replace(was, title="x"), now, "test", old)
    db.session.refresh(made)
    assert surveys.wording_of(made) == newer


def test_a_member(app: Flask, now: datetime) -> None:
    add_staff("leitung@borken.example", Role.MANAGER, now)
    member, _ = add_staff("planung@borken.example", Role.EDITOR, now)
    was = standing(member)
    change_member(member.id, Role.AUDITOR, True, now, "staff 1", was)
    with pytest.raises(SecondEditor):
        change_member(member.id, Role.EDITOR, False, now, "staff 1", was)
    db.session.refresh(member)
    assert standing(member) == {"role": "auditor", "active": True}
