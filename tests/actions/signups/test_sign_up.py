"""What a form leaves: a flag, a notice, a letter in its time, and no lock."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from registration.actions.privacy.persons import erase_person
from registration.actions.signups import by_staff as edit
from registration.actions.signups.by_staff import add_by_staff, move_registration
from registration.actions.signups.ending import cancel_by_link
from registration.actions.signups.sign_up import (
    Notice,
    Refused,
    sign_up,
    tell_registered,
    turn_away,
)
from registration.domain.states import MessageState, RegistrationState, WaitlistMode
from registration.store.database import db
from registration.store.models import PrivacyNotice, Registration, Training
from registration.store.signups.standing import of_form
from tests.conftest import NOW
from tests.support.factories import NOTICE, applicant, make_confirmed, make_registration
from tests.support.factories import make_training as made
from tests.support.rows import HOUR, committed, letters, noted

AMINA = "amina@borken.example"
TICK, MINUTE = timedelta(microseconds=1), timedelta(minutes=1)
LINKS = "http://a.example www.b.example"


def person_of(training: Training) -> Registration:
    query = db.select(Registration).filter_by(training_id=training.id)
    return db.session.scalars(query.order_by(Registration.id.desc())).first() or Registration()


@pytest.mark.parametrize("typed", ["given_name", "family_name", "organisation", "note", "answers"])
@pytest.mark.parametrize("flagged", [True, False])
def test_three_links_anywhere_flag_a_registration(app: Flask, typed: str, flagged: bool) -> None:
    training = made(NOW)
    text = f"{LINKS} https://c.example" if flagged else LINKS
    value: Any = {"q": text, "other": True} if typed == "answers" else text
    make_registration(training, NOW, **{typed: value})
    assert person_of(training).flagged is flagged


def test_each_version_of_the_notice_is_kept_once(app: Flask) -> None:
    training = made(NOW)
    for minute, version in enumerate(["v1", "v2", "v1"]):
        notice = Notice(version, f"text of {version}")
        sign_up(training.id, applicant(), f"form {minute}", notice, NOW + minute * MINUTE, 48)
        assert person_of(training).privacy_notice == version
    kept = db.session.scalars(db.select(PrivacyNotice).order_by(PrivacyNotice.id)).all()
    assert [(one.version, one.text, one.first_used_at) for one in kept] == [
        ("v1", "text of v1", NOW),
        ("v2", "text of v2", NOW + MINUTE),
    ]


def test_the_same_form_again_keeps_no_lock(app: Flask) -> None:
    training, person = made(NOW), applicant(AMINA)
    receipts = {sign_up(training.id, person, "form", NOTICE, NOW, 48) for _ in range(2)}
    assert not db.session().in_transaction()
    assert len(receipts) == 1
    assert len(letters()) == 1


def test_only_a_training_that_takes_nobody_turns_away_before_its_lock(app: Flask) -> None:
    full = made(NOW, "a", capacity=1, waitlist=WaitlistMode.OFF)
    made(NOW, "b", capacity=1, waitlist=WaitlistMode.OFF)
    holder = make_registration(full, NOW, AMINA, "form of amina")
    locks = db.session.get_one(Training, full.id).lock_count
    for email in (AMINA, "fremd@borken.example"):
        with pytest.raises(Refused) as refusal:
            turn_away(of_form("a", "another form", email), NOW)
        assert refusal.value.known is (email == AMINA)
        assert not db.session().in_transaction()
    assert db.session.get_one(Training, full.id).lock_count == locks
    turn_away(of_form("a", "form of amina", AMINA), NOW)
    turn_away(of_form("b", "form", AMINA), NOW)
    cancel_by_link(holder, NOW)
    turn_away(of_form("a", "another form", AMINA), NOW)


def test_whoever_is_refused_and_known_hears_of_it_under_the_lock(app: Flask) -> None:
    full = made(NOW, capacity=1, waitlist=WaitlistMode.OFF)
    holder = make_confirmed(full, NOW - 3 * HOUR, AMINA)
    with pytest.raises(Refused) as refusal:
        sign_up(full.id, applicant(AMINA), "form", NOTICE, NOW, 48)
    assert refusal.value.known
    count = db.session.get_one(Training, full.id).lock_count
    tell_registered(full.id, AMINA, "form", NOW)
    tell_registered(full.id, "fremd@borken.example", "other", NOW)
    db.session.rollback()
    assert db.session.get_one(Training, full.id, populate_existing=True).lock_count == count + 2
    (letter,) = letters(kind="already_registered")
    assert letter.registration_id == holder.id


@pytest.mark.parametrize(("late", "owed"), [(timedelta(0), 0), (2 * TICK, 1)])
def test_no_letter_asks_when_its_time_would_be_over(app: Flask, late: timedelta, owed: int) -> None:
    """Three letters went just now; the fourth may go in an hour, half the time to the start."""
    for slug in "abc":
        make_registration(made(NOW, slug), NOW, AMINA)
    soon = made(NOW, "soon", days=(2 * HOUR + late) / timedelta(days=1))
    make_registration(soon, NOW, AMINA)
    assert person_of(soon).answer_by == NOW + HOUR + late / 2
    found = letters(training_id=soon.id)
    assert [letter.due_at for letter in found] == [NOW + HOUR] * owed


def test_two_first_letters_of_one_training_are_ten_minutes_apart(app: Flask) -> None:
    other, training = made(NOW, "other"), made(NOW)
    assert training.id > 1
    first = make_registration(training, NOW, AMINA)
    letters()[0].state = MessageState.SENT
    db.session.commit()
    cancel_by_link(first, NOW + MINUTE)
    make_registration(training, NOW + 2 * MINUTE, AMINA)
    make_registration(other, NOW + 2 * MINUTE, AMINA)
    again = letters(kind="confirm_address", training_id=training.id)[-1]
    assert again.due_at == NOW + 10 * MINUTE
    (elsewhere,) = letters(training_id=other.id)
    assert elsewhere.due_at == NOW + 2 * MINUTE


def test_whoever_is_added_to_a_full_training_hears_that_she_waits(app: Flask) -> None:
    training = made(NOW, capacity=1)
    make_confirmed(training, NOW)
    new = add_by_staff(training.id, applicant(AMINA), False, NOW, "staff 1")
    assert [letter.kind for letter in letters(registration_id=new.id)] == ["waitlisted"]


def test_whoever_is_moved_to_a_full_training_hears_that_she_was_moved(app: Flask) -> None:
    old, full = made(NOW), made(NOW, "full", capacity=1)
    make_confirmed(full, NOW)
    person = make_confirmed(old, NOW, AMINA)
    new = move_registration(person, full.id, NOW, "staff 1")
    assert (new.state, new.queue_rank) == ("waitlisted", 1)
    assert [letter.kind for letter in letters(registration_id=new.id)] == ["moved"]


def test_the_log_says_which_details_were_edited(app: Flask) -> None:
    training = made(NOW)
    person, other = make_confirmed(training, NOW), make_confirmed(training, NOW)
    was = edit.details_of(person)
    wanted = replace(was, note="Rampe", phone="1")
    edit.edit_registration(person, wanted, was, NOW, "staff 1")
    committed(person, other)
    assert (person.note, person.phone, other.note) == ("Rampe", "1", "")
    assert [entry.facts["fields"] for entry in noted("edited")] == [["note", "phone"]]
    moved = replace(wanted, email=AMINA)
    edit.edit_registration(person, moved, wanted, NOW, "staff 1")
    assert noted("edited")[-1].facts["fields"] == ["email"]


def test_an_erasure_ends_only_what_has_not_ended(app: Flask) -> None:
    first, second = made(NOW), made(NOW, "second")
    ended = make_confirmed(first, NOW, AMINA)
    cancel_by_link(ended, NOW + MINUTE)
    ended.state = RegistrationState.DECLINED
    active, other = make_confirmed(second, NOW, AMINA), make_confirmed(second, NOW)
    db.session.commit()
    done = erase_person(AMINA, NOW + HOUR)
    committed(ended, active, other)
    assert (done.ended, done.rows["registration"]) == (1, 2)
    assert (ended.state, ended.ended_at, ended.email) == ("declined", NOW + MINUTE, None)
    assert (active.state, active.ended_at) == ("cancelled", NOW + HOUR)
    assert (other.state, other.ended_at) == ("confirmed", None)
