"""Values of the domain for generated examples."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from registration.domain.programme import SessionSpec
from registration.domain.signups.seats import Seats
from registration.domain.states import WaitlistMode
from registration.domain.trainings.phases import Meeting

FROM = datetime(2026, 1, 1)  # noqa: DTZ001 (hypothesis adds the zone)
TO = datetime(2027, 12, 31)  # noqa: DTZ001

moments = st.datetimes(FROM, TO, timezones=st.just(UTC))
minutes = st.integers(0, 60 * 24 * 90).map(lambda n: timedelta(minutes=n))
modes = st.sampled_from(WaitlistMode)


@st.composite
def seats(draw: st.DrawFn) -> Seats:
    """Seats as they may stand, also with more held than the capacity."""
    return Seats(
        capacity=draw(st.integers(1, 12)),
        held=draw(st.integers(0, 15)),
        waiting=draw(st.integers(0, 8)),
        waitlist=draw(modes),
        waitlist_limit=draw(st.none() | st.integers(0, 8)),
    )


@st.composite
def meetings(draw: st.DrawFn) -> list[Meeting]:
    """One to five sessions with ids of their own."""
    starts = draw(st.lists(moments, min_size=1, max_size=5))
    return [
        Meeting(number, start, start + timedelta(hours=draw(st.integers(1, 9))))
        for number, start in enumerate(starts, 1)
    ]


@st.composite
def slots(draw: st.DrawFn) -> SessionSpec:
    """A session of few dates and places, so that equal and half-equal ones meet often."""
    starts = datetime(2027, 3, draw(st.integers(1, 5)), 9, tzinfo=UTC)
    hours = draw(st.integers(2, 3))
    return SessionSpec(
        starts, starts + timedelta(hours=hours), draw(st.sampled_from(["Rathaus", "VHS"]))
    )
