"""How long personal data is kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.domain.privacy.retention import Period, over_by, proof_erasable
from registration.domain.surveys.questions import may_be_shown, questions

NOW = datetime(2027, 1, 4, 10, tzinfo=UTC)
dates = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("period", "days"),
    [(Period.UNCONFIRMED, 7), (Period.CONTACT, 28), (Period.MAIL_LOG, 90), (Period.FORM, 1)],
)
def test_data_is_kept_to_the_end_of_its_period(period: Period, days: int) -> None:
    assert over_by(period, NOW) == NOW - timedelta(days=days)


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


@pytest.mark.parametrize(
    ("submitted", "years"), [(date.max, 0), (date.max, 5), (date(9990, 1, 1), 30)]
)
def test_a_day_beyond_the_calendar_is_no_fault(submitted: date, years: int) -> None:
    assert not proof_erasable(submitted, years, date(9999, 12, 30))


def test_results_are_shown_from_five_answers() -> None:
    assert [may_be_shown(answers) for answers in (0, 4, 5, 6)] == [False, False, True, True]


def test_a_training_without_survey_asks_nothing() -> None:
    assert questions("none") == ()
    assert len({question.key for question in questions("standard")}) == len(questions("standard"))
