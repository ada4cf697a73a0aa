"""Seats and queues of one training, beside another's."""

from flask import Flask

from registration.store.database import db
from registration.store.letters import claims
from registration.store.signups import seats
from registration.store.trainings import trainings
from tests.conftest import NOW
from tests.support.rows import DAY, HOUR, a_letter, a_person, a_session, a_training


def test_a_lock_is_of_its_training_alone(app: Flask) -> None:
    one, other = a_training(), a_training()
    db.session.commit()
    seats.take_lock(one.id)
    db.session.commit()
    assert seats.lock(one.id) is one
    db.session.commit()
    assert (one.lock_count, other.lock_count) == (2, 0)
    assert [t.id for t in seats.lock_all([other.id, one.id, other.id])] == [one.id, other.id]
    db.session.commit()
    assert (one.lock_count, other.lock_count) == (3, 1)


def test_held_and_waiting_are_counted_for_each_training_alone(app: Flask) -> None:
    one, other = a_training(capacity=3), a_training(capacity=4)
    for state in ("confirmed", "unconfirmed", "offered", "cancelled", "declined", "expired"):
        a_person(one, state=state)
    a_person(one, state="waitlisted", queue_rank=1)
    a_person(one, state="unconfirmed", queue_rank=2)
    a_person(other)
    found = seats.seats_of_all([one, other])
    assert (found[one.id].held, found[one.id].waiting, found[one.id].capacity) == (3, 2, 3)
    assert (found[other.id].held, found[other.id].waiting, found[other.id].capacity) == (1, 0, 4)


def test_the_queue_goes_by_rank_and_the_last_rank_is_its_own(app: Flask) -> None:
    one, other = a_training(), a_training()
    second = a_person(one, state="waitlisted", queue_rank=7)
    first = a_person(one, state="unconfirmed", queue_rank=3)
    a_person(other, state="waitlisted", queue_rank=50)
    a_person(one)
    assert seats.queue_of(one.id) == [first, second]
    assert seats.queue_of(one.id, 1) == [first]
    assert [seats.last_rank(t.id) for t in (one, other, a_training())] == [7, 50, 0]


def test_upcoming_are_published_trainings_not_over_by_their_first_date(app: Flask) -> None:
    late = a_training(NOW + 9 * DAY, title="spät")
    a_training(NOW - DAY, NOW + DAY, title="begonnen")
    a_training(NOW - 3 * HOUR, title="eben vorbei")
    a_training(NOW + DAY, title="Entwurf", state="draft")
    a_training(NOW + DAY, title="abgesagt", state="cancelled")
    a_session(a_training(NOW - DAY, title="vorbei"), NOW + DAY, dropped_at=NOW)
    a_session(late, NOW - 9 * DAY, dropped_at=NOW)
    a_training(NOW + 2 * DAY, title="bald")
    found = [training.title for training in trainings.upcoming(NOW)]
    assert found == ["begonnen", "bald", "spät"]


def test_all_trainings_come_the_newest_first_and_published_ones_the_oldest(app: Flask) -> None:
    a, _, c = (a_training(state=state) for state in ("published", "draft", "published"))
    assert [t.id for t in trainings.every()] == [3, 2, 1]
    assert list(trainings.published()) == [a, c]
    assert trainings.exists(a.id)
    assert not trainings.exists(99)


def test_letters_are_claimed_and_loaded_the_longest_due_first(app: Flask) -> None:
    later, first, second = (a_letter(due_at=NOW - n * HOUR) for n in (1, 3, 2))
    for state in ("sent", "failed", "withdrawn"):
        a_letter(due_at=NOW - 9 * HOUR, state=state)
    a_letter(due_at=NOW - 9 * HOUR, state="sending", lease_until=NOW + HOUR)
    claim = claims.claim(NOW, 2)
    assert set(claim.ids) == {first.id, second.id}
    assert list(claims.load(claim.ids)) == [first, second]
    assert claims.claim(NOW, 20).ids == (later.id,)
