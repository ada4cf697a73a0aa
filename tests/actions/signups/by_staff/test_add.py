"""People who called or wrote on paper: the same seats, the same queue."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from registration.actions.signups.by_staff import AddressInUse, NoRoom, NotOpen, add_by_staff
from registration.actions.signups.sign_up import Applicant
from registration.domain.states import WaitlistMode
from tests.support.factories import make_confirmed, make_training

CALLER = Applicant("Amina", "Yılmaz", "", phone="02861 1")


def test_somebody_without_an_address_gets_a_seat_and_no_letter(
    app: Flask, now: datetime, count_rows: Any
) -> None:
    training = make_training(now)
    new = add_by_staff(training.id, CALLER, False, now, "staff 1")
    assert (new.state, new.email, new.added_by_staff) == ("confirmed", None, True)
    assert count_rows("message", "state <> 'withdrawn'") == 0


def test_somebody_with_an_address_is_written_to_at_once(
    app: Flask, now: datetime, count_rows: Any
) -> None:
    training = make_training(now)
    add_by_staff(training.id, Applicant("A", "B", "ab@borken.example"), False, now, "staff 1")
    assert count_rows("message", "kind = 'confirmation'") == 1


def test_the_team_keeps_the_capacity_too(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=1)
    make_confirmed(training, now)
    new = add_by_staff(training.id, CALLER, False, now, "staff 1")
    assert (new.state, new.queue_rank) == ("waitlisted", 1)


def test_without_a_waiting_list_a_full_training_takes_nobody(
    app: Flask, now: datetime, count_rows: Any
) -> None:
    training = make_training(now, capacity=1, waitlist=WaitlistMode.OFF)
    make_confirmed(training, now)
    with pytest.raises(NoRoom):
        add_by_staff(training.id, CALLER, False, now, "staff 1")
    assert count_rows("registration") == 1


def test_a_shared_address_has_to_be_said(app: Flask, now: datetime, count_rows: Any) -> None:
    training = make_training(now)
    make_confirmed(training, now, "familie@borken.example")
    second = Applicant("Omid", "Rahimi", "Familie@borken.example")
    with pytest.raises(AddressInUse):
        add_by_staff(training.id, second, False, now, "staff 1")
    assert add_by_staff(training.id, second, True, now, "staff 1").shared_address
    assert count_rows("registration", "state = 'confirmed'") == 2


def test_nobody_is_added_to_a_training_that_is_over(app: Flask, now: datetime) -> None:
    training = make_training(now, days=1)
    with pytest.raises(NotOpen):
        add_by_staff(training.id, CALLER, False, now + timedelta(days=2), "staff 1")
