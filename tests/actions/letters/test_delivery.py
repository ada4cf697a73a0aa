"""Each mark of the worker is kept at once, and only while it holds the letter."""

from datetime import timedelta

import pytest
from flask import Flask

from registration.actions.letters import delivery
from registration.store.database import db
from registration.store.letters.claims import Claim
from registration.store.models import Message
from tests.conftest import NOW
from tests.support.rows import DAY, HOUR, a_letter, committed

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def claimed(app: Flask) -> tuple[Claim, Message, Message]:
    """A claim of one letter, and another that is not due."""
    due, later = a_letter(due_at=NOW), a_letter(due_at=NOW + SECOND)
    db.session.commit()
    claim = delivery.claim_letters(NOW, 20)
    committed(due, later)
    return claim, due, later


def test_a_claim_takes_what_is_due_and_leaves_the_rest(
    claimed: tuple[Claim, Message, Message],
) -> None:
    _, due, later = claimed
    assert (due.state, later.state) == ("sending", "queued")
    assert due.lease_until == NOW + 5 * MINUTE


@pytest.mark.parametrize(
    ("at", "taken"), [(5 * MINUTE - SECOND, False), (5 * MINUTE, True), (6 * MINUTE, True)]
)
def test_a_letter_is_due_again_when_its_lease_ends(
    claimed: tuple[Claim, Message, Message], at: timedelta, taken: bool
) -> None:
    _, due, later = claimed
    later.due_at = NOW + DAY
    db.session.commit()
    again = delivery.claim_letters(NOW + at, 20)
    delivery.mark_sent(again, due.id, NOW + at)
    committed(due)
    assert (due.state == "sent") is taken


def test_each_mark_stands_when_it_is_made(claimed: tuple[Claim, Message, Message]) -> None:
    claim, due, later = claimed
    delivery.mark_useless(claim, due.id, "it is over")
    committed(due, later)
    assert (due.state, due.last_error, later.state) == ("withdrawn", "it is over", "queued")


def test_what_went_is_sent_and_says_when(claimed: tuple[Claim, Message, Message]) -> None:
    claim, due, later = claimed
    delivery.mark_sent(claim, due.id, NOW + SECOND)
    committed(due, later)
    assert (due.state, due.sent_at, later.sent_at) == ("sent", NOW + SECOND, None)


def test_what_was_claimed_and_not_handed_over_is_given_back(
    claimed: tuple[Claim, Message, Message],
) -> None:
    claim, due, _ = claimed
    delivery.release_letters(claim, [due.id], NOW + HOUR)
    committed(due)
    assert due.state in ("queued", "retrying")
    assert due.due_at == NOW + HOUR


def test_a_refusal_for_good_fails_and_another_waits(
    claimed: tuple[Claim, Message, Message],
) -> None:
    claim, due, _ = claimed
    delivery.mark_refused(claim, due.id, 1, NOW, "451 later", final=False, now=NOW)
    committed(due)
    assert (due.state, due.last_error, due.due_at) == ("retrying", "451 later", NOW + MINUTE)
    again = delivery.claim_letters(NOW + MINUTE, 20)
    delivery.mark_refused(again, due.id, 2, NOW, "550 unknown", final=True, now=NOW + MINUTE)
    committed(due)
    assert (due.state, due.last_error) == ("failed", "550 unknown")


@pytest.mark.parametrize(
    ("attempts", "after", "state"),
    [
        (delivery.FEWEST_ATTEMPTS, 2 * DAY + HOUR, "failed"),
        (delivery.FEWEST_ATTEMPTS - 1, 2 * DAY + HOUR, "retrying"),
        (delivery.FEWEST_ATTEMPTS, 2 * DAY - HOUR, "retrying"),
    ],
)
def test_a_letter_is_given_up_after_two_days_and_some_attempts(
    claimed: tuple[Claim, Message, Message], attempts: int, after: timedelta, state: str
) -> None:
    claim, due, _ = claimed
    decided = delivery.mark_refused(
        claim, due.id, attempts, NOW, "451", final=False, now=NOW + after
    )
    committed(due)
    assert (decided.value, due.state) == (state, state)
