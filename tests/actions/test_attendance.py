"""Marks that stand by themselves, walk-ins once, and what follows for survey and purge."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from registration.actions import attendance as act
from registration.actions.attendance import Newcomer
from registration.actions.privacy.persons import export_person
from registration.actions.privacy.purge import purge
from registration.actions.tick import tick
from registration.store import attendance as find
from registration.store.database import db
from registration.store.models import (
    AuditEntry,
    Funding,
    Message,
    Registration,
    Training,
    TrainingSession,
    WalkIn,
)
from tests.support.factories import make_confirmed, make_training, session_spec
from tests.support.rows import noted

BERLIN = ZoneInfo("Europe/Berlin")
BY = "trainer 1"
SAMUEL = Newcomer("a-key-of-one-form", "Samuel", "Tesfay", "Tafel")


@pytest.fixture
def training(app: Flask, now: datetime) -> Training:
    """Two dates, the last of which ends in two days."""
    sessions = (session_spec(now + timedelta(days=1)), session_spec(now + timedelta(days=2)))
    return make_training(now, sessions=sessions)


def marks(session: TrainingSession) -> dict[int, bool]:
    db.session.rollback()
    return find.marks([session.id])[session.id]


def surveyed() -> list[int | None]:
    kinds = Message.kind == "survey"
    return list(db.session.scalars(db.select(Message.registration_id).where(kinds)))


def in_own_context(app: Flask, work: Callable[[], None]) -> None:
    with app.app_context():
        try:
            work()
        finally:
            db.session.remove()


def test_many_who_tick_at_once_lose_no_mark(app: Flask, training: Training, now: datetime) -> None:
    people = [make_confirmed(training, now).id for _ in range(12)]
    session_id = training.sessions[0].id
    db.session.remove()

    def mark(person: int) -> None:
        session = db.session.get_one(TrainingSession, session_id)
        act.mark(session, person, person % 2 == 0, BY, now)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda person: in_own_context(app, lambda: mark(person)), people * 2))
    found = marks(db.session.get_one(TrainingSession, session_id))
    assert found == {person: person % 2 == 0 for person in people}


def test_all_present_beside_a_single_tick_keeps_the_tick(
    app: Flask, training: Training, now: datetime
) -> None:
    people = [make_confirmed(training, now).id for _ in range(8)]
    session_id = training.sessions[0].id
    db.session.remove()

    def everybody() -> None:
        act.mark_all_present(db.session.get_one(TrainingSession, session_id), BY, now)

    def absent() -> None:
        act.mark(db.session.get_one(TrainingSession, session_id), people[0], False, BY, now)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda work: in_own_context(app, work), [everybody, absent]))
    found = marks(db.session.get_one(TrainingSession, session_id))
    assert found == {person: person != people[0] for person in people}


def test_each_change_is_in_the_audit_log_without_a_name(training: Training, now: datetime) -> None:
    person = make_confirmed(training, now, given_name="Amina")
    session = training.sessions[0]
    act.mark(session, person.id, True, BY, now)
    act.mark(session, person.id, True, BY, now)
    for _ in range(2):
        make_confirmed(training, now)
    act.mark_all_present(session, BY, now)
    act.add_walk_in(session, SAMUEL, BY, now)
    act.complete_list(session, True, BY, now)
    act.complete_list(session, True, BY, now)
    act.complete_list(session, False, BY, now)
    entries = db.session.scalars(
        db.select(AuditEntry).where(AuditEntry.actor == BY).order_by(AuditEntry.id)
    ).all()
    assert [entry.action for entry in entries] == [
        "marked attendance", "marked all present", "added a walk-in",
        "completed the list", "reopened the list",
    ]  # fmt: skip
    about = {"session": session.id}
    marked = [about | {"present": True}, about | {"people": 2}]
    assert [entry.facts for entry in entries] == [*marked, about, about, about]
    assert "Amina" not in str([entry.facts for entry in entries])
    assert "Samuel" not in str([entry.facts for entry in entries])


def test_one_form_adds_one_walk_in(training: Training, now: datetime) -> None:
    for _ in range(3):
        act.add_walk_in(training.sessions[0], SAMUEL, BY, now)
    assert [w.given_name for w in find.walk_ins([training.sessions[0].id])] == ["Samuel"]


def test_a_walk_in_takes_no_seat(training: Training, now: datetime, count_rows) -> None:  # type: ignore[no-untyped-def]
    act.add_walk_in(training.sessions[0], SAMUEL, BY, now)
    assert (count_rows("registration"), count_rows("walk_in")) == (0, 1)


def test_a_walk_in_of_another_session_is_not_removed(training: Training, now: datetime) -> None:
    first, second = training.sessions
    act.add_walk_in(first, SAMUEL, BY, now)
    walk_in = find.walk_ins([first.id])[0].key
    act.remove_walk_in(second, walk_in, BY, now)
    assert len(find.walk_ins([first.id])) == 1


def three_people(training: Training, now: datetime) -> list[Registration]:
    return [make_confirmed(training, now) for _ in range(3)]


def test_whom_every_completed_list_lacks_gets_no_survey(training: Training, now: datetime) -> None:
    both, one, none = three_people(training, now)
    first, second = training.sessions
    for session, person in ((first, both), (second, both), (second, one)):
        act.mark(session, person.id, True, BY, now)
    act.mark(first, none.id, False, BY, now)
    for session in (first, second):
        act.complete_list(session, True, BY, now)
    tick(now + timedelta(days=2, hours=5), BERLIN)
    assert sorted(map(int, filter(None, surveyed()))) == [both.id, one.id]


def test_a_list_that_nobody_completed_keeps_nobody_from_the_survey(
    training: Training, now: datetime
) -> None:
    people = three_people(training, now)
    act.mark(training.sessions[0], people[0].id, False, BY, now)
    tick(now + timedelta(days=2, hours=5), BERLIN)
    assert len(surveyed()) == 3


def test_the_repeat_spares_the_same_people(training: Training, now: datetime) -> None:
    came, missed, _ = three_people(training, now)
    tick(now + timedelta(days=2, hours=5), BERLIN)
    act.mark(training.sessions[0], came.id, True, BY, now)
    act.complete_list(training.sessions[0], True, BY, now)
    tick(now + timedelta(days=9, hours=6), BERLIN)
    repeats = db.session.scalars(
        db.select(Message.registration_id).where(Message.kind == "survey_repeat")
    ).all()
    assert list(repeats) == [came.id]
    assert missed.id not in repeats


def test_walk_ins_of_a_training_without_grant_are_emptied_with_the_names(
    training: Training, now: datetime
) -> None:
    act.add_walk_in(training.sessions[0], SAMUEL, BY, now)
    purge(now + timedelta(days=29), BERLIN)
    assert db.session.scalars(db.select(WalkIn)).one().given_name == "Samuel"
    purge(now + timedelta(days=31), BERLIN)
    db.session.expire_all()
    emptied = db.session.scalars(db.select(WalkIn)).one()
    assert (emptied.given_name, emptied.family_name, emptied.organisation) == ("", "", "")


def test_walk_ins_that_prove_a_grant_stay_as_long_as_the_grant_says(
    training: Training, now: datetime
) -> None:
    training.funding = Funding(key="leader", title="Projekt", retention_years=5)
    db.session.commit()
    act.add_walk_in(training.sessions[0], SAMUEL, BY, now)
    training.funding.proof_submitted_on = now.date()
    db.session.commit()
    purge(now + timedelta(days=365), BERLIN)
    db.session.expire_all()
    assert db.session.scalars(db.select(WalkIn)).one().given_name == "Samuel"
    purge(now + timedelta(days=5 * 366), BERLIN)
    db.session.expire_all()
    assert db.session.scalars(db.select(WalkIn)).one().given_name == ""


def test_whoever_asks_is_told_at_which_dates_she_was_marked(
    training: Training, now: datetime
) -> None:
    person = make_confirmed(training, now, "amina@borken.example")
    first, _ = training.sessions
    act.mark(first, person.id, True, BY, now)
    told = export_person("amina@borken.example", now)["registrations"][0]["attendance"]
    assert told == [{"starts": first.starts.isoformat(), "present": True}]


def test_only_the_walk_in_that_is_named_is_removed(training: Training, now: datetime) -> None:
    session = training.sessions[0]
    for key in ("first", "second", "third"):
        act.add_walk_in(session, Newcomer(key, key, "Gast"), "test", now)
    act.remove_walk_in(session, "second", "test", now)
    db.session.rollback()
    left = db.session.scalars(db.select(WalkIn.key).order_by(WalkIn.id)).all()
    assert left == ["first", "third"]


def test_a_list_that_is_complete_stays_complete_since_the_first_time(
    training: Training, now: datetime
) -> None:
    session = training.sessions[0]
    for minutes, complete in ((0, True), (5, True), (9, False), (12, False)):
        act.complete_list(session, complete, "trainer 1", now + timedelta(minutes=minutes))
        db.session.refresh(session)
        assert session.list_completed_at == (now if complete else None)
    assert len(noted("completed the list")) == len(noted("reopened the list")) == 1
