"""Many people at once: never a seat too many, never a deadlock, on both databases."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from registration.actions.privacy import audit
from registration.actions.signups.ending import cancel_by_link
from registration.actions.signups.sign_up import Refused, sign_up
from registration.actions.trainings.programme import import_programme
from registration.domain.programme import Programme
from registration.domain.states import RegistrationState, WaitlistMode
from registration.store.database import db, only_read
from registration.store.models import Registration, Training
from registration.store.signups.seats import lock_all, take_lock
from registration.store.trainings.trainings import with_seats
from tests.support.at_once import at_once
from tests.support.factories import (
    NOTICE,
    applicant,
    make_registration,
    make_training,
    training_spec,
)

CROWD, SEATS = 30, 5


def try_to_sign_up(training_id: int, now: datetime) -> Callable[[], str]:
    """Somebody who signs up; the answer is taken or refused."""
    person = applicant()

    def work() -> str:
        try:
            sign_up(training_id, person, person.email, NOTICE, now, 48)
        except Refused:
            return "refused"
        return "taken"

    return work


def try_to_cancel(registration_id: int, now: datetime) -> Callable[[], str]:
    """Somebody who gives a seat back."""

    def work() -> str:
        person = db.session.get_one(Registration, registration_id)
        cancel_by_link(person, now)
        return "cancelled"

    return work


def active(training_id: int) -> list[Registration]:
    """All who hold a seat or wait."""
    db.session.rollback()
    states = [state for state in RegistrationState if state.active]
    query = select(Registration).where(
        Registration.training_id == training_id, Registration.state.in_(states)
    )
    return list(db.session.scalars(query))


@pytest.mark.parametrize("confirm_first", [True, False])
def test_thirty_at_once_get_exactly_the_five_seats(
    app: Flask, now: datetime, confirm_first: bool
) -> None:
    training = make_training(
        now, capacity=SEATS, waitlist=WaitlistMode.OFF, email_confirmation=confirm_first
    )
    works = [try_to_sign_up(training.id, now) for _ in range(CROWD)]
    answers = Counter(at_once(app, works))
    assert answers == {"taken": SEATS, "refused": CROWD - SEATS}
    assert [person.queue_rank for person in active(training.id)] == [None] * SEATS


@pytest.mark.parametrize("confirm_first", [True, False])
def test_whoever_comes_too_late_of_thirty_waits_at_a_place_of_its_own(
    app: Flask, now: datetime, confirm_first: bool
) -> None:
    training = make_training(now, capacity=SEATS, email_confirmation=confirm_first)
    works = [try_to_sign_up(training.id, now) for _ in range(CROWD)]
    assert at_once(app, works) == ["taken"] * CROWD
    people = active(training.id)
    ranks = sorted(person.queue_rank for person in people if person.queue_rank is not None)
    assert len(people) == CROWD
    assert ranks == list(range(1, CROWD - SEATS + 1))


def test_a_full_queue_refuses_whoever_comes_then(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=SEATS, waitlist_limit=3)
    answers = at_once(app, [try_to_sign_up(training.id, now) for _ in range(CROWD)])
    assert Counter(answers) == {"taken": SEATS + 3, "refused": CROWD - SEATS - 3}


def test_one_address_thirty_times_at_once_is_one_registration(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=SEATS)
    person = applicant("amina@borken.example")
    id_ = training.id

    def work(number: int) -> Callable[[], str]:
        return lambda: sign_up(id_, person, f"form-{number}", NOTICE, now, 48)

    receipts = at_once(app, [work(number) for number in range(CROWD)])
    assert len(set(receipts)) == CROWD
    assert len(active(id_)) == 1


def test_one_form_sent_thirty_times_at_once_has_one_answer(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=SEATS)
    person, id_ = applicant("amina@borken.example"), training.id
    works = [lambda: sign_up(id_, person, "the same form", NOTICE, now, 48)] * CROWD
    assert len(set(at_once(app, works))) == 1
    assert len(active(id_)) == 1


def test_cancellations_and_sign_ups_at_once_leave_no_seat_empty_or_twice(
    app: Flask, now: datetime
) -> None:
    training = make_training(now, capacity=SEATS, email_confirmation=False)
    id_ = training.id
    leaving = [make_registration(training, now).id for _ in range(SEATS + 5)]
    works = [try_to_cancel(one, now) for one in leaving]
    works += [try_to_sign_up(id_, now) for _ in range(CROWD - len(leaving))]
    at_once(app, works)
    people = active(id_)
    assert len(people) == CROWD - len(leaving)
    assert len([one for one in people if one.queue_rank is None]) == SEATS
    ranks = [one.queue_rank for one in people if one.queue_rank is not None]
    assert len(set(ranks)) == len(ranks) == len(people) - SEATS
    assert {one.state for one in people if one.queue_rank is None} == {"confirmed"}


def test_capacity_raised_and_lowered_in_a_crowd_gives_no_seat_above_it(
    app: Flask, now: datetime
) -> None:
    training = make_training(now, capacity=1)
    id_ = training.id

    def resize(capacity: int) -> Callable[[], str]:
        spec = training_spec(now, capacity=capacity)
        programme = Programme(trainings=(spec,))
        return lambda: str(import_programme(programme, now, audit.COMMAND_LINE).changed)

    works = [try_to_sign_up(id_, now) for _ in range(CROWD - 3)]
    at_once(app, [*works, resize(SEATS), resize(SEATS), resize(SEATS)])
    assert len([one for one in active(id_) if one.queue_rank is None]) == SEATS


def test_two_trainings_asked_for_in_any_order_never_deadlock(app: Flask, now: datetime) -> None:
    ids = [make_training(now, slug).id for slug in ("one", "two")]

    def work(order: list[int]) -> Callable[[], list[int]]:
        def both() -> list[int]:
            for _ in range(10):
                trainings = lock_all(order)
                for training in trainings:
                    training.internal_notes += "x"
                db.session.commit()
            return [training.id for training in trainings]

        return both

    works = [work(ids if number % 2 else ids[::-1]) for number in range(12)]
    assert at_once(app, works) == [sorted(ids)] * 12
    db.session.rollback()
    # Nobody wrote over what another had written: each read after the lock.
    assert [len(db.session.get_one(Training, one).internal_notes) for one in ids] == [120, 120]


def test_the_lock_shows_what_another_has_written_since_the_first_look(
    app: Flask, now: datetime
) -> None:
    training = make_training(now, capacity=SEATS)
    id_, seen = training.id, training.capacity

    def raise_capacity() -> None:
        (locked,) = lock_all([id_])
        locked.capacity += 1
        db.session.commit()

    at_once(app, [raise_capacity])
    (locked,) = lock_all([id_])
    assert locked.capacity == seen + 1


def test_the_lock_is_refused_once_something_was_changed(app: Flask, now: datetime) -> None:
    training = make_training(now)
    training.registration_closes = now + timedelta(days=1)
    with pytest.raises(RuntimeError, match="before you change"):
        lock_all([training.id])


def test_a_lock_after_a_page_was_read_holds_until_the_end(app: Flask, now: datetime) -> None:
    training_id = make_training(now).id
    db.session.remove()
    only_read()
    assert with_seats("kurs") is not None
    take_lock(training_id)
    db.session.rollback()
    assert db.session.scalar(select(Training.lock_count)) == 0


def test_a_lock_after_another_lock_leaves_that_one_alone(app: Flask, now: datetime) -> None:
    first, second = make_training(now, "a").id, make_training(now, "b").id
    db.session.remove()
    only_read()
    assert with_seats("a") is not None
    take_lock(first)
    take_lock(second)
    db.session.commit()
    assert db.session.scalars(select(Training.lock_count)).all() == [1, 1]
