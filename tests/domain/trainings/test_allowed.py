"""What a training allows, and a registration within it: written out for each state and phase."""

import re
from collections.abc import Iterable
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from registration.domain.signups.seats import Seats
from registration.domain.states import RegistrationState as State
from registration.domain.states import TrainingState, WaitlistMode
from registration.domain.trainings.allowed import (
    Allowed,
    AllowedToOne,
    Claim,
    KeepsDates,
    allowed,
    allowed_to,
    dates_lost,
    may_mark,
)
from registration.domain.trainings.phases import Calendar, Meeting

START = datetime(2027, 3, 10, 9, tzinfo=UTC)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
AGAIN = START + 7 * DAY
END = AGAIN + 3 * HOUR
OPENS, CLOSES = START - 13 * DAY, START - 2 * DAY
FREE = Seats(capacity=5, held=4, waiting=0, waitlist=WaitlistMode.AUTO)
QUEUE = replace(FREE, held=5)
FULL = replace(QUEUE, waitlist=WaitlistMode.OFF)

COURSE = Calendar(
    TrainingState.PUBLISHED,
    OPENS,
    CLOSES,
    [Meeting(1, START, START + 3 * HOUR), Meeting(2, AGAIN, END)],
    cancel_until=START - DAY,
)
UNDATED = replace(COURSE, meetings=(), cancel_until=None)

ALWAYS_SHOWN = "show write"
STANDS = f"{ALWAYS_SHOWN} edit mark cancel"
ON = f"{STANDS} add_by_staff confirm remind subscribe"
AHEAD = f"{ON} call_off drop promote open_list"
RUNS = f"{ON} drop open_list"

# A moment, the seats, and what a published training allows at it.
PUBLISHED = {
    "before opening": (OPENS - SECOND, FREE, AHEAD),
    "open": (OPENS, FREE, f"{AHEAD} sign_up"),
    "full with a queue": (OPENS, QUEUE, f"{AHEAD} sign_up"),
    "full": (OPENS, FULL, AHEAD),
    "seats unknown": (OPENS, None, AHEAD),
    "last second": (CLOSES - SECOND, FREE, f"{AHEAD} sign_up"),
    "closed": (CLOSES, FREE, AHEAD),
    "over four hours before": (START - 4 * HOUR - SECOND, FREE, AHEAD),
    "four hours before": (START - 4 * HOUR, FREE, AHEAD.replace(" promote", "")),
    "just before": (START - SECOND, FREE, AHEAD.replace(" promote", "")),
    "begun": (START, FREE, RUNS),
    "last session begun": (AGAIN, FREE, RUNS.replace(" drop", "")),
    "last second of all": (END - SECOND, FREE, RUNS.replace(" drop", "")),
    "over": (END, FREE, f"{STANDS} open_list certify survey"),
    "two weeks after": (END + 14 * DAY, FREE, f"{STANDS} certify survey"),
    "survey's last second": (END + HOUR + 28 * DAY - SECOND, FREE, f"{STANDS} certify survey"),
    "survey closed": (END + HOUR + 28 * DAY, FREE, f"{STANDS} certify"),
    "long before": (START - 14 * DAY - SECOND, FREE, AHEAD.replace(" open_list", "")),
}
DRAFT = {
    "ahead": (START - SECOND, "edit rename delete publish drop"),
    "begun": (START, "edit rename delete drop"),
    "over": (END, "edit rename delete drop"),
}
CANCELLED = {
    "long before": (START - 14 * DAY - SECOND, ALWAYS_SHOWN),
    "soon": (START - 14 * DAY, f"{ALWAYS_SHOWN} open_list"),
    "begun": (START, f"{ALWAYS_SHOWN} open_list"),
    "over": (END, f"{ALWAYS_SHOWN} open_list"),
    "two weeks after": (END + 14 * DAY, ALWAYS_SHOWN),
}


def granted(found: object) -> set[str]:
    """The names of what is allowed."""
    return {name for name, value in asdict(found).items() if value}  # type: ignore[call-overload]


def words(text: str) -> set[str]:
    return set(text.split())


ROOT = Path(__file__).parents[3]
SOURCES = [*(ROOT / "registration").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]


def test_each_rule_is_asked_by_somebody() -> None:
    text = "\n".join(path.read_text() for path in SOURCES)
    asked = set(re.findall(r"\ballowed(?:\(.*\))?\.(\w+)", text))
    rules = {field.name for cls in (Allowed, AllowedToOne) for field in fields(cls)}
    assert rules - asked == set()


@pytest.mark.parametrize("phase", PUBLISHED)
def test_what_a_published_training_allows(phase: str) -> None:
    now, seats, expected = PUBLISHED[phase]
    assert granted(allowed(COURSE, now, seats)) == words(expected)


@pytest.mark.parametrize("phase", DRAFT)
def test_what_a_draft_allows(phase: str) -> None:
    now, expected = DRAFT[phase]
    found = allowed(replace(COURSE, state=TrainingState.DRAFT), now, FREE)
    assert granted(found) == words(expected)


@pytest.mark.parametrize("phase", CANCELLED)
def test_what_a_cancelled_training_allows(phase: str) -> None:
    now, expected = CANCELLED[phase]
    found = allowed(replace(COURSE, state=TrainingState.CANCELLED), now, FREE)
    assert granted(found) == words(expected)


def test_what_a_training_without_dates_allows() -> None:
    draft = replace(UNDATED, state=TrainingState.DRAFT)
    assert granted(allowed(draft, START, FREE)) == words("edit rename delete")
    stands = words(f"{ON} call_off")
    assert granted(allowed(UNDATED, START, FREE)) == stands
    cancelled = replace(UNDATED, state=TrainingState.CANCELLED)
    assert granted(allowed(cancelled, START, FREE)) == words(ALWAYS_SHOWN)


def test_a_training_without_a_survey_never_asks_for_one() -> None:
    assert allowed(COURSE, END).survey
    assert not allowed(replace(COURSE, surveyed=False), END).survey


def test_only_sessions_ahead_may_be_dropped() -> None:
    assert dropped(START - SECOND) == {1, 2}
    assert dropped(START) == {2}
    assert dropped(AGAIN - SECOND) == {2}
    assert dropped(AGAIN) == set()
    assert dropped(END, TrainingState.DRAFT) == {1, 2}
    assert dropped(START - SECOND, TrainingState.CANCELLED) == set()


def dropped(now: datetime, state: TrainingState = TrainingState.PUBLISHED) -> set[int]:
    return set(allowed(replace(COURSE, state=state), now).drop)


@pytest.mark.parametrize("state", TrainingState)
def test_attendance_is_marked_from_the_local_midnight_before(state: TrainingState) -> None:
    calendar, zone = replace(COURSE, state=state), ZoneInfo("Europe/Berlin")
    midnight = datetime(2027, 3, 9, 23, tzinfo=UTC)
    first = COURSE.meetings[0]
    takes_place = state is TrainingState.PUBLISHED
    assert may_mark(calendar, first, midnight, zone) is takes_place
    assert not may_mark(calendar, first, midnight - SECOND, zone)


# What one registration allows, by its state, in a published training that lies ahead.
WAITS = "requeue"
EVERY = "print_letter"
LIVES = f"{EVERY} cancel_by_person cancel_by_staff mark_address"
PROVED = f"{LIVES} move_from change_details"
ENDED = f"{EVERY} see_calendar"
ONES = {
    "unconfirmed": (Claim(State.UNCONFIRMED), f"{LIVES} confirm"),
    "unconfirmed, waits": (Claim(State.UNCONFIRMED, True), f"{LIVES} confirm {WAITS}"),
    "waitlisted": (Claim(State.WAITLISTED, True), f"{PROVED} {WAITS}"),
    "offered": (Claim(State.OFFERED, False, START), f"{PROVED} accept decline"),
    "confirmed": (Claim(State.CONFIRMED), f"{PROVED} see_calendar"),
    "cancelled": (Claim(State.CANCELLED), f"{ENDED} register_again"),
    "declined": (Claim(State.DECLINED), f"{ENDED} register_again"),
    "expired": (Claim(State.EXPIRED), f"{ENDED} register_again"),
}
OVER_TAKES = words("confirm accept decline cancel_by_person change_details requeue register_again")
CALLED_OFF_TAKES = OVER_TAKES | {"cancel_by_staff"}


@pytest.mark.parametrize("one", ONES)
def test_what_a_registration_allows_before_the_training(one: str) -> None:
    claim, expected = ONES[one]
    assert granted(allowed_to(claim, COURSE, OPENS)) == words(expected)


@pytest.mark.parametrize("one", ONES)
def test_what_a_registration_allows_once_the_training_is_over(one: str) -> None:
    claim, expected = ONES[one]
    left = words(expected) - OVER_TAKES
    if claim.state is State.CONFIRMED:
        left |= {"certify", "survey"}
    if not claim.waits:
        left -= {"move_from"}
    assert granted(allowed_to(claim, COURSE, END)) == left


@pytest.mark.parametrize("one", ONES)
@pytest.mark.parametrize("now", [OPENS, START, END])
def test_what_a_registration_allows_in_a_cancelled_training(one: str, now: datetime) -> None:
    claim, expected = ONES[one]
    cancelled = replace(COURSE, state=TrainingState.CANCELLED)
    assert granted(allowed_to(claim, cancelled, now)) == words(expected) - CALLED_OFF_TAKES


def test_an_offer_may_be_answered_until_its_last_second() -> None:
    claim = Claim(State.OFFERED, False, CLOSES)
    answers = words("accept decline cancel_by_person")
    assert answers <= granted(allowed_to(claim, COURSE, CLOSES - SECOND))
    assert not answers & granted(allowed_to(claim, COURSE, CLOSES))


def test_a_late_confirmation_still_counts_as_long_as_the_clock_has_not_ended_it() -> None:
    claim = Claim(State.UNCONFIRMED, False, CLOSES)
    assert allowed_to(claim, COURSE, CLOSES).confirm


def test_a_certain_seat_is_given_back_until_the_deadline_and_the_queue_is_left_any_time() -> None:
    limit = START - DAY
    assert may_leave(State.CONFIRMED, limit - SECOND)
    assert not may_leave(State.CONFIRMED, limit)
    for state in (State.UNCONFIRMED, State.WAITLISTED, State.OFFERED):
        assert may_leave(state, limit)
        assert may_leave(state, END - SECOND)
        assert not may_leave(state, END)


def may_leave(state: State, now: datetime) -> bool:
    return allowed_to(Claim(state), COURSE, now).cancel_by_person


def test_each_word_of_the_tables_is_one_that_is_asked() -> None:
    named = set().union(*map(words, every_text()))
    assert named == set(Allowed.__dataclass_fields__)


def every_text() -> Iterable[str]:
    return [row[-1] for table in (PUBLISHED, DRAFT, CANCELLED) for row in table.values()]


@pytest.mark.parametrize("state", TrainingState)
def test_only_what_is_published_must_keep_a_date(state: TrainingState) -> None:
    calendar = replace(COURSE, state=state, meetings=())
    rules = [rule for _, rule in dates_lost(calendar, [], 0, START)]
    is_published = state is TrainingState.PUBLISHED
    assert rules == ([KeepsDates.ONE_AT_LEAST] if is_published else [])
    assert list(dates_lost(calendar, [], 1, START)) == []


@pytest.mark.parametrize("state", TrainingState)
def test_a_training_is_a_draft_or_called_off_by_its_state_alone(state: TrainingState) -> None:
    calendar = replace(COURSE, state=state)
    assert calendar.is_draft is (state is TrainingState.DRAFT)
    assert calendar.called_off is (state is TrainingState.CANCELLED)
