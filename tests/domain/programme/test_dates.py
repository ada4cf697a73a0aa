"""Rules across the dates of a training, each to the exact moment."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from registration.domain.programme import SessionSpec
from registration.domain.programme.dates import (
    DateRule,
    Deadlines,
    MinimumRule,
    deadline_faults,
    minimum_faults,
    overlapping,
)

TEN = datetime(2027, 1, 21, 10, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def dates(*hours: tuple[float, float]) -> list[SessionSpec]:
    """Sessions from and until some hours after ten."""
    return [SessionSpec(TEN + a * HOUR, TEN + b * HOUR, "Rathaus") for a, b in hours]


@pytest.mark.parametrize(
    ("hours", "late"),
    [
        ([(0, 2), (2, 3)], []),
        ([(0, 2), (1.999, 3)], [1]),
        ([(0, 8), (1, 2), (3, 4), (8, 9)], [1, 2]),
        ([(3, 4), (0, 3.001)], [0]),
        ([(0, 2), (0, 2)], [1]),
        ([(0, 1)], []),
    ],
)
def test_a_date_may_begin_when_the_one_before_has_ended_and_not_sooner(
    hours: Sequence[tuple[float, float]], late: list[int]
) -> None:
    sessions = dates(*hours)
    found = list(overlapping(sessions))
    assert [n for n, one in enumerate(sessions) if any(one is other for other in found)] == late


@pytest.mark.parametrize(
    ("opens", "closes", "cancels", "faults"),
    [
        (None, None, None, []),
        (-SECOND, 0 * SECOND, 0 * SECOND, []),
        (0 * SECOND, None, None, [("registration_opens", DateRule.OPENS_BEFORE_START)]),
        (None, SECOND, None, [("registration_closes", DateRule.NOT_AFTER_START)]),
        (None, None, SECOND, [("cancel_until", DateRule.NOT_AFTER_START)]),
        (-HOUR, -HOUR, None, [("registration_closes", DateRule.CLOSES_AFTER_OPENING)]),
        (-HOUR, -HOUR + SECOND, None, []),
    ],
)
def test_deadlines_lie_before_the_start_and_in_their_order(
    opens: timedelta | None,
    closes: timedelta | None,
    cancels: timedelta | None,
    faults: list[object],
) -> None:
    given = [TEN + one if one is not None else None for one in (opens, closes, cancels)]
    assert list(deadline_faults(Deadlines(*given), dates((0, 2), (24, 26)))) == faults


@pytest.mark.parametrize(
    ("minimum", "decide_by", "faults"),
    [
        (None, None, []),
        (20, 0 * SECOND, []),
        (21, 0 * SECOND, [("minimum", MinimumRule.NOT_OVER_CAPACITY)]),
        (5, SECOND, [("decide_by", MinimumRule.NOT_AFTER_START)]),
        (5, None, [("decide_by", MinimumRule.NEEDS_A_DATE)]),
        (None, 0 * SECOND, [("minimum", MinimumRule.NEEDS_A_NUMBER)]),
    ],
)
def test_the_least_number_fits_the_seats_and_is_decided_by_the_start(
    minimum: int | None, decide_by: timedelta | None, faults: list[object]
) -> None:
    by = TEN + decide_by if decide_by is not None else None
    assert list(minimum_faults(minimum, by, 20, dates((0, 2), (24, 26)))) == faults
