"""What a training looks like now."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from registration.domain.signups.seats import Seats, Verdict, verdict
from registration.domain.states import Phase, TrainingState, WaitlistMode
from registration.domain.trainings.allowed import allowed
from registration.domain.trainings.phases import Calendar, Meeting, closed, phase
from tests.domain.strategies import meetings, moments, seats

DAY = timedelta(days=1)


def takes_sign_ups(calendar: Calendar, stand: Seats, now: datetime) -> bool:
    return allowed(calendar, now, stand).sign_up


FREE = Seats(capacity=5, held=0, waiting=0, waitlist=WaitlistMode.AUTO)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    return Calendar(
        state=draw(st.sampled_from(TrainingState)),
        opens=draw(st.none() | moments),
        closes=draw(st.none() | moments),
        meetings=draw(meetings() | st.just([])),
    )


def training(start: datetime, opens: datetime | None = None) -> Calendar:
    """Published, with one session of three hours."""
    meeting = Meeting(1, start, start + timedelta(hours=3))
    return Calendar(TrainingState.PUBLISHED, opens, None, [meeting])


@given(moments)
def test_a_training_goes_through_its_phases_in_order(start: datetime) -> None:
    calendar = training(start, opens=start - 10 * DAY)
    end = start + timedelta(hours=3)
    second = timedelta(seconds=1)
    looks = [
        phase(calendar, FREE, now)
        for now in (
            start - 10 * DAY - second,
            start - 10 * DAY,
            start - second,
            start,
            end - second,
            end,
        )
    ]
    assert looks == [
        Phase.ANNOUNCED,
        Phase.OPEN,
        Phase.OPEN,
        Phase.CLOSED,
        Phase.CLOSED,
        Phase.OVER,
    ]


@given(calendars(), seats(), moments)
def test_the_form_is_taken_only_between_opening_and_the_first_start(
    calendar: Calendar, stand: Seats, now: datetime
) -> None:
    if not takes_sign_ups(calendar, stand, now):
        return
    assert calendar.state is TrainingState.PUBLISHED
    assert calendar.first_start is not None
    assert now < calendar.first_start
    assert calendar.closes is None or now < calendar.closes
    assert calendar.opens is None or now >= calendar.opens
    assert verdict(stand) is not Verdict.REFUSED


@given(calendars(), seats(), moments)
def test_whoever_sees_open_or_full_with_a_queue_may_sign_up(
    calendar: Calendar, stand: Seats, now: datetime
) -> None:
    looks = phase(calendar, stand, now)
    takes = looks is Phase.OPEN or (looks is Phase.FULL and verdict(stand) is Verdict.WAIT)
    assert takes_sign_ups(calendar, stand, now) is takes


@given(calendars(), seats(), moments)
def test_a_cancelled_training_is_cancelled_whatever_the_date(
    calendar: Calendar, stand: Seats, now: datetime
) -> None:
    cancelled = replace(calendar, state=TrainingState.CANCELLED)
    assert phase(cancelled, stand, now) is Phase.CANCELLED


@given(calendars(), seats(), moments)
def test_a_draft_or_a_training_without_dates_takes_nobody(
    calendar: Calendar, stand: Seats, now: datetime
) -> None:
    assert not takes_sign_ups(replace(calendar, state=TrainingState.DRAFT), stand, now)
    assert not takes_sign_ups(replace(calendar, meetings=()), stand, now)


@given(moments, moments)
def test_sign_up_ends_at_closes_and_never_later_than_the_start(
    start: datetime, closes: datetime
) -> None:
    calendar = replace(training(start), closes=closes)
    end = min(start, closes)
    assert closed(calendar, end)
    assert not closed(calendar, end - timedelta(seconds=1))


@given(moments)
def test_a_free_seat_with_somebody_waiting_still_reads_full(start: datetime) -> None:
    stand = replace(FREE, waiting=1)
    assert phase(training(start), stand, start - DAY) is Phase.FULL
