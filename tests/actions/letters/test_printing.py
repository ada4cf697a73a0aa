"""A letter on paper is printed once the team says so, and counts as read from then on."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from registration.actions.letters.printing import mark_not_printed, mark_printed
from registration.actions.privacy.persons import erase_person, export_person
from registration.actions.privacy.purge import purge
from registration.actions.signups.by_staff import details_of, edit_registration, mark_address
from registration.actions.signups.ending import cancel_by_staff
from registration.actions.staff.undo import NotUndone, take_back
from registration.actions.staff.undo_allowed import to_take_back
from registration.actions.trainings.publishing import cancel_training
from registration.domain.letters.kinds import HELD_BACK_FOR
from registration.domain.states import MessageState
from registration.store.database import db
from registration.store.letters.to_print import printed, to_print
from registration.store.models import Message, Registration, Training, Undoable
from registration.store.models.letters import ON_PAPER
from tests.actions.letters.notifying.test_on_paper import STAFF, put, without_mail
from tests.support.factories import make_confirmed, make_training
from tests.support.rows import committed, letters, noted

HOUR = timedelta(hours=1)


def listed(training: Training, now: datetime) -> list[str]:
    return [one.kind for one in to_print(now, training.id)]


def letter_to(person: Registration, kind: str = "confirmation") -> Message:
    (found,) = letters(registration_id=person.id, kind=kind)
    return found


def old_places(letter: Message) -> list[str]:
    return [was["place"] for was in letter.facts["was"].values()]


def test_only_the_letters_meant_are_marked_and_noted_and_only_once(
    app: Flask, now: datetime
) -> None:
    training, other = make_training(now), make_training(now, "anderer")
    first, second = without_mail(training, now), without_mail(training, now)
    elsewhere, mailed = without_mail(other, now), make_confirmed(training, now)
    ids = [letter_to(one).id for one in (first, elsewhere, mailed)]
    before = {one.id: (one.state, one.due_at) for one in letters()}
    assert mark_printed(training.id, ids, now + HOUR, STAFF) == 1
    assert mark_printed(training.id, ids, now + 2 * HOUR, STAFF) == 0
    committed()
    marks = {one.id: one.printed_at for one in letters() if one.printed_at}
    assert marks == {letter_to(first).id: now + HOUR}
    assert {one.id: (one.state, one.due_at) for one in letters()} == before
    assert [one.id for one in to_print(now)] == [letter_to(one).id for one in (second, elsewhere)]
    (row,) = noted("printed a letter")
    assert (row.actor, row.at) == (STAFF, now + HOUR)
    assert (row.training_id, row.registration_id) == (training.id, first.id)
    assert row.facts == {"letter": letter_to(first).id}


def test_it_can_be_taken_back(app: Flask, now: datetime) -> None:
    training, other = make_training(now), make_training(now, "anderer")
    person, stays, elsewhere = (without_mail(one, now) for one in (training, training, other))
    every = [letter_to(one).id for one in (person, stays, elsewhere)]
    mark_printed(training.id, every, now, STAFF)
    mark_printed(other.id, every, now, STAFF)
    ids = [letter_to(one).id for one in (person, elsewhere)]
    assert mark_not_printed(training.id, ids, now + HOUR, STAFF) == 1
    assert mark_not_printed(training.id, ids, now + HOUR, STAFF) == 0
    committed()
    assert [one.id for one in to_print(now)] == [letter_to(person).id]
    assert [one.id for one in printed(now, training.id)] == [letter_to(stays).id]
    (row,) = noted("did not print a letter")
    assert (row.registration_id, row.facts) == (person.id, {"letter": letter_to(person).id})


def test_what_became_useless_while_it_was_shown_is_not_marked(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person = without_mail(training, now)
    letter = letter_to(person)
    cancel_by_staff(person, now, STAFF, "krank")
    assert listed(training, now) == []
    assert listed(training, now + HELD_BACK_FOR) == ["cancelled_by_staff"]
    assert mark_printed(training.id, [letter.id], now, STAFF) == 0
    assert letter_to(person).printed_at is None


def test_a_change_after_a_printed_one_names_what_was_printed(app: Flask, now: datetime) -> None:
    training = make_training(now)
    reads, waits = without_mail(training, now), without_mail(training, now)
    put(training, "VHS", now)
    first = letter_to(reads, "change")
    later = now + HELD_BACK_FOR
    mark_printed(training.id, [first.id], later, STAFF)
    put(training, "Kirche", later)
    kept, newer = letters(registration_id=reads.id, kind="change")
    assert (kept.id, kept.printed_at, old_places(newer)) == (first.id, later, ["VHS"])
    assert kept.last_error == ON_PAPER
    *_, only = letters(registration_id=waits.id, kind="change")
    assert old_places(only) == ["Rathaus Borken"]
    listed_then = to_print(later + HELD_BACK_FOR)
    assert {newer.id, only.id} == {m.id for m in listed_then if m.kind == "change"}


def test_a_printed_letter_with_all_dates_tells_what_an_older_change_said(
    app: Flask, now: datetime
) -> None:
    training = make_training(now, capacity=1)
    holder, person = make_confirmed(training, now), without_mail(training, now)
    put(training, "VHS", now)
    later = now + HOUR
    cancel_by_staff(holder, later, STAFF, "krank")
    then = later + HELD_BACK_FOR
    mark_printed(training.id, [letter_to(person, "promoted").id], then, STAFF)
    put(training, "Kirche", then)
    *_, newest = letters(registration_id=person.id, kind="change")
    assert old_places(newest) == ["VHS"]


def test_what_a_newer_letter_builds_on_stays_printed(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person = without_mail(training, now)
    put(training, "VHS", now)
    first = letter_to(person, "change")
    later = now + HELD_BACK_FOR
    mark_printed(training.id, [first.id], later, STAFF)
    put(training, "Kirche", later)
    assert mark_not_printed(training.id, [first.id], later, STAFF) == 0
    assert db.session.get_one(Message, first.id).printed_at == later


def test_what_may_be_taken_back_is_not_printed_before(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person = without_mail(training, now)
    put(training, "VHS", now)
    letter, last = letter_to(person, "change"), now + HELD_BACK_FOR - timedelta(microseconds=1)
    assert (letter.held_until(last), letter.held_until(now + HELD_BACK_FOR)) == (
        now + HELD_BACK_FOR,
        None,
    )
    assert listed(training, last) == ["confirmation"]
    assert mark_printed(training.id, [letter.id], last, STAFF) == 0
    assert len(to_take_back(training, last)) == 1
    assert listed(training, now + HELD_BACK_FOR) == ["confirmation", "change"]
    assert to_take_back(training, now + HELD_BACK_FOR) == []


def test_what_is_printed_is_told_and_can_be_taken_back_no_longer(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person = without_mail(training, now)
    put(training, "VHS", now)
    number = db.session.scalars(db.select(Undoable.id)).one()
    assert [one.id for one in to_take_back(training, now)] == [number]
    letter = letter_to(person)
    mark_printed(training.id, [letter.id], now, STAFF)
    assert to_take_back(training, now) == []
    with pytest.raises(NotUndone, match="Something else"):
        take_back(number, now, STAFF)
    mark_not_printed(training.id, [letter.id], now, STAFF)
    take_back(number, now, STAFF)
    assert listed(training, now + HELD_BACK_FOR) == ["confirmation"]


def test_called_off_only_that_stands_on_the_list(app: Flask, now: datetime) -> None:
    training = make_training(now)
    without_mail(training, now)
    cancel_training(training.id, "krank", now, STAFF)
    assert listed(training, now) == []
    assert listed(training, now + HELD_BACK_FOR) == ["cancellation"]


def test_whose_address_was_taken_away_gets_what_waited_on_paper(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person, stays = make_confirmed(training, now), make_confirmed(training, now)
    was = details_of(person)
    edit_registration(person, replace(was, phone="1"), was, now, STAFF)
    assert listed(training, now) == []
    was = details_of(person)
    edit_registration(person, replace(was, email=""), was, now, STAFF)
    assert [one.registration_id for one in to_print(now)] == [person.id]
    assert letter_to(stays).state == "queued"


def test_whose_address_is_wrong_gets_on_paper_what_failed(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person, stays = make_confirmed(training, now), make_confirmed(training, now)
    for one in (person, stays):
        letter_to(one).state = MessageState.FAILED
    went = make_confirmed(training, now)
    letter_to(went).state = MessageState.SENT
    db.session.commit()
    for one in (person, went):
        mark_address(one, True, now, STAFF)
    assert [one.registration_id for one in to_print(now)] == [person.id]
    assert (letter_to(stays).state, letter_to(went).state) == ("failed", "sent")


def test_whoever_was_erased_gets_nothing_and_reads_before_what_was_printed(
    app: Flask, now: datetime
) -> None:
    training = make_training(now)
    person, stays = make_confirmed(training, now), without_mail(training, now)
    address = person.email or ""
    mark_address(person, True, now, STAFF)
    letter = letter_to(person)
    mark_printed(training.id, [letter.id], now, STAFF)
    handed_out = export_person(address, now)["letters"]
    assert [one["printed_at"] for one in handed_out if one["kind"] == "confirmation"] == [
        now.isoformat()
    ]
    mark_not_printed(training.id, [letter.id], now, STAFF)
    assert len(listed(training, now)) == 2
    erase_person(address, now)
    assert [one.registration_id for one in to_print(now)] == [stays.id]
    assert printed(now, training.id) == []


def test_a_printed_letter_stays_in_the_mail_log_as_long_as_any(app: Flask, now: datetime) -> None:
    training = make_training(now, days=200)
    number = letter_to(without_mail(training, now)).id
    mark_printed(training.id, [number], now + HOUR, STAFF)
    zone, log = app.extensions["zusage_settings"].zone, timedelta(days=90)
    purge(now + log - HOUR, zone)
    assert db.session.get(Message, number) is not None
    purge(now + log, zone)
    assert db.session.get(Message, number) is None
