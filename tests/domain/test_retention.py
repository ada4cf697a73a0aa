"""How long personal data is kept."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.domain.retention import contact_erasable, proof_erasable, unconfirmed_erasable
from registration.domain.surveys import may_be_shown, questions

from .strategies import minutes, moments

dates = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@given(moments, minutes)
def test_an_address_that_was_never_confirmed_is_kept_for_seven_days(
    ended_at: datetime, later: timedelta
) -> None:
    assert unconfirmed_erasable(ended_at, ended_at + later) is (later >= timedelta(days=7))


@given(moments, minutes)
def test_addresses_and_notes_are_kept_for_28_days_after_the_end(
    last_end: datetime, later: timedelta
) -> None:
    assert contact_erasable(last_end, last_end + later) is (later >= timedelta(days=28))


@given(dates, st.integers(0, 30))
def test_proof_is_kept_until_it_is_handed_in(today: date, years: int) -> None:
    assert not proof_erasable(None, years, today)


@given(dates, st.integers(0, 30), st.integers(0, 20_000))
def test_proof_is_kept_for_full_years(submitted: date, years: int, days: int) -> None:
    today = submitted + timedelta(days=days)
    full_years = (
        today.year - submitted.year - ((today.month, today.day) < (submitted.month, submitted.day))
    )
    assert proof_erasable(submitted, years, today) is (full_years >= years)


@pytest.mark.parametrize(
    ("today", "erasable"), [(date(2033, 2, 28), False), (date(2033, 3, 1), True)]
)
def test_five_years_after_a_29_february_are_over_on_1_march(today: date, erasable: bool) -> None:
    assert proof_erasable(date(2028, 2, 29), 5, today) is erasable


def test_results_are_shown_from_five_answers() -> None:
    assert [may_be_shown(answers) for answers in (0, 4, 5, 6)] == [False, False, True, True]


def test_a_training_without_survey_asks_nothing() -> None:
    assert questions("none") == ()
    assert len({question.key for question in questions("standard")}) == len(questions("standard"))
