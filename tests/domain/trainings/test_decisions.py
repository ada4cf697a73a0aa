"""What the team has to decide soon, and what it has not."""

from datetime import UTC, datetime, timedelta

import pytest

from registration.domain.signups.seats import Seats
from registration.domain.states import TrainingState, WaitlistMode
from registration.domain.trainings.decisions import Decision, Minimum, decision
from registration.domain.trainings.phases import Calendar, Meeting

NOW = datetime(2027, 1, 4, 10, tzinfo=UTC)


def calendar(hours: float, state: TrainingState = TrainingState.PUBLISHED) -> Calendar:
    """A training that begins in some hours."""
    starts = NOW + timedelta(hours=hours)
    return Calendar(state, None, None, (Meeting(1, starts, starts + timedelta(hours=2)),))


def seats(held: int, waiting: int = 0) -> Seats:
    """Ten seats."""
    return Seats(10, held, waiting, WaitlistMode.AUTO)


@pytest.mark.parametrize(
    ("held", "days_left", "asked"), [(7, 3, True), (8, 3, False), (7, 7, True), (7, 8, False)]
)
def test_too_few_people_are_told_a_week_before_the_day_to_decide(
    held: int, days_left: int, asked: bool
) -> None:
    minimum = Minimum(8, NOW + timedelta(days=days_left))
    found = decision(calendar(24 * 20), seats(held), minimum, NOW)
    assert found is (Decision.TOO_FEW if asked else None)


@pytest.mark.parametrize("minimum", [Minimum(8, None), Minimum(None, NOW)])
def test_half_a_minimum_asks_for_nothing(minimum: Minimum) -> None:
    assert decision(calendar(24 * 20), seats(1), minimum, NOW) is None
    whole = Minimum(8, NOW)
    assert decision(calendar(24 * 20), seats(1), whole, NOW) is Decision.TOO_FEW


@pytest.mark.parametrize(("hours", "asked"), [(3.9, True), (4.1, False), (0, False), (-1, False)])
def test_the_queue_is_the_team_s_in_the_last_four_hours(hours: float, asked: bool) -> None:
    found = decision(calendar(hours), seats(9, waiting=1), Minimum(), NOW)
    assert found is (Decision.QUEUE_BY_HAND if asked else None)


@pytest.mark.parametrize(("days", "asked"), [(14, True), (15, False)])
def test_a_draft_is_named_two_weeks_before_it_begins(days: int, asked: bool) -> None:
    found = decision(calendar(24 * days, TrainingState.DRAFT), seats(0), Minimum(), NOW)
    assert found is (Decision.STILL_A_DRAFT if asked else None)


def test_a_cancelled_training_asks_for_nothing() -> None:
    minimum = Minimum(8, NOW)
    assert decision(calendar(2, TrainingState.CANCELLED), seats(1, 1), minimum, NOW) is None
    assert decision(calendar(2), seats(1, 1), minimum, NOW) is not None
