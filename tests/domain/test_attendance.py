"""Who may open a list, who gets a certificate, whom a completed list lacks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from registration.domain.attendance import (
    attended_enough,
    blank_rows,
    changes,
    link_opens,
    marking_opens,
    missed_all,
)

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2027, 1, 4, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last", "opens"),
    [(14, 15, True), (14.01, 15, False), (-60, -13.99, True), (-60, -14, False), (-1, 1, True)],
)
def test_a_link_opens_two_weeks_around_the_training(first: float, last: float, opens: bool) -> None:
    """In days from now."""
    assert link_opens(NOW + timedelta(days=first), NOW + timedelta(days=last), NOW) is opens


def test_without_dates_no_link_opens() -> None:
    assert not link_opens(None, None, NOW)


@pytest.mark.parametrize(
    ("starts", "opens"),
    [
        (datetime(2027, 1, 21, 8, 30, tzinfo=UTC), datetime(2027, 1, 20, 23, 0, tzinfo=UTC)),
        # the nights in which the clocks change
        (datetime(2027, 3, 28, 12, 0, tzinfo=UTC), datetime(2027, 3, 27, 23, 0, tzinfo=UTC)),
        (datetime(2027, 10, 31, 12, 0, tzinfo=UTC), datetime(2027, 10, 30, 22, 0, tzinfo=UTC)),
        (datetime(2027, 1, 20, 23, 30, tzinfo=UTC), datetime(2027, 1, 20, 23, 0, tzinfo=UTC)),
    ],
)
def test_marks_are_taken_from_local_midnight_on(starts: datetime, opens: datetime) -> None:
    assert marking_opens(starts, BERLIN) == opens


@pytest.mark.parametrize(("people", "rows"), [(0, 12), (5, 7), (7, 5), (20, 5), (500, 5)])
def test_a_sheet_ends_with_empty_rows(people: int, rows: int) -> None:
    assert blank_rows(people) == rows


@pytest.mark.parametrize(
    ("attended", "sessions", "percent", "enough"),
    [
        (4, 5, 80, True), (3, 5, 80, False), (3, 3, 100, True), (2, 3, 67, False),
        (2, 3, 66, True), (0, 3, 0, False), (1, 3, 0, True), (0, 0, 80, False),
    ],
)  # fmt: skip
def test_the_share_is_counted_in_sessions(
    attended: int, sessions: int, percent: int, enough: bool
) -> None:
    assert attended_enough(attended, sessions, percent) is enough


@pytest.mark.parametrize(
    ("completed", "present_at", "missed"),
    [([], [], False), ([1], [], True), ([1], [1], False), ([1, 2], [2], False), ([1], [2], True)],
)
def test_only_whom_every_completed_list_lacks_has_missed_all(
    completed: list[int], present_at: list[int], missed: bool
) -> None:
    assert missed_all(completed, present_at) is missed


def test_only_what_differs_is_changed() -> None:
    assert changes({1: True, 2: False}, {1: True, 2: True, 3: False}) == {2: True, 3: False}
