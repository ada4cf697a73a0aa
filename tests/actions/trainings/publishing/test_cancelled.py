"""Nothing of a cancelled training goes on: no offer, no confirming, no giving back, no lapse."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from registration.actions import attendance as act
from registration.actions.letters.lost_link import link_again
from registration.actions.letters.reminders import owe_nudges, owe_reminders
from registration.actions.signups.by_staff import move_registration, requeue
from registration.actions.signups.confirming import confirm_address
from registration.actions.signups.ending import (
    TooLate,
    accept_offer,
    cancel_by_link,
    cancel_by_staff,
    decline_offer,
    lapse_all,
)
from registration.actions.signups.sign_up import tell_registered
from registration.actions.surveys import SurveyClosed, answer_survey, owe_surveys
from registration.actions.trainings.publishing import cancel_training
from registration.domain.letters.kinds import Kind
from registration.domain.states import RegistrationState, WaitlistMode
from registration.domain.trainings.allowed import NotAllowed
from registration.store.database import db
from registration.store.letters import outbox
from registration.store.models import Message, Registration, Training
from tests.support.factories import make_confirmed, make_registration, make_training

ZONE = ZoneInfo("Europe/Berlin")
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
State = RegistrationState


def owed(person: Registration) -> list[tuple[str, str]]:
    """The letters of somebody that wait to be sent, and those withdrawn."""
    query = db.select(Message).where(Message.registration_id == person.id).order_by(Message.id)
    return [(m.kind, m.state) for m in db.session.scalars(query)]


def fresh(person: Registration) -> Registration:
    db.session.expire_all()
    return person


@pytest.fixture
def course(app: Flask, now: datetime) -> Training:
    return make_training(now, capacity=1, waitlist=WaitlistMode.OFFER, offer_hours=48)


@pytest.fixture
def offered(course: Training, now: datetime) -> Registration:
    """Somebody who waited and was offered the seat that another gave back."""
    holder = make_confirmed(course, now)
    person = make_confirmed(course, now)
    cancel_by_link(holder, now)
    assert person.state is State.OFFERED
    return person


def test_an_offer_of_a_cancelled_training_ends_quietly_and_the_cancellation_still_goes(
    course: Training, offered: Registration, now: datetime
) -> None:
    elsewhere = make_training(now, "anders", capacity=1, waitlist=WaitlistMode.OFFER)
    holder, other = make_confirmed(elsewhere, now), make_confirmed(elsewhere, now)
    cancel_by_link(holder, now)
    cancel_training(course.id, "krank", now, "test")
    assert lapse_all(now + 2 * DAY - SECOND) == 0
    assert lapse_all(now + 2 * DAY) == 2
    assert fresh(other).state is State.EXPIRED
    assert fresh(offered).state is State.EXPIRED
    assert owed(offered)[-1] == ("cancellation", "queued")
    assert "offer_lapsed" not in [kind for kind, _ in owed(offered)]
    assert owed(other)[-1] == ("offer_lapsed", "queued")


def test_an_offer_of_a_cancelled_training_is_neither_accepted_nor_declined(
    course: Training, offered: Registration, now: datetime
) -> None:
    cancel_training(course.id, "krank", now, "test")
    before = owed(offered)
    assert not accept_offer(offered, now)
    decline_offer(offered, now)
    assert fresh(offered).state is State.OFFERED
    assert owed(offered) == before


def test_an_address_that_never_answers_ends_and_whoever_has_a_seat_keeps_the_letter(
    app: Flask, now: datetime
) -> None:
    training = make_training(now)
    person, holder = make_registration(training, now), make_confirmed(training, now)
    cancel_training(training.id, "krank", now, "test")
    assert lapse_all(now + 2 * DAY - SECOND) == 0
    assert lapse_all(now + 2 * DAY) == 1
    assert fresh(person).state is State.EXPIRED
    assert fresh(holder).state is State.CONFIRMED
    assert owed(holder)[-1] == ("cancellation", "queued")


def test_nobody_confirms_an_address_for_a_cancelled_training(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person = make_registration(training, now)
    cancel_training(training.id, "krank", now, "test")
    with pytest.raises(NotAllowed):
        confirm_address(person, now, "test")
    assert fresh(person).state is State.UNCONFIRMED


def test_nobody_gives_back_what_is_cancelled(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=1)
    holder, waiting = make_confirmed(training, now), make_confirmed(training, now)
    cancel_training(training.id, "krank", now, "test")
    for person, was in ((holder, State.CONFIRMED), (waiting, State.WAITLISTED)):
        with pytest.raises(TooLate):
            cancel_by_link(person, now)
        with pytest.raises(NotAllowed):
            cancel_by_staff(person, now, "test", "krank")
        requeue(person, 1, "darum", now, "test")
        assert fresh(person).state is was
        assert owed(person)[-1] == ("cancellation", "queued")


def test_whoever_moves_away_reads_of_the_move_alone(app: Flask, now: datetime) -> None:
    training, other = make_training(now), make_training(now, "anders")
    person, stays = make_confirmed(training, now), make_confirmed(training, now)
    cancel_training(training.id, "krank", now, "test")
    new = move_registration(person, other.id, now, "test")
    assert owed(person)[-1] == ("cancellation", "withdrawn")
    assert owed(new) == [("moved", "queued")]
    assert owed(stays)[-1] == ("cancellation", "queued")


def test_nobody_is_nudged_reminded_or_asked_about_a_cancelled_training(
    app: Flask, now: datetime
) -> None:
    off, on = make_training(now), make_training(now, "findet-statt")
    people = [make_registration(training, now) for training in (off, on)]
    holders = [make_confirmed(training, now) for training in (off, on)]
    cancel_training(off.id, "krank", now, "test")
    assert owe_nudges(now + DAY - SECOND) == 0
    assert owe_nudges(now + DAY) == 1
    start = off.first_start
    assert start is not None
    assert owe_reminders(start - 2 * timedelta(hours=12), ZONE) == 1
    assert owe_surveys(start + timedelta(hours=4)) == 1
    kinds = [[kind for kind, _ in owed(person)] for person in (*people, *holders)]
    assert "confirm_address_nudge" in kinds[1]
    assert "confirm_address_nudge" not in kinds[0]
    assert {"reminder", "survey"} <= set(kinds[3])
    assert not {"reminder", "survey"} & set(kinds[2])


def test_the_survey_of_a_cancelled_training_takes_nothing(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person = make_confirmed(training, now)
    cancel_training(training.id, "krank", now, "test")
    end = training.last_end
    assert end is not None
    with pytest.raises(SurveyClosed):
        answer_survey(person, {}, end)


Mark = Callable[[Training, Registration, datetime], None]
MARKS: dict[str, Mark] = {
    "one": lambda t, p, now: act.mark(t.sessions[0], p.id, True, "test", now),
    "all": lambda t, p, now: act.mark_all_present(t.sessions[0], "test", now),
    "walk-in": lambda t, p, now: act.add_walk_in(
        t.sessions[0], act.Newcomer("k", "Ida", "Ost"), "test", now
    ),
    "walk-in gone": lambda t, p, now: act.remove_walk_in(t.sessions[0], "k", "test", now),
    "complete": lambda t, p, now: act.complete_list(t.sessions[0], True, "test", now),
}


@pytest.mark.parametrize("what", MARKS)
def test_nobody_is_marked_at_a_cancelled_training(app: Flask, now: datetime, what: str) -> None:
    training = make_training(now)
    person = make_confirmed(training, now)
    cancel_training(training.id, "krank", now, "test")
    with pytest.raises(NotAllowed):
        MARKS[what](training, person, now)


def test_whoever_asks_for_links_gets_none_of_a_cancelled_training(
    app: Flask, now: datetime
) -> None:
    off, on = make_training(now), make_training(now, "findet-statt")
    make_confirmed(off, now, "nur@borken.example")
    make_confirmed(off, now, "beide@borken.example")
    make_confirmed(on, now, "beide@borken.example")
    cancel_training(off.id, "krank", now, "test")
    for email in ("nur@borken.example", "beide@borken.example"):
        link_again(email, f"r-{email}", "de", now + DAY)
    query = db.select(Message.address).where(Message.kind == "link_again")
    assert list(db.session.scalars(query)) == ["beide@borken.example"]


def test_a_known_address_is_told_nothing_once_the_training_is_cancelled_or_over(
    app: Flask, now: datetime
) -> None:
    training, other = make_training(now), make_training(now, "findet-statt")
    person, decoy = make_confirmed(training, now), make_confirmed(other, now)
    assert person.email
    assert decoy.email
    cancel_training(training.id, "krank", now, "test")
    tell_registered(training.id, person.email, "t1", now + DAY)
    tell_registered(other.id, decoy.email, "t2", now + DAY)
    end = other.last_end
    assert end is not None
    tell_registered(other.id, decoy.email, "t3", end)
    assert "already_registered" not in [kind for kind, _ in owed(person)]
    assert [kind for kind, _ in owed(decoy)].count("already_registered") == 1


def test_what_has_begun_can_not_be_called_off(app: Flask, now: datetime) -> None:
    training = make_training(now)
    start = training.first_start
    assert start is not None
    with pytest.raises(NotAllowed):
        cancel_training(training.id, "krank", start, "test")
    cancel_training(training.id, "krank", start - SECOND, "test")
    assert training.state == "cancelled"


def test_calling_off_withdraws_only_what_is_about_the_seat(app: Flask, now: datetime) -> None:
    training, other = make_training(now), make_training(now, "anderer")
    person, decoy = make_confirmed(training, now), make_confirmed(other, now)
    asked = make_registration(training, now)
    for one in (person, decoy):
        outbox.owe_to(one, Kind.CUSTOM, now)
        outbox.owe_to(one, Kind.ADDRESS_CHANGED, now, address="alt@borken.example")
        outbox.owe_to(one, Kind.REMINDER, now)
    outbox.owe_to(asked, Kind.CUSTOM, now)
    db.session.commit()
    before = owed(decoy)
    cancel_training(training.id, "krank", now, "staff 1")
    assert ("confirmation", "withdrawn") in owed(person)
    assert owed(person)[-4:] == [
        ("custom", "queued"),
        ("address_changed", "queued"),
        ("reminder", "withdrawn"),
        ("cancellation", "queued"),
    ]
    assert owed(asked)[-2:] == [("custom", "queued"), ("cancellation", "queued")]
    assert ("confirm_address", "withdrawn") in owed(asked)
    assert owed(decoy) == before


def test_confirming_an_address_withdraws_only_what_is_about_the_seat(
    app: Flask, now: datetime
) -> None:
    person = make_registration(make_training(now), now)
    outbox.owe_to(person, Kind.CUSTOM, now)
    confirm_address(person, now, "staff 1")
    assert owed(person) == [
        ("confirm_address", "withdrawn"),
        ("custom", "queued"),
        ("confirmation", "queued"),
    ]
