"""Rule 11: whoever was moved to another training by mistake can be brought back."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from registration.actions.signups.by_staff import move_registration
from registration.actions.signups.ending import cancel_by_link
from registration.actions.staff.undo import NotUndone, take_back
from registration.actions.staff.undo_allowed import to_take_back, to_take_back_of
from registration.domain.letters.kinds import HELD_BACK_FOR
from registration.domain.states import WaitlistMode
from registration.store.database import db
from registration.store.models import AuditEntry, Message, Registration, Training, Undoable
from registration.store.staff.snapshots import snapshot
from tests.support.factories import make_confirmed, make_registration, make_training

STAFF = "staff 1"
LAST_MOMENT = HELD_BACK_FOR - timedelta(microseconds=1)


@pytest.fixture
def source(app: Flask, now: datetime) -> Training:
    """One seat, which is taken, and one who waits for it."""
    training = make_training(now, "alt", capacity=1)
    make_confirmed(training, now)
    make_confirmed(training, now)
    return training


@pytest.fixture
def target(source: Training, now: datetime) -> Training:
    """One seat, free."""
    return make_training(now, "neu", capacity=1)


def people(training: Training) -> list[Registration]:
    query = select(Registration).where(Registration.training_id == training.id)
    return list(db.session.scalars(query.order_by(Registration.id)))


def newest() -> int:
    return db.session.scalars(select(Undoable.id)).one()


def letters(person: Registration) -> list[tuple[str, str, datetime]]:
    query = select(Message).where(Message.registration_id == person.id).order_by(Message.id)
    return [(one.kind, one.state, one.due_at) for one in db.session.scalars(query)]


def test_a_move_is_taken_back_in_time(source: Training, target: Training, now: datetime) -> None:
    person, waits = people(source)
    before = snapshot(source.id)
    new = move_registration(person, target.id, now, STAFF)
    held_back = now + HELD_BACK_FOR
    assert letters(new) == [("moved", "queued", held_back)]
    assert letters(waits)[-1] == ("promoted", "queued", held_back)
    elsewhere = make_training(now, "unbeteiligt")
    for found in (
        *(to_take_back(one, now) for one in (source, target)),
        to_take_back_of(person, now),
    ):
        assert [one.id for one in found] == [newest()]
    assert to_take_back(elsewhere, now) == []
    assert [one.id for one in to_take_back_of(new, now + LAST_MOMENT)] == [newest()]
    take_back(newest(), now + LAST_MOMENT, STAFF)
    after = snapshot(source.id)
    stay = {key: after["message"][key] for key in before["message"]}
    assert after | {"message": stay} == before
    assert (new.state, new.end_reason) == ("cancelled", "it was taken back")
    assert (new.ended_at, new.queue_rank) == (now + LAST_MOMENT, None)
    assert [(kind, state) for kind, state, _ in letters(new)] == [("moved", "withdrawn")]
    noted = select(AuditEntry.training_id).where(AuditEntry.action == "took back")
    assert list(db.session.scalars(noted)) == [source.id, target.id]
    assert to_take_back_of(new, now + LAST_MOMENT) == []
    assert to_take_back(target, now + LAST_MOMENT) == []


def test_what_it_had_taken_goes_to_whoever_came_since(
    source: Training, target: Training, now: datetime
) -> None:
    move_registration(people(source)[0], target.id, now, STAFF)
    came = make_confirmed(target, now)
    assert came.state == "waitlisted"
    take_back(newest(), now, STAFF)
    assert came.state == "confirmed"


def test_it_may_be_done_again(source: Training, target: Training, now: datetime) -> None:
    person = people(source)[0]
    move_registration(person, target.id, now, STAFF)
    take_back(newest(), now, STAFF)
    again = move_registration(person, target.id, now, STAFF)
    assert letters(again)[-1][:2] == ("moved", "queued")


@pytest.mark.parametrize("late", [HELD_BACK_FOR, timedelta(days=1)])
def test_five_minutes_later_it_stays(
    source: Training, target: Training, now: datetime, late: timedelta
) -> None:
    new = move_registration(people(source)[0], target.id, now, STAFF)
    assert to_take_back_of(new, now + late) == []
    with pytest.raises(NotUndone, match="five minutes are over"):
        take_back(newest(), now + late, STAFF)
    assert new.state == "confirmed"


def test_whoever_has_left_the_new_training_stays_away(
    source: Training, target: Training, now: datetime
) -> None:
    new = move_registration(people(source)[0], target.id, now, STAFF)
    assert [one.id for one in to_take_back(source, now)] == [newest()]
    cancel_by_link(new, now)
    assert to_take_back(source, now) == []
    with pytest.raises(NotUndone, match="Something else"):
        take_back(newest(), now, STAFF)


def test_whoever_was_promoted_and_confirmed_anew_is_not_pushed_out(
    app: Flask, target: Training, now: datetime
) -> None:
    training = make_training(now, "ohne", capacity=1, waitlist=WaitlistMode.OFF)
    person = make_confirmed(training, now)
    new = move_registration(person, target.id, now, STAFF)
    assert [one.id for one in to_take_back(training, now)] == [newest()]
    came = make_registration(training, now)
    assert to_take_back(training, now) == []
    with pytest.raises(NotUndone, match="Somebody else has the seat"):
        take_back(newest(), now, STAFF)
    assert (person.state, new.state, came.state) == ("cancelled", "confirmed", "unconfirmed")


def test_whoever_shares_an_address_stands_in_nobodys_way(
    source: Training, target: Training, now: datetime
) -> None:
    person, other = people(source)
    source.capacity = 9
    db.session.commit()
    move_registration(person, target.id, now, STAFF)
    other.email_key, other.shared_address = person.email_key, True
    db.session.commit()
    take_back(newest(), now, STAFF)
    assert person.state == "confirmed"
