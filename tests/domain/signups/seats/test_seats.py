"""Rules 1 and 2: who gets a seat, who waits, who moves up."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from registration.domain.signups.seats import (
    Seats,
    Verdict,
    promotion_runs,
    promotions,
    requeue,
    state_when_confirmed,
    state_when_promoted,
    state_when_signed_up,
    takes_into_queue,
    verdict,
)
from registration.domain.states import RegistrationState, WaitlistMode
from tests.domain.strategies import minutes, modes, moments, seats

HOUR = timedelta(hours=1)


@given(seats())
def test_a_seat_is_given_only_if_one_is_free_and_nobody_waits(stand: Seats) -> None:
    free = stand.held < stand.capacity and stand.waiting == 0
    assert (verdict(stand) is Verdict.SEAT) == free


@given(seats())
def test_without_a_seat_one_waits_if_the_queue_takes_anyone_else_one_is_refused(
    stand: Seats,
) -> None:
    assume(verdict(stand) is not Verdict.SEAT)
    room = stand.waitlist_limit is None or stand.waiting < stand.waitlist_limit
    takes = stand.waitlist is not WaitlistMode.OFF and room
    assert takes_into_queue(stand) is takes
    assert verdict(stand) is (Verdict.WAIT if takes else Verdict.REFUSED)


@given(seats())
def test_lowering_the_capacity_never_makes_the_free_seats_negative(stand: Seats) -> None:
    assert stand.free == (stand.capacity - stand.held if stand.held < stand.capacity else 0)


@given(seats(), moments, minutes)
def test_promotion_fills_the_free_seats_as_long_as_somebody_waits(
    stand: Seats, now: datetime, ahead: timedelta
) -> None:
    start = now + ahead + 5 * HOUR
    count = promotions(stand, now, start)
    assert 0 <= count <= stand.waiting
    assert stand.held + count <= max(stand.capacity, stand.held)
    assert stand.held + count >= stand.capacity or count == stand.waiting


@given(seats(), moments, st.integers(-10_000, 4 * 60))
def test_nobody_moves_up_from_four_hours_before_the_start(
    stand: Seats, start: datetime, before: int
) -> None:
    now = start - timedelta(minutes=before)
    assert promotions(stand, now, start) == 0


@given(moments)
def test_promotion_ends_exactly_four_hours_before_the_start(start: datetime) -> None:
    stop = start - 4 * HOUR
    assert promotion_runs(stop - timedelta(microseconds=1), start)
    assert not promotion_runs(stop, start)


@given(seats(), moments)
def test_nobody_moves_up_without_a_session(stand: Seats, now: datetime) -> None:
    assert promotions(stand, now, None) == 0


@given(modes)
def test_whoever_moves_up_unconfirmed_stays_unconfirmed(mode: WaitlistMode) -> None:
    assert state_when_promoted(RegistrationState.UNCONFIRMED, mode) is RegistrationState.UNCONFIRMED


@pytest.mark.parametrize(
    ("mode", "state"),
    [
        (WaitlistMode.AUTO, RegistrationState.CONFIRMED),
        (WaitlistMode.OFFER, RegistrationState.OFFERED),
        # The queue of a training whose waiting list was turned off later.
        (WaitlistMode.OFF, RegistrationState.CONFIRMED),
    ],
)
def test_a_waiting_person_moves_up_as_the_training_says(
    mode: WaitlistMode, state: RegistrationState
) -> None:
    assert state_when_promoted(RegistrationState.WAITLISTED, mode) is state


def test_confirming_the_address_gives_what_the_person_has() -> None:
    assert state_when_confirmed(waits=True) is RegistrationState.WAITLISTED
    assert state_when_confirmed(waits=False) is RegistrationState.CONFIRMED


@given(st.sampled_from([Verdict.SEAT, Verdict.WAIT]), st.booleans())
def test_a_sign_up_begins_unconfirmed_only_if_the_address_must_be_confirmed(
    given_: Verdict, confirm_first: bool
) -> None:
    state = state_when_signed_up(given_, confirm_first)
    assert (state is RegistrationState.UNCONFIRMED) is confirm_first
    if not confirm_first:
        assert state is state_when_confirmed(waits=given_ is Verdict.WAIT)


@given(st.lists(st.integers(1, 99), min_size=1, max_size=12, unique=True), st.data())
def test_a_reordered_queue_keeps_everybody_and_the_order_of_the_others(
    queue: list[int], data: st.DataObject
) -> None:
    who = data.draw(st.sampled_from(queue))
    position = data.draw(st.integers(-3, 20))
    new = requeue(queue, who, position)
    assert [one for one in new if one != who] == [one for one in queue if one != who]
    assert new.index(who) == min(max(position, 1), len(queue)) - 1
    assert len(new) == len(queue)


@given(seats(), moments)
def test_a_mode_that_only_a_newer_version_knows_takes_nobody_into_the_queue_and_moves_nobody_up(
    stand: Seats, now: datetime
) -> None:
    stand = replace(stand, waitlist=cast("WaitlistMode", "lottery"))
    assert not takes_into_queue(stand)
    assert promotions(stand, now, now + 5 * HOUR) == 0
