"""Rule 11, where something else happened between an action and its taking back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from registration.actions.letters.reminders import owe_reminders
from registration.actions.privacy.persons import erase_person
from registration.actions.signups.ending import cancel_by_staff, cancel_several, lapse_all
from registration.actions.staff.undo import NotUndone, take_back, undoable
from registration.actions.trainings.planning import Draft, edit_training, extras_of
from registration.actions.trainings.programme import spec_of
from registration.actions.trainings.publishing import cancel_training
from registration.domain.programme import TrainerSpec
from registration.store.database import db
from registration.store.dialect import table_of
from registration.store.models import Message, Registration, Training, Undoable
from registration.store.signups.seats import lock
from tests.support.factories import make_confirmed, make_registration, make_training, session_spec

STAFF = "staff 1"
MINUTE = timedelta(minutes=1)


def newest() -> Undoable:
    return db.session.scalars(select(Undoable).order_by(Undoable.id.desc()).limit(1)).one()


def call_off(training: Training, now: datetime) -> None:
    cancel_training(training.id, "krank", now, STAFF)


def put_off(training: Training, now: datetime) -> None:
    moved = session_spec(training.sessions[0].starts + timedelta(days=1))
    edit(training, now, sessions=(moved,))


def add_a_date(training: Training, now: datetime) -> None:
    added = session_spec(training.sessions[-1].starts + timedelta(days=7))
    edit(training, now, sessions=(*spec_of(training).sessions, added))


def retitle(training: Training, now: datetime) -> None:
    edit(training, now, title="Neu")


def edit(training: Training, now: datetime, **changes: object) -> None:
    spec = replace(spec_of(training), **changes)  # type: ignore[arg-type]
    edit_training(training.id, Draft(spec, extras_of(training)), training.version, now, STAFF)


Action = Callable[[Training, datetime], None]


@pytest.mark.parametrize("others", [0, 1])
@pytest.mark.parametrize("action", [call_off, put_off, add_a_date])
def test_nobody_comes_back_to_dates_that_she_was_never_told(
    app: Flask, now: datetime, action: Action, others: int
) -> None:
    training = make_training(now, trainers=())
    person = make_confirmed(training, now)
    for _ in range(others):
        make_confirmed(training, now)
    cancel_by_staff(person, now, STAFF, "verwechselt")
    mine = newest().id
    action(training, now)
    with pytest.raises(NotUndone, match="Something else"):
        take_back(mine, now, STAFF)
    assert person.state == "cancelled"


@pytest.mark.parametrize("action", [call_off, put_off, add_a_date])
def test_what_was_taken_back_itself_stands_in_nobodys_way(
    app: Flask, now: datetime, action: Action
) -> None:
    training = make_training(now)
    person, _ = make_confirmed(training, now), make_confirmed(training, now)
    cancel_by_staff(person, now, STAFF, "verwechselt")
    mine = newest().id
    action(training, now)
    take_back(newest().id, now, STAFF)
    take_back(mine, now, STAFF)
    assert person.state == "confirmed"


def test_words_and_the_cancelling_of_others_stand_in_nobodys_way(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person, other = make_confirmed(training, now), make_confirmed(training, now)
    cancel_by_staff(person, now, STAFF, "verwechselt")
    mine = newest().id
    cancel_by_staff(other, now, STAFF, "krank")
    retitle(training, now)
    take_back(mine, now, STAFF)
    assert (person.state, other.state) == ("confirmed", "cancelled")


def test_whoever_comes_back_is_reminded_like_the_others(app: Flask, now: datetime) -> None:
    zone = app.extensions["zusage_settings"].zone
    training = make_training(now, days=3, reminder_days=(3,))
    people = [make_confirmed(training, now - timedelta(days=20)) for _ in range(3)]
    later = now + timedelta(hours=1)
    cancel_several(training.id, [one.id for one in people[:2]], later, STAFF, "verwechselt")
    assert owe_reminders(later, zone) == 1
    take_back(newest().id, later, STAFF)
    assert owe_reminders(later, zone) == 2
    assert owe_reminders(later, zone) == 0


def test_a_seat_that_lapsed_while_a_training_was_off_goes_to_who_waits(
    app: Flask, now: datetime
) -> None:
    training = make_training(now, capacity=1)
    never = make_registration(training, now)
    waits, last = make_confirmed(training, now), make_confirmed(training, now)
    then = never.answer_by
    assert then is not None
    call_off(training, then - MINUTE)
    assert lapse_all(then) == 1
    take_back(newest().id, then, STAFF)
    assert (never.state, waits.state, last.state) == ("expired", "confirmed", "waitlisted")


@pytest.mark.parametrize("kind", ["trainer", "contact"])
def test_whoever_was_taken_off_and_erased_does_not_come_back(
    app: Flask, now: datetime, kind: str
) -> None:
    training, other = make_training(now), make_training(now, "anderer", trainers=())
    for one in (training, other):
        make_confirmed(one, now)
    put_off(other, now)
    decoy = newest().id
    gone = "weg@borken.example"
    if kind == "trainer":
        edit(training, now, trainers=(TrainerSpec("Wegmann", gone),))
        edit(training, now, trainers=())
    else:
        contact = replace(spec_of(training).contact, email=gone)
        edit(training, now, contact=contact)
        stays = replace(contact, email="neu@borken.example")
        later = session_spec(training.sessions[0].starts + timedelta(days=1))
        edit(training, now, contact=stays, sessions=(later,))
    assert gone in str([one.rows for one in db.session.scalars(select(Undoable))])
    erase_person(gone.upper(), now)
    left = db.session.scalars(select(Undoable)).all()
    assert decoy in {one.id for one in left}
    assert gone not in str([one.rows for one in left])


def test_what_left_between_is_neither_called_back_nor_sent_again(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person = make_confirmed(training, now)
    letters = table_of(Message)
    mine = letters.c.registration_id == person.id
    db.session.execute(update(letters).where(mine).values(state="queued"))
    db.session.commit()
    lock(training.id)
    with undoable(training, "cancel", now):
        person.end_reason = "krank"
        # Where rows are locked one by one, a postman takes letters in the middle of it.
        db.session.execute(update(letters).where(mine).values(state="sending"))
    db.session.commit()
    take_back(newest().id, now, STAFF)
    assert person.end_reason == ""
    assert set(db.session.scalars(select(letters.c.state).where(mine))) == {"sending"}


def test_a_letter_that_is_just_taken_stands_in_the_way(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person = make_confirmed(training, now)
    cancel_by_staff(person, now, STAFF, "verwechselt")
    mine, person_id = newest().id, person.id
    db.session.rollback()
    with ThreadPoolExecutor() as pool, db.engine.connect() as postman:
        postman.execute(
            update(table_of(Message))
            .where(table_of(Message).c.kind == "cancelled_by_staff")
            .values(state="sending")
        )
        answer = pool.submit(_take_back_elsewhere, app, mine, now)
        sleep(0.3)  # it now waits for what the postman holds, or is about to
        postman.commit()
        assert answer.result() == "A letter about it has left already."
    assert db.session.get_one(Registration, person_id).state == "cancelled"


def _take_back_elsewhere(app: Flask, undoable_id: int, now: datetime) -> str:
    with app.app_context():
        try:
            take_back(undoable_id, now, STAFF)
        except NotUndone as why:
            return str(why)
    return "taken back"


def test_what_was_erased_while_this_waited_for_the_lock_is_not_taken_back(
    app: Flask, now: datetime
) -> None:
    training = make_training(now, trainers=())
    cancel_by_staff(make_confirmed(training, now), now, STAFF, "verwechselt")
    kept = newest()
    db.session.commit()
    assert kept.id  # read again, as the page had read it
    with db.engine.begin() as another:
        another.execute(delete(table_of(Undoable)))
    with pytest.raises(NotUndone, match="Something else"):
        take_back(kept.id, now, STAFF)


def test_what_was_erased_before_this_began_is_not_taken_back(app: Flask, now: datetime) -> None:
    training = make_training(now, trainers=())
    cancel_by_staff(make_confirmed(training, now), now, STAFF, "verwechselt")
    gone = newest().id
    cancel_by_staff(make_confirmed(training, now), now, STAFF, "verwechselt")
    stays = newest().id
    db.session.execute(delete(table_of(Undoable)).where(table_of(Undoable).c.id == gone))
    db.session.commit()
    with pytest.raises(NotUndone, match="Something else"):
        take_back(gone, now, STAFF)
    assert take_back(stays, now, STAFF).undone_at == now
