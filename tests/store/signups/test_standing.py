"""What a form's answer depends on: each fact beside those of another training or address."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from registration.domain.signups.seats import Seats
from registration.store.database import db
from registration.store.models import PrivacyNotice, Submission
from registration.store.signups.seats import NoSuchTraining
from registration.store.signups.standing import Standing, of_form, standing
from tests.conftest import NOW
from tests.support.rows import DAY, HOUR, a_letter, a_person, a_session, a_training, keep

KEY, OTHER = "amina@borken.example", "jonas@borken.example"
TICK = timedelta(microseconds=1)


def a_form(training: Any, token: str, key: str) -> str:
    receipt = f"{token} of {key}"
    values = {"token_id": token, "email": key, "email_key": key, "verdict": "seat"}
    keep(Submission(receipt=receipt, training_id=training.id, created_at=NOW, **values))
    return receipt


def stands(training: Any, notice: str = "v1") -> Standing:
    db.session.flush()
    return standing(training.id, "token", KEY.title(), notice, NOW)


def test_a_receipt_is_of_the_token_and_the_address(app: Flask) -> None:
    training = a_training()
    a_form(training, "token", OTHER)
    a_form(training, "another", KEY)
    assert stands(training).receipt is None
    assert stands(training).receipt != a_form(training, "token", KEY) == stands(training).receipt
    assert of_form(training.slug, "token", KEY).receipt == stands(training).receipt
    assert of_form(training.slug, "token", OTHER).receipt != stands(training).receipt


def test_known_is_who_has_the_address_by_herself_and_first(app: Flask) -> None:
    training, other = a_training(), a_training()
    a_person(other, email=KEY)
    a_person(training, email=OTHER)
    for state in ("cancelled", "declined", "expired"):
        a_person(training, email=KEY, state=state)
    assert stands(training).known_id is None
    shared = [a_person(training, email=KEY, shared_address=True) for _ in "ab"]
    assert stands(training).known_id == shared[0].id
    own = a_person(training, email=KEY)
    assert stands(training).known_id == own.id == of_form(training.slug, "", KEY).known_id
    assert of_form(other.slug, "", OTHER).known_id is None


@pytest.mark.parametrize(
    ("letter", "counts"),
    [
        ({}, True),
        ({"recipient_key": OTHER}, False),
        ({"recipient_key": None}, False),
        ({"due_at": NOW}, False),
        ({"state": "withdrawn"}, False),
        ({"state": "sent"}, True),
    ],
)
def test_an_address_was_written_to_if_a_letter_of_hers_was_due_since(
    app: Flask, letter: dict[str, Any], counts: bool
) -> None:
    values: dict[str, Any] = {"recipient_key": KEY, "due_at": NOW + TICK}
    a_letter(**(values | letter))
    assert stands(a_training()).written_to is counts


def test_a_notice_is_kept_by_its_version(app: Flask) -> None:
    keep(PrivacyNotice(version="v1", text="T", first_used_at=NOW))
    training = a_training()
    assert (stands(training).notice_kept, stands(training, "v2").notice_kept) == (True, False)


def test_seats_and_dates_are_those_of_the_training(app: Flask) -> None:
    questions = [{"key": "a", "label": "A", "kind": "text"}]
    other = a_training(NOW, capacity=9)
    training = a_training(
        *(NOW + 2 * DAY, NOW + DAY), capacity=3, waitlist_limit=7, questions=questions
    )
    a_session(training, NOW - 9 * DAY, dropped_at=NOW)
    a_session(training, NOW + 9 * DAY, dropped_at=NOW)
    a_person(other)
    a_person(other, state="waitlisted", queue_rank=8)
    for state in ("confirmed", "unconfirmed", "cancelled"):
        a_person(training, state=state)
    for rank in (4, 2):
        a_person(training, state="waitlisted", queue_rank=rank)
    a_person(training, state="unconfirmed", queue_rank=3)
    found = stands(training)
    seats: Seats = found.seats
    assert (seats.capacity, seats.held, seats.waiting, found.last_rank) == (3, 2, 3, 4)
    assert [one.key for one in of_form(training.slug, "token", KEY).questions] == ["a"]
    assert of_form(training.slug, "token", KEY).calendar == found.calendar
    assert found.calendar.first_start == NOW + DAY
    assert [m.ends for m in found.calendar.meetings] == [NOW + 2 * DAY + 3 * HOUR]


def test_the_training_of_a_form_is_that_of_the_address_and_no_draft(app: Flask) -> None:
    questions = [[{"key": key, "label": key, "kind": "text"}] for key in "ab"]
    first, second = (a_training(questions=asked, capacity=9) for asked in questions)
    a_person(second)
    draft = a_training(state="draft")
    for training, key, held in ((first, "a", 0), (second, "b", 1)):
        found = of_form(training.slug, "token", KEY)
        assert (found.training_id, [one.key for one in found.questions]) == (training.id, [key])
        assert (found.seats.capacity, found.seats.held) == (9, held)
    for slug in (draft.slug, "nowhere", "\0"):
        with pytest.raises(NoSuchTraining):
            of_form(slug, "token", KEY)
    with pytest.raises(NoSuchTraining):
        standing(second.id + 99, "token", KEY, "v1", NOW)
