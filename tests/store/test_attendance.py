"""Who is expected, who was there, what was answered: of one training, beside another's."""

from flask import Flask
from sqlalchemy import text

from registration.store import attendance
from registration.store.database import db
from tests.conftest import NOW
from tests.support.rows import (
    DAY,
    a_mark,
    a_person,
    a_session,
    a_trainer,
    a_training,
    a_walk_in,
    an_answer,
)


def test_expected_are_those_with_a_certain_seat_by_name(app: Flask) -> None:
    training, other = a_training(), a_training()
    second = a_person(training, "Yılmaz", given_name="Amina")
    first = a_person(training, "adler", given_name="Zoe")
    third = a_person(training, "Yılmaz", given_name="Berta")
    for state in ("unconfirmed", "offered", "cancelled", "declined", "expired"):
        a_person(training, state=state)
    a_person(training, state="waitlisted", queue_rank=1)
    erased = a_person(training, given_name="", email=None)
    foreign = a_person(other)
    assert attendance.expected(training.id) == [first, second, third]
    assert attendance.expected_id(training.id, first.uid) == first.id
    assert attendance.expected_id(training.id, foreign.uid) is None
    assert attendance.expected_id(training.id, erased.uid) is None


def test_marks_are_of_the_sessions_and_the_person_that_are_asked_for(app: Flask) -> None:
    training = a_training(NOW, NOW + DAY, NOW + 2 * DAY)
    one, two, three = training.all_sessions
    amina, berta = a_person(training), a_person(training)
    a_mark(one, amina)
    a_mark(one, berta, present=False)
    a_mark(two, amina, present=False)
    a_mark(three, amina)
    asked = [one.id, two.id]
    assert attendance.marks(asked) == {
        one.id: {amina.id: True, berta.id: False},
        two.id: {amina.id: False},
    }
    assert attendance.marks(asked, berta.id) == {one.id: {berta.id: False}}


def test_a_mark_is_changed_for_one_session_and_says_by_whom(app: Flask) -> None:
    training = a_training(NOW, NOW + DAY)
    one, two = training.all_sessions
    amina, berta = a_person(training), a_person(training)
    a_mark(one, amina)
    a_mark(two, amina)
    attendance.set_marks(one.id, {amina.id: False}, NOW, "somebody")
    attendance.add_missing_marks(one.id, [amina.id, berta.id], NOW, "somebody else")
    assert attendance.marks([one.id, two.id]) == {
        one.id: {amina.id: False, berta.id: True},
        two.id: {amina.id: True},
    }


def test_walk_ins_are_of_the_session_by_name_without_erased_ones(app: Flask) -> None:
    training = a_training(NOW, NOW + DAY)
    one, two = training.all_sessions
    later, first = a_walk_in(one, family_name="Zander"), a_walk_in(one, family_name="adler")
    a_walk_in(one, given_name="", family_name="")
    other = a_walk_in(two, family_name="Berg")
    assert attendance.walk_ins([one.id]) == [first, later]
    assert attendance.walk_ins([one.id, two.id]) == [first, other, later]


def test_answers_are_those_to_one_training(app: Flask) -> None:
    training, other = a_training(), a_training()
    an_answer(training, overall=5)
    an_answer(other, overall=1)
    assert attendance.answers_of(training.id) == [{"overall": 5}]


def test_trainers_with_an_address_are_those_of_published_trainings(app: Flask) -> None:
    published = a_training(NOW + DAY)
    found = a_trainer(published, "A", "VHS@borken.example")
    a_trainer(published, "B", "other@borken.example")
    a_trainer(a_training(state="draft"), "C", "vhs@borken.example")
    a_trainer(a_training(state="cancelled"), "D", "vhs@borken.example")
    again_at = a_training()
    again = a_trainer(again_at, "E", "vhs@borken.example")
    pairs = [(found, published), (again, again_at)]
    assert attendance.trainers_with_address("vhs@Borken.example") == pairs
    a_session(published, NOW)  # a second date makes nobody come twice
    assert len(attendance.trainers_with_address("vhs@borken.example")) == 2


def test_trainers_are_found_by_the_index_of_their_addresses(app: Flask) -> None:
    """A later revision that writes the table anew on SQLite would lose it without a word."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    if not on_sqlite:
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
    asked = "SELECT id FROM trainer WHERE lower(email) = 'vhs@borken.example'"
    explain = "EXPLAIN QUERY PLAN" if on_sqlite else "EXPLAIN"
    plan = str(db.session.execute(text(f"{explain} {asked}")).all())
    assert "ix_trainer_address" in plan
