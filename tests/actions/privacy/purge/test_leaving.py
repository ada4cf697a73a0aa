"""Names never leave before the team could read that they will, whatever makes them leave."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from registration.actions.fundings import Wording, save_funding
from registration.actions.privacy.purge import purge
from registration.actions.signups.ending import cancel_by_staff
from registration.actions.staff.undo import take_back
from registration.actions.trainings.planning import Draft, edit_training, extras_of
from registration.actions.trainings.programme import import_programme, spec_of
from registration.domain.programme import FundingSpec, Programme, TrainingSpec
from registration.store.database import db
from registration.store.models import Registration, Training, Undoable
from registration.store.privacy.retention import names_leaving
from registration.store.trainings import trainings as find
from tests.support.factories import make_confirmed, make_training

STAFF = "staff 1"
WEEK = timedelta(days=7)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def zone(app: Flask) -> ZoneInfo:
    zone: ZoneInfo = app.extensions["zusage_settings"].zone
    return zone


@pytest.fixture
def people(app: Flask, now: datetime, zone: ZoneInfo) -> Mapping[str, Registration]:
    """Proof of grants that still ask for it: two trainings long over, and one just over."""
    long_ago = now - timedelta(days=365 * 2)
    wording = Wording("LEADER", "EU", "Gefördert", "LAG-1", 5, (now - 366 * 2 * WEEK / 7).date())
    grant = save_funding(None, wording, now, STAFF, zone)
    days = {"kurs": long_ago, "anderer": long_ago, "neu": now - timedelta(days=31)}
    found = {}
    for slug, begun in days.items():
        training = make_training(begun, slug, trainers=())
        found[slug] = make_confirmed(training, begun)
        training.funding = grant
    db.session.commit()
    purge(now, zone)
    assert all(person.given_name for person in found.values())
    assert not names_leaving(now, zone)
    return found


def without_grant(training: Training) -> TrainingSpec:
    return replace(spec_of(training), funding=None)


def edit(training: Training, spec: TrainingSpec, now: datetime) -> None:
    edit_training(training.id, Draft(spec, extras_of(training)), training.version, now, STAFF)


def take_the_grant_off(training: Training, now: datetime) -> None:
    edit(training, without_grant(training), now)


def cancel_the_seat(training: Training, now: datetime) -> None:
    cancel_by_staff(training_person(training), now, STAFF, "verwechselt")


def import_without_grant(training: Training, now: datetime) -> None:
    import_programme(Programme(trainings=(without_grant(training),)), now, STAFF)


def training_person(training: Training) -> Registration:
    query = select(Registration).where(Registration.training_id == training.id)
    return db.session.scalars(query).one()


Change = Callable[[Training, datetime], None]


@pytest.mark.parametrize("change", [take_the_grant_off, cancel_the_seat, import_without_grant])
def test_what_a_change_lets_leave_is_announced_for_a_week(
    people: Mapping[str, Registration], now: datetime, zone: ZoneInfo, change: Change
) -> None:
    training = people["kurs"].training
    change(training, now)
    [leaving] = names_leaving(now, zone)
    assert (leaving.day, leaving.people, leaving.trainings) == ((now + WEEK).date(), 1, 1)
    purge(now + WEEK - INSTANT, zone)
    db.session.expire_all()
    assert people["kurs"].given_name
    purge(now + WEEK, zone)
    db.session.expire_all()
    assert {slug: bool(one.given_name) for slug, one in people.items()} == {
        "kurs": False,
        "anderer": True,
        "neu": True,
    }


def test_fewer_years_in_a_file_are_announced_for_each_training(
    people: Mapping[str, Registration], now: datetime, zone: ZoneInfo
) -> None:
    grant = people["kurs"].training.funding
    assert grant is not None
    fewer = FundingSpec(grant.key, "LEADER", "EU", "Gefördert", "LAG-1", retention_years=1)
    import_programme(Programme(fundings=(fewer,)), now, STAFF)
    [leaving] = names_leaving(now, zone)
    assert (leaving.day, leaving.people, leaving.trainings) == ((now + WEEK).date(), 2, 2)
    purge(now + WEEK - INSTANT, zone)
    db.session.expire_all()
    assert all(person.given_name for person in people.values())


def test_an_earlier_date_is_announced_for_a_week(app: Flask, now: datetime, zone: ZoneInfo) -> None:
    training = make_training(now - timedelta(days=31), trainers=())
    person = make_confirmed(training, now - timedelta(days=31))
    spec, back = spec_of(training), timedelta(days=60)
    [session] = spec.sessions
    earlier = replace(session, starts=session.starts - back, ends=session.ends - back)
    edit(training, replace(spec, sessions=(earlier,), registration_opens=None), now)
    purge(now + WEEK - INSTANT, zone)
    db.session.expire_all()
    assert (person.given_name, person.email is not None) == ("Amina", True)
    purge(now + WEEK, zone)
    db.session.expire_all()
    assert (person.given_name, person.email) == ("", None)


def test_a_seat_that_is_cancelled_long_after_comes_back_with_its_name(
    people: Mapping[str, Registration], now: datetime, zone: ZoneInfo
) -> None:
    cancel_the_seat(people["kurs"].training, now)
    purge(now, zone)
    take_back(db.session.scalars(select(Undoable.id)).one(), now, STAFF)
    assert (people["kurs"].state, people["kurs"].given_name) == ("confirmed", "Amina")


def test_words_keep_nothing_longer(
    people: Mapping[str, Registration], now: datetime, zone: ZoneInfo
) -> None:
    training = find.by_slug("kurs")
    assert training is not None
    edit(training, replace(spec_of(training), title="Neu"), now)
    db.session.expire_all()
    assert training.kept_until is None
