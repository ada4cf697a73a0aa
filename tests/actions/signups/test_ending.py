"""What ends when nobody answers in time, and what stays: to the second."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from registration.actions.privacy import audit
from registration.actions.signups.confirming import confirm_address
from registration.actions.signups.ending import cancel_by_link, cancel_by_staff, lapse_all, lapse_in
from registration.actions.trainings.publishing import cancel_training
from registration.domain.states import WaitlistMode
from registration.store.database import db
from registration.store.models import Message, Registration
from registration.store.privacy.retention import NEVER_CONFIRMED
from tests.support.factories import make_confirmed, make_registration, make_training

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def to(person: Registration) -> list[tuple[str, str]]:
    """Kind and state of each letter to somebody, in order."""
    query = db.select(Message).filter_by(registration_id=person.id).order_by(Message.id)
    return [(letter.kind, letter.state) for letter in db.session.scalars(query)]


def test_an_address_that_nobody_confirmed_lapses_at_its_moment_and_nothing_else_does(
    app: Flask, now: datetime
) -> None:
    training, other = make_training(now), make_training(now, "anderes")
    due, later = make_registration(training, now), make_registration(training, now + SECOND)
    elsewhere = make_registration(other, now + SECOND)
    certain = make_confirmed(training, now)
    certain.answer_by = now  # such as an old offer may have left behind
    db.session.commit()
    assert due.answer_by == now + 2 * DAY
    assert lapse_all(now + 2 * DAY - SECOND) == 0
    assert lapse_all(now + 2 * DAY) == 1
    assert (due.state, due.end_reason, due.ended_at) == (
        "expired",
        NEVER_CONFIRMED,
        now + 2 * DAY,
    )
    assert [p.state for p in (later, elsewhere, certain)] == ["unconfirmed"] * 2 + ["confirmed"]
    assert lapse_all(now + 2 * DAY + SECOND) == 2
    assert elsewhere.state == "expired"
    # Whoever never proved the address is told nothing.
    assert to(due) == [("confirm_address", "withdrawn")]
    assert to(certain)[-1] == ("confirmation", "queued")


def test_only_the_training_whose_lock_is_held_is_touched(app: Flask, now: datetime) -> None:
    here = make_registration(make_training(now), now)
    there = make_registration(make_training(now, "anderes"), now)
    assert lapse_in(here.training_id, now + 3 * DAY) == 1
    assert (here.state, there.state) == ("expired", "unconfirmed")


def test_an_offer_lapses_at_its_moment_and_its_receiver_alone_is_told(
    app: Flask, now: datetime
) -> None:
    training = make_training(now, capacity=1, waitlist=WaitlistMode.OFFER, offer_hours=10)
    holder, first, second, third = (make_confirmed(training, now) for _ in range(4))
    cancel_by_link(holder, now)
    assert lapse_all(now + 10 * HOUR - SECOND) == 0
    assert lapse_all(now + 10 * HOUR) == 1
    assert (first.state, first.end_reason) == ("expired", "")
    assert (second.state, second.answer_by) == ("offered", now + 20 * HOUR)
    assert third.state == "waitlisted"
    assert to(first)[-2:] == [("offer", "withdrawn"), ("offer_lapsed", "queued")]
    assert to(second)[-1] == ("offer", "queued")
    assert "offer_lapsed" not in dict(to(second) + to(third) + to(holder))


def test_the_seat_of_whoever_lapsed_goes_to_the_next(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=1)
    make_registration(training, now)
    waiting = make_confirmed(training, now + HOUR)
    lapse_all(now + 2 * DAY - SECOND)
    assert waiting.state == "waitlisted"
    lapse_all(now + 2 * DAY)
    assert waiting.state == "confirmed"
    assert to(waiting)[-1] == ("promoted", "queued")


def test_an_offer_in_a_training_that_was_called_off_is_not_said_to_go_to_somebody_else(
    app: Flask, now: datetime
) -> None:
    training = make_training(now, capacity=1, waitlist=WaitlistMode.OFFER, offer_hours=10)
    holder, first = (make_confirmed(training, now) for _ in range(2))
    cancel_by_link(holder, now)
    never = make_registration(training, now)
    cancel_training(training.id, "Krank.", now, "staff 1")
    assert lapse_all(now + 10 * HOUR) == 1
    assert to(first)[-1] == ("cancellation", "queued")
    lapse_all(now + 2 * DAY)
    # Her address was never proved, and now her name would stand in the letter.
    assert to(never)[-1] == ("cancellation", "withdrawn")


@pytest.mark.parametrize("by", ["link", "staff"])
def test_whoever_cancels_without_having_proved_the_address_is_written_to_by_nobody(
    app: Flask, now: datetime, by: str
) -> None:
    training = make_training(now)
    never, proved = (make_registration(training, now) for _ in range(2))
    confirm_address(proved, now, audit.PARTICIPANT)
    for person in (never, proved):
        if by == "link":
            cancel_by_link(person, now)
        else:
            cancel_by_staff(person, now, "staff 1", "Doppelt.")
    assert to(never) == [("confirm_address", "withdrawn")]
    kind = "cancelled_by_you" if by == "link" else "cancelled_by_staff"
    assert to(proved)[-1] == (kind, "queued")
    assert dict(to(proved))["confirmation"] == "withdrawn"
