"""Rule 6: which reminders and surveys are due, right across both clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.domain.letters.due import (
    REMINDER_AT,
    by_day,
    day_key,
    due_reminders,
    folded,
    reminder_moment,
    reminders,
    survey_at,
    survey_closes,
    survey_due,
    survey_key,
    survey_open,
    survey_repeat_due,
)
from registration.domain.trainings.phases import Meeting
from tests.domain.strategies import meetings, minutes, moments

BERLIN = ZoneInfo("Europe/Berlin")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)
day_sets = st.lists(st.integers(1, 60), max_size=4)


def day_of(meeting: Meeting) -> date:
    """The day of a session in the town."""
    return meeting.starts.astimezone(BERLIN).date()


def berlin(*parts: int) -> datetime:
    """A time as a clock in Borken shows it, in UTC."""
    return datetime(*parts, tzinfo=BERLIN).astimezone(UTC)  # type: ignore[misc,arg-type]


@given(moments, st.integers(0, 60))
def test_a_reminder_goes_at_nine_local_time_of_its_day(starts: datetime, days: int) -> None:
    local = reminder_moment(starts, days, BERLIN).astimezone(BERLIN)
    assert local.time() == REMINDER_AT
    assert starts.astimezone(BERLIN).date() - local.date() == timedelta(days=days)


@pytest.mark.parametrize(
    ("starts", "utc_hour_the_day_before"),
    [
        (berlin(2026, 3, 29, 14), 8),  # clocks went forward that night: CET the day before
        (berlin(2026, 3, 30, 14), 7),
        (berlin(2026, 10, 25, 14), 7),  # clocks went back that night: CEST the day before
        (berlin(2026, 10, 26, 14), 8),
        (berlin(2027, 3, 28, 14), 8),
        (berlin(2027, 3, 29, 14), 7),
        (berlin(2027, 10, 31, 14), 7),
        (berlin(2027, 11, 1, 14), 8),
        # In the hour that stands twice, first and second time.
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), 7),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), 7),
    ],
)
def test_nine_is_nine_on_both_sides_of_a_clock_change(
    starts: datetime, utc_hour_the_day_before: int
) -> None:
    moment = reminder_moment(starts, 1, BERLIN)
    assert moment.astimezone(UTC).hour == utc_hour_the_day_before


@given(meetings(), day_sets)
def test_the_first_day_has_its_reminders_each_later_one_the_day_before(
    dates: list[Meeting], days: list[int]
) -> None:
    every = reminders(dates, days, BERLIN)
    first = min(day_of(m) for m in dates)
    expected = {(first, d) for d in days} | {(day_of(m), 1) for m in dates if day_of(m) > first}
    assert sorted((day_of(r.meetings[0]), r.days) for r in every) == sorted(expected)


@given(meetings(), day_sets)
def test_no_day_has_two_reminders_at_once_and_each_names_all_sessions_of_its_day(
    dates: list[Meeting], days: list[int]
) -> None:
    every = reminders(dates, days, BERLIN)
    assert len({r.moment for r in every}) == len({r.key for r in every}) == len(every)
    for one in every:
        same = [m for m in dates if day_of(m) == day_of(one.meetings[0])]
        assert list(one.meetings) == sorted(same, key=lambda m: (m.starts, m.id))


def test_a_day_begins_at_midnight_in_the_town() -> None:
    late, early = berlin(2027, 3, 29, 23, 30), berlin(2027, 3, 30, 0, 30)
    assert late.date() == early.date()  # the same day in UTC
    two = [Meeting(1, late, late + HOUR), Meeting(2, early, early + HOUR)]
    assert [[m.id for m in day] for day in by_day(two, BERLIN)] == [[1], [2]]


@given(st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 99)), min_size=1, max_size=30))
def test_the_key_of_a_day_is_short_and_each_session_and_sequence_counts(
    sessions: list[tuple[int, int]],
) -> None:
    starts = berlin(2027, 3, 29, 14)
    day = [Meeting(number, starts, starts + HOUR, s) for number, s in sessions]
    assert len(f"reminder:{day_key(day)}:60") <= 80
    assert day_key(day[:1]) == f"s{sessions[0][0]}.{sessions[0][1]}"
    for number, one in enumerate(day):
        moved = Meeting(one.id, starts, starts + HOUR, one.sequence + 1)
        assert day_key([*day[:number], moved, *day[number + 1 :]]) != day_key(day)
    assert day_key([*day, Meeting(0, starts, starts + HOUR)]) != day_key(day)


@given(meetings(), day_sets, st.integers(1, 9))
def test_a_moved_session_makes_each_of_its_rounds_a_new_one(
    dates: list[Meeting], days: list[int], sequence: int
) -> None:
    moved = [Meeting(m.id, m.starts, m.ends, m.sequence + sequence) for m in dates]
    before = {r.key for r in reminders(dates, days, BERLIN)}
    assert before.isdisjoint(r.key for r in reminders(moved, days, BERLIN))


@given(meetings(), day_sets, moments)
def test_after_a_standstill_only_the_latest_reminder_of_a_day_goes(
    dates: list[Meeting], days: list[int], now: datetime
) -> None:
    every = reminders(dates, days, BERLIN)
    due = due_reminders(every, now)
    assert len({r.meetings for r in due}) == len(due)
    for one in due:
        assert one.moment <= now < one.meetings[-1].starts
        passed = [r.moment for r in every if r.meetings == one.meetings and r.moment <= now]
        assert one.moment == max(passed)
    silent = [r for r in every if r.meetings not in {one.meetings for one in due}]
    assert not [r for r in silent if r.moment <= now < r.meetings[-1].starts]


def test_a_reminder_is_due_from_its_moment_until_the_session_begins() -> None:
    meeting = Meeting(1, berlin(2027, 3, 29, 14), berlin(2027, 3, 29, 18))
    every = reminders([meeting], [1], BERLIN)
    nine = berlin(2027, 3, 28, 9)
    assert not due_reminders(every, nine - SECOND)
    assert due_reminders(every, nine) == every
    assert due_reminders(every, meeting.starts - SECOND) == every
    assert not due_reminders(every, meeting.starts)


@given(moments, minutes)
def test_a_letter_with_all_dates_stands_in_for_a_reminder_within_twelve_hours(
    informed_at: datetime, later: timedelta
) -> None:
    assert folded(informed_at + later, informed_at) is (later < 12 * HOUR)
    assert folded(informed_at - later, informed_at)


@pytest.mark.parametrize("year_month_day", [(2026, 3, 29), (2027, 3, 28)])
def test_twelve_hours_are_twelve_hours_in_the_night_when_clocks_go_forward(
    year_month_day: tuple[int, int, int],
) -> None:
    starts = berlin(*year_month_day, 14) + DAY
    moment = reminder_moment(starts, 1, BERLIN)
    # 20:30 the evening before is eleven and a half hours before 09:00 in this night.
    evening = berlin(*year_month_day, 9) - 11 * HOUR - HOUR / 2
    assert evening.astimezone(BERLIN).hour == 20
    assert folded(moment, evening)


@pytest.mark.parametrize("year_month_day", [(2026, 10, 25), (2027, 10, 31)])
def test_twelve_hours_are_twelve_hours_in_the_night_when_clocks_go_back(
    year_month_day: tuple[int, int, int],
) -> None:
    moment = reminder_moment(berlin(*year_month_day, 14) + DAY, 1, BERLIN)
    evening = berlin(*year_month_day, 9) - 12 * HOUR - HOUR / 2
    assert evening.astimezone(BERLIN).hour == 21
    assert not folded(moment, evening)


@given(moments, minutes)
def test_the_survey_is_open_from_the_end_until_28_days_after_it_goes(
    last_end: datetime, later: timedelta
) -> None:
    now = last_end + later
    closes = last_end + HOUR + 28 * DAY
    assert survey_closes(last_end) == closes
    assert survey_open(last_end, now) is (now < closes)
    assert survey_due(last_end, now) is (last_end + HOUR <= now < closes)
    assert not survey_open(last_end, last_end - SECOND)


@given(moments, minutes)
def test_a_survey_is_named_by_the_day_on_which_the_training_ended(
    last_end: datetime, later: timedelta
) -> None:
    same_day = (last_end + later).date() == last_end.date()
    assert (survey_key(last_end + later) == survey_key(last_end)) is same_day


def test_a_training_without_sessions_has_no_survey() -> None:
    now = berlin(2027, 1, 4, 11)
    assert not survey_open(None, now)
    assert not survey_due(None, now)


@given(moments, minutes, minutes)
def test_the_survey_is_repeated_a_week_after_it_went_while_it_is_open(
    last_end: datetime, late: timedelta, later: timedelta
) -> None:
    first_round = survey_at(last_end) + late
    now = first_round + later
    repeats = later >= 7 * DAY and now < survey_closes(last_end)
    assert survey_repeat_due(first_round, last_end, now) is repeats
