"""Rule 11: calling off, changing and cancelling can be taken back until a letter leaves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from registration.actions.privacy import audit
from registration.actions.signups.ending import cancel_by_link, cancel_by_staff, cancel_several
from registration.actions.staff.undo import NotUndone, take_back
from registration.actions.staff.undo_allowed import to_take_back, to_take_back_of
from registration.actions.trainings.planning import Draft, edit_training
from registration.actions.trainings.programme import spec_of
from registration.actions.trainings.publishing import cancel_training
from registration.domain.letters.kinds import HELD_BACK_FOR, Kind
from registration.domain.programme import Extras, TrainerSpec
from registration.domain.states import MessageState, WaitlistMode
from registration.store.database import db
from registration.store.letters import outbox
from registration.store.models import Message, Registration, Trainer, Training, Undoable
from registration.store.staff.snapshots import snapshot
from tests.support.factories import make_confirmed, make_registration, make_training, session_spec

STAFF = "staff 1"
LAST_MOMENT = HELD_BACK_FOR - timedelta(microseconds=1)
BERIT = TrainerSpec("Berit", "berit@borken.example")


@pytest.fixture
def training(app: Flask, now: datetime) -> Training:
    """Two seats, both taken, two who wait; and another one that is left alone."""
    other = make_training(now, "anderer")
    make_confirmed(other, now)
    training = make_training(now, capacity=2)
    for _ in range(4):
        make_confirmed(training, now)
    return training


def newest() -> Undoable:
    found = db.session.scalars(select(Undoable).order_by(Undoable.id.desc())).first()
    assert found is not None
    return found


def refused(undoable_id: int, now: datetime, why: str) -> None:
    """The action refuses it, and no page offers it."""
    assert undoable_id not in offered(now)
    with pytest.raises(NotUndone, match=why):
        take_back(undoable_id, now, STAFF)


def offered(now: datetime) -> set[int]:
    """What the pages of all trainings offer, and those of all people."""
    trainings, people = (
        db.session.scalars(select(Training)),
        db.session.scalars(select(Registration)),
    )
    found = [*(to_take_back(one, now) for one in trainings)]
    found += [to_take_back_of(one, now) for one in people]
    return {one.id for some in found for one in some}


def people(training: Training) -> list[Registration]:
    query = select(Registration).where(Registration.training_id == training.id)
    return list(db.session.scalars(query.order_by(Registration.id)))


def call_off(training: Training, now: datetime) -> None:
    cancel_training(training.id, "krank", now, STAFF)


def edit(training: Training, now: datetime) -> None:
    """Another day, one more seat, another trainer."""
    moved = session_spec(training.sessions[0].starts + timedelta(days=1), place="VHS")
    added = session_spec(training.sessions[0].starts + timedelta(days=8))
    spec = replace(spec_of(training), sessions=(moved, added), capacity=3, trainers=(BERIT,))
    edit_training(training.id, Draft(spec, Extras()), training.version, now, STAFF)


def cancel_one(training: Training, now: datetime) -> None:
    cancel_by_staff(people(training)[0], now, STAFF, "krank")


def cancel_both(training: Training, now: datetime) -> None:
    cancel_several(training.id, [one.id for one in people(training)[:2]], now, STAFF, "krank")


ACTIONS = [call_off, edit, cancel_one, cancel_both]
Action = Callable[[Training, datetime], None]
every_action = pytest.mark.parametrize("action", ACTIONS)


def facts(training: Training) -> dict[str, Any]:
    """What stands, but for what only rises and for letters that never went."""
    rows = snapshot(training.id)
    for row in rows["session"].values():
        row.pop("sequence")
    held = {k: s for k, s in rows["session"].items() if s["dropped_at"] is None}
    letters = {k: m for k, m in rows["message"].items() if "undone" not in m["once_key"]}
    return rows | {"session": held, "message": letters}


@every_action
def test_taken_back_in_time_everything_is_as_it_was(
    training: Training, now: datetime, action: Action
) -> None:
    before, others = facts(training), snapshot(training.id - 1)
    sequence, version = training.sessions[0].sequence, training.version
    action(training, now)
    assert facts(training) != before
    assert newest().id in offered(now + LAST_MOMENT)
    take_back(newest().id, now + LAST_MOMENT, STAFF)
    assert facts(training) == before
    assert snapshot(training.id - 1) == others
    assert training.version > version
    assert training.sessions[0].sequence >= sequence


@every_action
def test_its_letters_wait_five_minutes_and_never_go(
    training: Training, now: datetime, action: Action
) -> None:
    last = max(letter.id for letter in db.session.scalars(select(Message)))
    action(training, now)
    owed = list(db.session.scalars(select(Message).where(Message.id > last)))
    assert owed
    assert {letter.due_at for letter in owed} == {now + HELD_BACK_FOR}
    take_back(newest().id, now, STAFF)
    db.session.expire_all()
    assert {(one.state, one.last_error) for one in owed} == {("withdrawn", "it was taken back")}


@every_action
def test_after_five_minutes_or_once_a_letter_has_left_it_stays(
    training: Training, now: datetime, action: Action
) -> None:
    action(training, now)
    after = snapshot(training.id)
    refused(newest().id, now + HELD_BACK_FOR, "five minutes are over")
    assert snapshot(training.id) == after
    last = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert last is not None
    for state in (MessageState.SENDING, MessageState.SENT, MessageState.FAILED):
        last.state = state
        db.session.commit()
        refused(newest().id, now, "has left already")


@every_action
def test_it_is_taken_back_once_and_may_be_done_again(
    training: Training, now: datetime, action: Action
) -> None:
    action(training, now)
    first = newest().id
    told = {(m.kind, m.registration_id) for m in _open()}
    take_back(first, now, STAFF)
    refused(first, now, "taken back already")
    action(training, now)
    assert {(m.kind, m.registration_id) for m in _open()} == told
    assert newest().id != first


def _open() -> list[Message]:
    return list(db.session.scalars(select(Message).where(Message.state == "queued")))


def test_a_second_edit_stands_in_the_way_of_the_first(training: Training, now: datetime) -> None:
    edit(training, now)
    first = newest().id
    spec = replace(spec_of(training), capacity=4, sessions=spec_of(training).sessions[:1])
    edit_training(training.id, Draft(spec, Extras()), training.version, now, STAFF)
    refused(first, now, "Something else")
    take_back(newest().id, now, STAFF)
    take_back(first, now, STAFF)
    assert training.capacity == 2


def test_whoever_comes_after_an_edit_has_read_it(training: Training, now: datetime) -> None:
    edit(training, now)
    make_registration(training, now)
    refused(newest().id, now, "Something else")


def test_a_letter_that_left_with_the_new_date_stands_in_the_way(
    training: Training, now: datetime
) -> None:
    edit(training, now)
    outbox.owe_to(people(training)[0], Kind.LINK_AGAIN, now)
    db.session.execute(update(Message).where(Message.kind == "link_again").values(state="sent"))
    db.session.commit()
    refused(newest().id, now, "Something else")


def test_a_seat_that_is_gone_does_not_come_back(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=1)
    person = make_confirmed(training, now)
    cancel_by_staff(person, now, STAFF, "krank")
    make_confirmed(training, now)
    refused(newest().id, now, "Somebody else has the seat")
    assert person.state == "cancelled"


def test_whoever_registered_anew_is_not_there_twice(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person = make_confirmed(training, now)
    cancel_by_staff(person, now, STAFF, "krank")
    make_confirmed(training, now, person.email or "")
    refused(newest().id, now, "Whoever would come back has registered again")


def test_whoever_moved_up_and_left_stands_in_the_way(training: Training, now: datetime) -> None:
    cancel_one(training, now)
    promoted = people(training)[2]
    assert promoted.state == "confirmed"
    cancel_by_link(promoted, now)
    refused(newest().id, now, "Something else")


def test_an_open_offer_comes_back(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=1, waitlist=WaitlistMode.OFFER)
    first, second = make_confirmed(training, now), make_confirmed(training, now)
    cancel_by_link(first, now)
    until = second.answer_by
    call_off(training, now)
    take_back(newest().id, now, STAFF)
    assert (second.state, second.answer_by) == ("offered", until)
    offer = db.session.scalars(select(Message).where(Message.kind == "offer")).one()
    assert (offer.state, offer.due_at, offer.last_error) == ("queued", now, "")


def test_a_trainer_who_was_taken_off_keeps_the_links(training: Training, now: datetime) -> None:
    before = db.session.scalars(select(Trainer.key).order_by(Trainer.id)).all()
    edit(training, now)
    take_back(newest().id, now, STAFF)
    assert db.session.scalars(select(Trainer.key).order_by(Trainer.id)).all() == before


def test_the_row_of_another_trainer_stands_in_the_way(training: Training, now: datetime) -> None:
    """A database may give an id again that a deletion has set free."""
    gone = training.trainers[0].id
    spec = replace(spec_of(training), trainers=())
    edit_training(training.id, Draft(spec, Extras()), training.version, now, STAFF)
    other = db.session.get_one(Training, training.id - 1)
    db.session.add(Trainer(id=gone, training_id=other.id, name="Omid", email="omid@borken.example"))
    db.session.commit()
    refused(newest().id, now, "Something else")


def test_words_alone_are_nothing_to_take_back(training: Training, now: datetime) -> None:
    spec = replace(spec_of(training), title="Neu")
    edit_training(training.id, Draft(spec, Extras()), training.version, now, audit.COMMAND_LINE)
    assert db.session.scalars(select(Undoable)).all() == []
    edit(training, now)
    assert newest().training_id == training.id


def test_dates_go_and_come_back_above_the_sequence_in_which_they_were_told(
    training: Training, now: datetime
) -> None:
    edit(training, now)
    told = {session.id: session.sequence for session in training.all_sessions}
    added = max(told)
    take_back(newest().id, now, STAFF)
    db.session.expire_all()
    after = {session.id: session.sequence for session in training.all_sessions}
    assert after == {number: sequence + 1 for number, sequence in told.items()}
    dropped = {one.id for one in training.all_sessions if one.dropped_at is not None}
    assert (dropped, len(told)) == ({added}, 2)
