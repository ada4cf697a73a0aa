"""A person mends her own details: what is kept, who is written to, and what is left alone."""

import pytest
from flask import Flask

from registration.actions.signups.confirming import (
    AddressTaken,
    change_details,
    confirm_new_address,
)
from registration.domain.signups.fields import Person as Details
from registration.domain.states import PROVED, RegistrationState
from registration.store.database import db
from registration.store.models import Registration
from tests.conftest import NOW
from tests.support.rows import DAY, a_person, a_training, committed, letters, noted

NEW = "neu@borken.example"


@pytest.fixture
def person(app: Flask) -> Registration:
    """Somebody with a seat, and somebody beside her."""
    training = a_training(NOW + 30 * DAY)
    person = a_person(training, email="alt@borken.example")
    a_person(training)
    db.session.commit()
    return person


def change(person: Registration, email: str = "alt@borken.example", cause: str = "1") -> None:
    details = Details("Nina", "Neumann", email, "0123", organisation="AWO")
    change_details(person, details, cause, NOW)
    committed(person)


def test_name_phone_and_organisation_change_at_once(person: Registration) -> None:
    change(person)
    kept = (person.given_name, person.family_name, person.phone, person.organisation)
    assert kept == ("Nina", "Neumann", "0123", "AWO")
    assert (person.new_email, letters()) == (None, [])
    (entry,) = noted("changed details")
    assert (entry.registration_id, entry.actor) == (person.id, "participant")


@pytest.mark.parametrize("state", sorted({*RegistrationState} - PROVED))
def test_an_ended_or_unconfirmed_registration_is_left_as_it_is(
    person: Registration, state: RegistrationState
) -> None:
    person.state = state
    db.session.commit()
    change(person, NEW)
    assert (person.given_name, person.new_email) == ("Amina", None)
    assert (letters(), noted("changed details")) == ([], [])


def test_a_new_address_is_asked_and_does_not_count_before_it_confirms(
    person: Registration,
) -> None:
    change(person, NEW)
    assert (person.email, person.new_email) == ("alt@borken.example", NEW)
    (letter,) = letters()
    assert (letter.kind, letter.address, letter.recipient_key) == ("confirm_address", NEW, NEW)
    change(person)
    assert person.new_email is None


def test_the_owner_of_an_address_in_use_hears_of_it_within_her_limit_and_nobody_else(
    person: Registration,
) -> None:
    other = a_person(person.training, email=NEW)
    db.session.commit()
    for cause in "123456789":
        change(person, NEW, cause)
    written = letters()
    assert {(one.kind, one.registration) for one in written} == {("already_registered", other)}
    assert len(written) == 1  # of one kind and training one in ten minutes


def test_the_new_address_that_confirms_gets_the_seat_and_new_links(person: Registration) -> None:
    change(person, NEW)
    version = person.link_version
    person.address_wrong = True
    db.session.commit()
    confirm_new_address(person, NOW)
    committed(person)
    assert (person.email, person.email_key, person.new_email) == (NEW, NEW, None)
    assert not person.address_wrong
    assert person.link_version != version
    # Nobody reads letters to the old address: it was marked as wrong.
    assert [one.kind for one in letters()] == ["confirm_address", "link_again"]
    (entry,) = noted("confirmed a new address")
    assert (entry.registration_id, entry.actor) == (person.id, "participant")


def test_the_old_address_is_told_if_it_could_be_reached(person: Registration) -> None:
    change(person, NEW)
    confirm_new_address(person, NOW)
    told = [(one.kind, one.address) for one in letters()[1:]]
    assert told == [("address_changed", "alt@borken.example"), ("link_again", NEW)]


def test_a_second_press_or_an_address_taken_meanwhile_changes_nothing(
    person: Registration,
) -> None:
    confirm_new_address(person, NOW)
    change(person, NEW)
    a_person(person.training, email=NEW)
    db.session.commit()
    with pytest.raises(AddressTaken):
        confirm_new_address(person, NOW)
    committed(person)
    assert (person.email, person.new_email) == ("alt@borken.example", NEW)
