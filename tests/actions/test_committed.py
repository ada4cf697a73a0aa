"""What an action says it has done stands in the database; what it refuses leaves no lock behind."""

import pytest
from flask import Flask

from registration.actions.signups.by_staff import (
    AddressInUse,
    Details,
    details_of,
    edit_registration,
)
from registration.actions.staff.auth import add_staff, ask_for_link, link_is_good, sign_in
from registration.domain.states import Role
from registration.store.database import db
from tests.conftest import NOW
from tests.support.rows import HOUR, a_person, a_training, committed, letters


def test_a_sign_in_letter_is_owed_to_who_is_in_the_team_and_to_nobody_else(app: Flask) -> None:
    staff, _ = add_staff("l@borken.example", Role.MANAGER, NOW)
    gone, _ = add_staff("g@borken.example", Role.EDITOR, NOW)
    gone.active = False
    db.session.commit()
    for email in ("L@Borken.example", "g@borken.example", "fremd@borken.example"):
        ask_for_link(email, f"request {email}", "ar", NOW)
    committed(staff)
    (letter,) = letters()
    assert (letter.kind, letter.staff_id, letter.address) == ("sign_in", staff.id, staff.email)
    assert letter.language == "ar"


def test_a_sign_in_link_works_once_and_not_beside_who_has_left(app: Flask) -> None:
    staff, token = add_staff("l@borken.example", Role.MANAGER, NOW)
    other, another = add_staff("o@borken.example", Role.EDITOR, NOW)
    assert link_is_good(token, NOW)
    assert sign_in(token, NOW + HOUR) is not None
    committed(staff)
    assert not link_is_good(token, NOW + HOUR)
    assert sign_in(token, NOW + HOUR) is None
    assert link_is_good(another, NOW)
    other.active = False
    db.session.commit()
    assert not link_is_good(another, NOW)


def test_a_refused_edit_keeps_no_lock_and_changes_nothing(app: Flask) -> None:
    training = a_training()
    person, other = a_person(training), a_person(training)
    db.session.commit()
    was = details_of(person)
    wanted = Details("Nina", "Neu", str(other.email))
    with pytest.raises(AddressInUse):
        edit_registration(person, wanted, was, NOW, "staff 1")
    assert not db.session().in_transaction()
    committed(person)
    assert details_of(person) == was
