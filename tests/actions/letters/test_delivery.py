"""Each mark of the worker is kept at once, and only while it holds the letter."""

from datetime import timedelta

import pytest
from flask import Flask

from registration.actions.letters import delivery
from registration.actions.letters.delivery import Turn
from registration.store.database import db
from registration.store.heartbeats import is_missing, last_seen
from registration.store.letters.claims import Claim
from registration.store.models import Message, Staff
from tests.conftest import NOW
from tests.support.rows import DAY, HOUR, a_letter, committed, letters

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


def test_whoever_looks_for_letters_was_seen_at_work(app: Flask) -> None:
    assert is_missing("worker", NOW)
    delivery.claim_letters(NOW, 20)
    db.session.rollback()
    assert last_seen("worker") == NOW
    assert is_missing("clock", NOW)


@pytest.mark.parametrize(("after", "turn"), [(59, Turn.FREE), (60, Turn.WAIT), (61, Turn.WAIT)])
def test_a_passing_refusal_is_no_trouble_for_a_minute_after_others_were_served(
    app: Flask, after: int, turn: Turn
) -> None:
    delivery.served(NOW, mine=False)
    at = NOW + after * SECOND
    assert delivery.refused("busy", "", lasting=False, now=at, mine=False) == at + MINUTE
    assert delivery.turn(at) is turn


@pytest.mark.parametrize(("lasting", "mine"), [(True, False), (False, True), (True, True)])
def test_a_lasting_refusal_or_one_to_who_tries_for_all_is_trouble_at_once(
    app: Flask, lasting: bool, mine: bool
) -> None:
    delivery.served(NOW, mine=False)
    delivery.refused("no", "", lasting=lasting, now=NOW + SECOND, mine=mine)
    assert delivery.turn(NOW + SECOND) is Turn.WAIT


def test_a_letter_that_was_on_its_way_ends_no_trouble(app: Flask) -> None:
    delivery.refused("no", "", lasting=True, now=NOW, mine=False)
    delivery.served(NOW, mine=False)
    assert delivery.turn(NOW) is Turn.WAIT
    delivery.served(NOW, mine=True)
    assert delivery.turn(NOW) is Turn.FREE


def test_refusals_meanwhile_count_once_a_pause_and_the_one_who_tries_counts_on(app: Flask) -> None:
    def refused(at: timedelta, mine: bool = False) -> timedelta:
        return delivery.refused("no", "", lasting=False, now=NOW + at, mine=mine) - NOW

    assert refused(0 * MINUTE) == MINUTE
    assert refused(MINUTE - SECOND) == MINUTE
    assert refused(MINUTE) == 3 * MINUTE
    assert refused(2 * MINUTE) == 3 * MINUTE
    assert refused(2 * MINUTE, mine=True) == 6 * MINUTE


def test_of_a_lasting_refusal_the_team_is_told_at_first_and_at_the_third(app: Flask) -> None:
    boss = "leitung@borken.example"
    db.session.add(Staff(email=boss, email_key=boss, role="manager", created_at=NOW))
    db.session.commit()
    told = []
    for hours in range(6):
        delivery.refused("no", "words", lasting=True, now=NOW + hours * HOUR, mine=True)
        told.append(len(letters(kind="alarm")))
    assert told == [1, 1, 2, 2, 2, 2]


@pytest.mark.parametrize(
    ("attempts", "after", "served", "alone"),
    [
        (delivery.FEWEST_ATTEMPTS, 2 * DAY, HOUR, True),
        (delivery.FEWEST_ATTEMPTS - 1, 2 * DAY, HOUR, False),
        (delivery.FEWEST_ATTEMPTS, 2 * DAY - SECOND, HOUR, False),
        (delivery.FEWEST_ATTEMPTS, 2 * DAY, DAY - SECOND, True),
        (delivery.FEWEST_ATTEMPTS, 2 * DAY, DAY, False),
        (delivery.FEWEST_ATTEMPTS, 2 * DAY, None, False),
    ],
)
def test_a_letter_is_refused_alone_if_others_went_lately_and_it_had_its_chances(
    app: Flask, attempts: int, after: timedelta, served: timedelta | None, alone: bool
) -> None:
    now = NOW + after
    if served is not None:
        delivery.served(now - served, mine=False)
    assert delivery.is_refused_alone(attempts, NOW, now) is alone


@pytest.mark.parametrize(("counts", "attempts"), [(True, 3), (False, 2)])
def test_a_letter_that_is_put_off_counts_a_try_only_if_it_was_one(
    claimed: tuple[Claim, Message, Message], counts: bool, attempts: int
) -> None:
    claim, due, later = claimed
    delivery.put_off(claim, due.id, 3, NOW + HOUR, "refused", counts=counts)
    committed(due, later)
    assert (due.state, due.attempts, due.last_error) == ("retrying", attempts, "refused")
    assert (due.due_at, later.due_at) == (NOW + HOUR, NOW + SECOND)
