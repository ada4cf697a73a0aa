"""Rules 2, 4 and 5: until when somebody may or must do something."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from registration.domain.signups.deadlines import answer_by, answer_stands, may_cancel, nudge_at
from tests.domain.strategies import minutes, moments

NOW = datetime(2027, 1, 4, 10, tzinfo=UTC)
hours = st.integers(1, 24 * 28)


@given(moments, hours, minutes)
def test_an_answer_is_awaited_for_half_of_the_time_left_at_most(
    now: datetime, most: int, left: timedelta
) -> None:
    until = answer_by(now, most, now + left)
    assert until - now == min(timedelta(hours=most), left / 2)


@given(moments, hours)
def test_without_a_date_an_answer_is_awaited_for_all_of_its_hours(now: datetime, most: int) -> None:
    assert answer_by(now, most, None) == now + timedelta(hours=most)


@given(moments, hours, minutes)
def test_an_answer_is_never_awaited_into_the_past(
    now: datetime, most: int, since: timedelta
) -> None:
    assert answer_by(now, most, now - since) == now


@given(moments, minutes)
def test_the_nudge_goes_half_way(signed_up: datetime, time_given: timedelta) -> None:
    until = signed_up + time_given
    assert nudge_at(signed_up, until) - signed_up == until - nudge_at(signed_up, until)


@given(moments, moments, moments)
def test_a_seat_is_given_back_until_cancel_until_or_else_the_start(
    now: datetime, limit: datetime, start: datetime
) -> None:
    assert may_cancel(now, limit, start) is (now < limit)
    assert may_cancel(now, None, start) is (now < start)
    assert may_cancel(now, None, None)
    assert not may_cancel(limit, limit, start)


def test_what_a_form_was_promised_holds_until_the_time_to_confirm_or_its_end() -> None:
    limit = NOW + timedelta(hours=10)
    assert answer_stands(limit - timedelta(seconds=1), limit, True)
    assert not answer_stands(limit, limit, True)
    assert answer_stands(limit, None, True)
    assert not answer_stands(NOW, limit, False)
    assert not answer_stands(NOW, None, False)
