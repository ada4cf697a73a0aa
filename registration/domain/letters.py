"""What a letter is called, what makes it the only one, and when it has become useless."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .states import RegistrationState, TrainingState

RETRY_FOR = timedelta(days=2)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)


class Kind(StrEnum):
    """The kinds of letters; each has a template of the same name."""

    CONFIRM_ADDRESS = "confirm_address"
    CONFIRM_ADDRESS_NUDGE = "confirm_address_nudge"
    CONFIRMATION = "confirmation"
    WAITLISTED = "waitlisted"
    OFFER = "offer"
    OFFER_LAPSED = "offer_lapsed"
    PROMOTED = "promoted"
    ALREADY_REGISTERED = "already_registered"
    REMINDER = "reminder"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    CANCELLED_BY_YOU = "cancelled_by_you"
    CANCELLED_BY_STAFF = "cancelled_by_staff"
    ADDRESS_CHANGED = "address_changed"
    MOVED = "moved"
    SURVEY = "survey"
    SURVEY_REPEAT = "survey_repeat"
    LINK_AGAIN = "link_again"
    SIGN_IN = "sign_in"
    ALARM = "alarm"
    ATTENDEE_LIST = "attendee_list"
    CUSTOM = "custom"
    DIGEST = "digest"


WITH_ALL_DATES = frozenset({Kind.CONFIRMATION, Kind.PROMOTED, Kind.CHANGE, Kind.MOVED})
"""Letters that tell a holder everything and so stand in for a reminder."""

OUTLIVES_THE_SEAT = frozenset(
    {
        Kind.CANCELLATION,
        Kind.CANCELLED_BY_YOU,
        Kind.CANCELLED_BY_STAFF,
        Kind.OFFER_LAPSED,
        Kind.LINK_AGAIN,
        Kind.SIGN_IN,
        Kind.CUSTOM,
    }
)
"""Letters that still make sense once the registration has ended."""


def once_key(kind: Kind, *parts: str | int) -> str:
    """The unique key of a letter: its kind and whatever else makes it the only one."""
    return ":".join([kind.value, *(str(part) for part in parts)])


@dataclass(frozen=True)
class Standing:
    """How things stand at the moment when a letter is about to be written."""

    now: datetime
    registration: RegistrationState | None = None
    training: TrainingState | None = None
    answer_by: datetime | None = None
    session_starts: datetime | None = None
    session_dropped: bool = False
    survey_closes: datetime | None = None
    has_answered: bool = False
    new_address_wanted: bool | None = None


def why_useless(kind: Kind, standing: Standing) -> str | None:
    """Why a letter that is still owed should no longer go; None if it should."""
    if kind is Kind.ATTENDEE_LIST:
        return _why_no_list(standing)
    if standing.registration is None or kind in OUTLIVES_THE_SEAT:
        return None
    if standing.new_address_wanted is False:
        return "another address was given since"
    if not standing.registration.active:
        return "the registration has ended"
    if standing.training is TrainingState.CANCELLED:
        return "the training is cancelled"
    return _why_too_late(kind, standing)


def _why_too_late(kind: Kind, standing: Standing) -> str | None:
    if standing.new_address_wanted:
        return None
    if kind in (Kind.CONFIRM_ADDRESS, Kind.CONFIRM_ADDRESS_NUDGE):
        return _why_not_asked(standing, RegistrationState.UNCONFIRMED, "address is confirmed")
    if kind is Kind.OFFER:
        return _why_not_asked(standing, RegistrationState.OFFERED, "offer is answered")
    if kind is Kind.REMINDER:
        return _why_no_reminder(standing)
    if kind in (Kind.SURVEY, Kind.SURVEY_REPEAT):
        return _why_no_survey(standing)
    return None


def _why_not_asked(standing: Standing, asked_in: RegistrationState, done: str) -> str | None:
    if standing.registration is not asked_in:
        return f"the {done} already"
    if standing.answer_by is not None and standing.now >= standing.answer_by:
        return "the time to answer is over"
    return None


def _why_no_reminder(standing: Standing) -> str | None:
    if standing.session_dropped:
        return "the session was dropped"
    if standing.session_starts is not None and standing.now >= standing.session_starts:
        return "the session has begun"
    return None


def _why_no_list(standing: Standing) -> str | None:
    if standing.training is TrainingState.CANCELLED:
        return "the training is cancelled"
    return "the session was dropped" if standing.session_dropped else None


def _why_no_survey(standing: Standing) -> str | None:
    if standing.has_answered:
        return "the survey is answered"
    if standing.survey_closes is not None and standing.now >= standing.survey_closes:
        return "the survey is closed"
    return None


def pause_after(attempts: int) -> timedelta:
    """How long to wait after the nth failed attempt: one minute, then doubling to 4 hours."""
    return min(FIRST_PAUSE * 2 ** min(max(attempts - 1, 0), 20), LONGEST_PAUSE)


def gives_up(first_due: datetime, now: datetime) -> bool:
    """Whether a letter that keeps failing is given up: two days after it was due."""
    return now - first_due >= RETRY_FOR
