"""Moving somebody: the old seat goes on, the new one is a sign-up, one letter says both."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from registration.actions.signups.by_staff import (
    AddressInUse,
    NoRoom,
    NotMovable,
    mark_address,
    move_registration,
)
from registration.domain.letters.kinds import HELD_BACK_FOR
from registration.domain.states import WaitlistMode
from registration.letters import render_letter
from registration.store.signups import registration_lists, registrations
from tests.support.factories import make_confirmed, make_registration, make_training


def test_the_old_seat_goes_to_the_longest_waiting(app: Flask, now: datetime) -> None:
    source, target = make_training(now, "a", capacity=1), make_training(now, "b")
    person, waiting = make_confirmed(source, now), make_confirmed(source, now)
    new = move_registration(person, target.id, now, "staff 1")
    assert (person.state, person.end_reason) == ("cancelled", "moved")
    assert (new.state, new.training_id, new.email) == ("confirmed", target.id, person.email)
    assert waiting.state == "confirmed"


def test_one_letter_names_both_trainings_and_mends_the_calendar(
    app: Flask, now: datetime, count_rows: Any
) -> None:
    source, target = make_training(now, "alt"), make_training(now, "neu")
    new = move_registration(make_confirmed(source, now), target.id, now, "staff 1")
    (message,) = registration_lists.letters_of(new.id)
    links = app.extensions["zusage_links"]
    letter = render_letter(message, app.extensions["zusage_settings"], links, now)
    assert "Training alt" in letter.text
    assert "Training neu" in letter.subject
    assert [part.method for part in letter.calendars] == ["CANCEL", "PUBLISH"]
    assert count_rows("message", "kind LIKE 'cancelled%'") == 0


def test_a_full_target_puts_the_person_at_the_end_of_its_queue(app: Flask, now: datetime) -> None:
    source, target = make_training(now, "a"), make_training(now, "b", capacity=1)
    make_confirmed(target, now)
    make_confirmed(target, now)
    new = move_registration(make_confirmed(source, now), target.id, now, "staff 1")
    assert (new.state, new.queue_rank) == ("waitlisted", 2)


def test_a_target_without_room_leaves_everything_as_it_is(app: Flask, now: datetime) -> None:
    source = make_training(now, "a")
    target = make_training(now, "b", capacity=1, waitlist=WaitlistMode.OFF)
    make_confirmed(target, now)
    person = make_confirmed(source, now)
    with pytest.raises(NoRoom):
        move_registration(person, target.id, now, "staff 1")
    assert person.state == "confirmed"


def test_whoever_is_there_already_does_not_move_there(app: Flask, now: datetime) -> None:
    source, target = make_training(now, "a"), make_training(now, "b")
    make_confirmed(target, now, "x@borken.example")
    person = make_confirmed(source, now, "x@borken.example")
    with pytest.raises(AddressInUse):
        move_registration(person, target.id, now, "staff 1")


def test_an_unconfirmed_address_does_not_move(app: Flask, now: datetime) -> None:
    source, target = make_training(now, "a"), make_training(now, "b")
    person = make_registration(source, now)
    with pytest.raises(NotMovable):
        move_registration(person, target.id, now, "staff 1")
    found = registrations.by_id(person.id)
    assert found is not None
    assert found.state == "unconfirmed"


def test_whoever_moves_up_by_it_hears_of_it_once_it_can_no_longer_be_taken_back(
    app: Flask, now: datetime
) -> None:
    source, target = make_training(now, "a", capacity=1), make_training(now, "b")
    person, waiting = make_confirmed(source, now), make_confirmed(source, now)
    new = move_registration(person, target.id, now, "staff 1")
    for one, kind in ((waiting, "promoted"), (new, "moved")):
        letter = registration_lists.letters_of(one.id)[0]
        assert (letter.kind, letter.due_at) == (kind, now + HELD_BACK_FOR)


def test_an_address_that_is_wrong_is_wrong_there_too(app: Flask, now: datetime) -> None:
    source, target = make_training(now, "a"), make_training(now, "b")
    reached, wrong = make_confirmed(source, now), make_confirmed(source, now)
    mark_address(wrong, True, now, "staff 1")
    for person, marked in ((reached, False), (wrong, True)):
        new = move_registration(person, target.id, now, "staff 1")
        assert new.address_wrong is marked
        assert new.privacy_notice == person.privacy_notice != ""
