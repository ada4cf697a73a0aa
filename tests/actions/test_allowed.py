"""Each action does something if and only if the rules say that it is allowed now."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from registration.actions import attendance
from registration.actions.letters import trainers
from registration.actions.signups.by_staff import (
    add_by_staff,
    mark_address,
    move_registration,
    requeue,
)
from registration.actions.signups.confirming import change_details, confirm_address
from registration.actions.signups.ending import (
    accept_offer,
    cancel_by_link,
    cancel_by_staff,
    decline_offer,
)
from registration.actions.signups.seats import fill_seats
from registration.actions.signups.sign_up import Refused, sign_up, tell_registered
from registration.actions.surveys import answer_survey
from registration.actions.trainings.publishing import (
    cancel_training,
    delete_training,
    publish_training,
)
from registration.domain.signups.fields import Person as Details
from registration.domain.states import TrainingState
from registration.domain.trainings.allowed import NotAllowed
from registration.store.database import db
from registration.store.models import AuditEntry, Message, Registration, Training
from registration.store.signups.seats import lock, seats_of
from tests.support.every_case import END, each_claim, each_moment, made_training
from tests.support.factories import NOTICE, applicant
from tests.support.rows import DAY, a_person, a_training

STAFF = "staff 1"
ToOne = Callable[[Registration, datetime], object]
ToTraining = Callable[[Training, datetime], object]


def moved(one: Registration, now: datetime) -> None:
    target = a_training(END + 60 * DAY)
    db.session.commit()
    move_registration(one, target.id, now, STAFF)


TO_ONE: dict[str, ToOne] = {
    "confirm": lambda one, now: confirm_address(one, now, STAFF),
    "accept": accept_offer,
    "decline": decline_offer,
    "cancel_by_person": cancel_by_link,
    "cancel_by_staff": lambda one, now: cancel_by_staff(one, now, STAFF, "Doppelt."),
    "move_from": moved,
    "requeue": lambda one, now: requeue(one, 1, "Härtefall", now, STAFF),
    "change_details": lambda one, now: change_details(
        one, Details("A", "B", one.email or ""), "r", now
    ),
    "mark_address": lambda one, now: mark_address(one, True, now, STAFF),
    "survey": lambda one, now: answer_survey(one, {"overall": 5}, now),
}


def signed_up(training: Training, now: datetime) -> None:
    sign_up(training.id, applicant(), f"t{training.id}", NOTICE, now, 48)


def promoted(training: Training, now: datetime) -> None:
    a_person(training, state="waitlisted", queue_rank=1)
    db.session.commit()
    fill_seats(lock(training.id), now)
    db.session.commit()


def told(training: Training, now: datetime) -> None:
    person = a_person(training)
    db.session.commit()
    tell_registered(training.id, person.email or "", "t", now)


def listed(training: Training, now: datetime) -> None:
    trainers.send_list(training.trainers[0], "r", STAFF, now)


TO_TRAINING: dict[str, tuple[str, ToTraining]] = {
    "sign up": ("sign_up", signed_up),
    "add": ("add_by_staff", lambda t, now: add_by_staff(t.id, applicant(), False, now, STAFF)),
    "promote": ("promote", promoted),
    "publish": ("publish", lambda t, now: publish_training(t.id, now, STAFF)),
    "call off": ("call_off", lambda t, now: cancel_training(t.id, "krank", now, STAFF)),
    "delete": ("delete", lambda t, now: delete_training(t.id, now, STAFF)),
    "tell who is registered": ("remind", told),
    "send the list": ("mark", listed),
    "complete the list": (
        "mark",
        lambda t, now: attendance.complete_list(t.sessions[0], True, STAFF, now),
    ),
}


def traces() -> tuple[int, ...]:
    """What grows with whatever is done: the log, the letters, who has answered."""
    counts = (
        select(func.count()).select_from(AuditEntry),
        select(func.count()).select_from(Message),
        select(func.count()).where(Registration.has_answered),
    )
    return tuple(db.session.scalar(count) or 0 for count in counts)


def happens(act: Callable[[], object]) -> bool:
    before = traces()
    try:
        act()
    except (NotAllowed, Refused):
        assert traces() == before
        return False
    return traces() != before


@pytest.mark.parametrize("name", TO_ONE)
def test_what_is_done_to_one_is_what_the_rules_allow(app: Flask, name: str) -> None:
    may, does = {}, {}
    for person, now, case in each_claim():
        may[case] = getattr(person.allowed(now), name)
        does[case] = happens(lambda one=person, at=now: TO_ONE[name](one, at))  # type: ignore[misc]
    assert {case for case in may if may[case]} == {case for case in does if does[case]}
    assert True in may.values()
    assert False in may.values()


@pytest.mark.parametrize("name", TO_TRAINING)
def test_what_is_done_with_a_training_is_what_the_rules_allow(app: Flask, name: str) -> None:
    rule, act = TO_TRAINING[name]
    may, does = {}, {}
    for state, now in each_moment():
        training = made_training(state)
        db.session.commit()
        may[state, now] = bool(getattr(training.allowed(now, seats_of(training)), rule))
        does[state, now] = happens(lambda one=training, at=now: act(one, at))  # type: ignore[misc]
    assert {case for case in may if may[case]} == {case for case in does if does[case]}
    assert True in may.values()
    assert any(not may[case] for case in may if case[0] is not TrainingState.DRAFT)
