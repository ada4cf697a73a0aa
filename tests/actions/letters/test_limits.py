"""How many letters a stranger causes at one address: each kind by its own budget, to the moment."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask

from registration.actions.letters.lost_link import link_again
from registration.actions.signups.sign_up import sign_up
from registration.actions.staff.auth import add_staff, ask_for_link
from registration.domain.letters import limits
from registration.domain.letters.kinds import Kind
from registration.domain.signups.deadlines import MAILED_LINK_FOR
from registration.domain.states import WaitlistMode
from registration.settings import Settings
from registration.store.database import db
from registration.store.models import Message, Training
from tests.conftest import settings_for
from tests.support.factories import NOTICE, applicant, make_confirmed, make_training

AMINA, BOSS = "amina@borken.example", "leitung@borken.example"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def settings(database_url: str) -> Settings:
    """With the limits on, as in a town."""
    return settings_for(database_url, ratelimit_enabled=True)


def owed(*kinds: Kind) -> list[Message]:
    query = db.select(Message).where(Message.kind.in_(kinds)).order_by(Message.id)
    return list(db.session.scalars(query))


def again(training: Training, now: datetime) -> bool:
    """Whether one more sign-up of the same address is answered by a letter."""
    before = len(owed(Kind.ALREADY_REGISTERED))
    sign_up(training.id, applicant(AMINA), f"form-{now}", NOTICE, now, confirm_hours=48)
    return len(owed(Kind.ALREADY_REGISTERED)) > before


def test_already_registered_goes_three_times_an_hour_and_then_not_before_the_hour_is_over(
    app: Flask, now: datetime
) -> None:
    training = make_training(now)
    make_confirmed(training, now - 3 * DAY, AMINA)
    attempts = [0, 9, 10, 25, 35, 59, 60, 69, 70]
    answered = [m for m in attempts if again(training, now + m * MINUTE)]
    # Not after nine minutes: ten lie between two of one kind and training.
    assert answered == [0, 10, 25, 60, 70]


def test_already_registered_goes_six_times_a_day_and_then_not_before_the_day_is_over(
    app: Flask, now: datetime
) -> None:
    training = make_training(now)
    make_confirmed(training, now - 3 * DAY, AMINA)
    hours = [0, 2, 4, 6, 8, 10, 12, 23]
    assert [h for h in hours if again(training, now + h * HOUR)] == [0, 2, 4, 6, 8, 10]
    assert not again(training, now + DAY - MINUTE)
    assert again(training, now + DAY)


def test_other_addresses_and_letters_that_nobody_else_caused_use_up_nothing(
    app: Flask, now: datetime
) -> None:
    training = make_training(now)
    make_confirmed(training, now - 3 * DAY, AMINA)
    other = make_confirmed(training, now - 3 * DAY, "jonas@borken.example")
    for number in range(4):
        sign_up(training.id, applicant(other.email or ""), f"o{number}", NOTICE, now, 48)
    assert again(training, now)
    assert len(owed(Kind.ALREADY_REGISTERED)) == 2


def test_whoever_floods_a_member_s_address_does_not_keep_her_from_signing_in(
    app: Flask, now: datetime
) -> None:
    add_staff(BOSS, None, now)
    training = make_training(now)
    for number in range(3):
        other = make_training(now, f"kurs-{number}")
        sign_up(other.id, applicant(BOSS), f"f{number}", NOTICE, now, confirm_hours=48)
    sign_up(training.id, applicant(BOSS), "late", NOTICE, now, confirm_hours=48)
    ask_for_link(BOSS, "request", "de", now)
    assert owed(Kind.CONFIRM_ADDRESS)[-1].due_at == now + HOUR
    assert [letter.due_at for letter in owed(Kind.SIGN_IN)] == [now]


def test_sign_in_letters_have_their_own_limit_and_use_up_nobody_else_s(
    app: Flask, now: datetime
) -> None:
    add_staff(BOSS, None, now)
    for minute in (0, 9, 10, 20, 30, 39, 60):
        ask_for_link(BOSS, f"request-{minute}", "de", now + minute * MINUTE)
    went = [(letter.due_at - now) / MINUTE for letter in owed(Kind.SIGN_IN)]
    assert went == [0, 10, 20, 30, 60]
    training = make_training(now)
    make_confirmed(training, now - 3 * DAY, BOSS)
    link_again(BOSS, "request", "de", now + HOUR)
    assert len(owed(Kind.LINK_AGAIN)) == 1


def test_whoever_asks_all_day_for_a_member_s_link_does_not_lock_her_out(
    app: Flask, now: datetime
) -> None:
    add_staff(BOSS, None, now)
    for minute in range(0, 24 * 60, 2):
        ask_for_link(BOSS, f"request-{minute}", "de", now + minute * MINUTE)
    went = [letter.due_at for letter in owed(Kind.SIGN_IN)]
    assert len(went) == 24 * 6
    # One link is always good: the next letter goes before the last link ends.
    assert {later - sooner for sooner, later in pairwise(went)} == {10 * MINUTE}
    assert 10 * MINUTE < MAILED_LINK_FOR


def test_the_breaker_keeps_nobody_of_the_team_out(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BREAKER_PER_HOUR", 2)
    add_staff(BOSS, None, now)
    training = make_training(now)
    for number in range(3):
        sign_up(training.id, applicant(), f"flood-{number}", NOTICE, now, confirm_hours=48)
    assert owed(Kind.CONFIRM_ADDRESS)[-1].due_at == now + HOUR
    ask_for_link(BOSS, "request", "de", now)
    assert [letter.due_at for letter in owed(Kind.SIGN_IN)] == [now]


def test_sign_in_letters_do_not_open_the_breaker(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BREAKER_PER_HOUR", 2)
    add_staff(BOSS, None, now)
    for minute in (0, 10, 20):
        ask_for_link(BOSS, f"request-{minute}", "de", now + minute * MINUTE)
    training = make_training(now)
    sign_up(training.id, applicant(AMINA), "form", NOTICE, now + 20 * MINUTE, confirm_hours=48)
    assert [letter.due_at for letter in owed(Kind.CONFIRM_ADDRESS)] == [now + 20 * MINUTE]


@pytest.mark.parametrize(("capacity", "kind"), [(9, Kind.CONFIRMATION), (1, Kind.WAITLISTED)])
def test_a_first_letter_that_asks_nothing_counts_too_and_waits_past_the_limit(
    app: Flask, now: datetime, capacity: int, kind: Kind
) -> None:
    """Where a training does without confirmation a stranger causes these."""
    for number in range(4):
        training = make_training(
            now,
            f"kurs-{number}",
            capacity=capacity,
            waitlist=WaitlistMode.AUTO,
            email_confirmation=False,
        )
        if kind is Kind.WAITLISTED:
            sign_up(training.id, applicant(), f"first-{number}", NOTICE, now, confirm_hours=48)
        sign_up(training.id, applicant(AMINA), f"form-{number}", NOTICE, now, confirm_hours=48)
    mine = [m.due_at - now for m in owed(kind) if m.recipient_key == AMINA]
    assert mine == [timedelta()] * 3 + [HOUR]
