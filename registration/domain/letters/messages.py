"""What makes a letter the only one, when it has become useless, and how long it is tried."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..states import (
    MUST_ANSWER,
    NOT_DONE,
    OFFER,
    PENDING,
    PROVED,
    QUEUE,
    SEAT,
    UNPROVED,
    MessageState,
    RegistrationState,
    TrainingState,
    is_known,
)
from ..text import msgid
from .kinds import HELD_BACK_FOR, UNREADABLE, Kind, Until

RETRY_FOR = timedelta(days=2)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_SILENCE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(hours=4)


def once_key(kind: Kind, *parts: str | int) -> str:
    """The unique key of a letter: its kind and whatever else makes it the only one."""
    return ":".join([kind, *(str(part) for part in parts)])


@dataclass(frozen=True)
class Standing:
    """How things stand at the moment when a letter is about to be written."""

    now: datetime
    registration: RegistrationState | None = None
    training: TrainingState | None = None
    answer_by: datetime | None = None
    session_starts: datetime | None = None
    session_dropped: bool = False
    last_end: datetime | None = None
    lies_ahead: bool = True
    """Whether any of the training's dates is not over yet, those that were dropped too."""
    survey_closes: datetime | None = None
    has_answered: bool = False
    new_address_wanted: bool | None = None


def why_useless(kind: Kind, standing: Standing) -> str | None:
    """Why a letter that is still owed should no longer go; None if it should."""
    why = None if standing.registration is None else _why_not_this_person(kind, standing)
    if why is None and standing.new_address_wanted is None:
        why = _WHEN_OVER[kind.row.until](standing)
    return why


def why_not_on_paper(kind: Kind, standing: Standing) -> str | None:
    """Why a letter is no longer to be printed; None if it is.

    Paper waits until somebody prints it: of dates that are over nobody is told then.
    """
    if not kind.row.on_paper:
        return msgid("this letter goes by e-mail only")
    over = None if standing.lies_ahead else msgid("the training is over")
    return why_useless(kind, standing) or over


def _why_not_this_person(kind: Kind, standing: Standing) -> str | None:
    state = standing.registration
    if state is None or kind.row.outlives_the_seat:
        return None
    if standing.new_address_wanted is False:
        return msgid("this address is no longer to be confirmed")
    if not state.active:
        return msgid("the registration has ended")
    if standing.training is TrainingState.CANCELLED:
        return msgid("the training is cancelled")
    if standing.new_address_wanted:
        return None
    if state not in kind.row.states:
        return _WHAT_LIES_BEHIND[kind.row.states]
    # Whatever it says would be said of a seat or a place that ends now.
    late = state in MUST_ANSWER and standing.answer_by and standing.now >= standing.answer_by
    return msgid("the time to answer is over") if late else None


def held_until(created_at: datetime, due_at: datetime, now: datetime) -> datetime | None:
    """Until when a letter waits because the team may take it back; None if it doesn't.

    What was tried before is due later for another reason.
    """
    ends = min(due_at, created_at + HELD_BACK_FOR)
    return ends if ends > now else None


_WHAT_LIES_BEHIND = {
    PROVED: msgid("the address is not confirmed yet"),
    UNPROVED: msgid("the address is confirmed already"),
    OFFER: msgid("the offer is answered already"),
    QUEUE: msgid("the person no longer waits"),
    SEAT: msgid("the person has no certain seat"),
}


def _called_off(standing: Standing) -> str | None:
    cancelled = standing.training is TrainingState.CANCELLED
    return msgid("the training is cancelled") if cancelled else None


def _session_dropped(standing: Standing) -> str | None:
    dropped = msgid("the session was dropped") if standing.session_dropped else None
    return _called_off(standing) or dropped


def _session_begun(standing: Standing) -> str | None:
    begun = standing.session_starts is not None and standing.now >= standing.session_starts
    return _session_dropped(standing) or (msgid("the session has begun") if begun else None)


def _survey_over(standing: Standing) -> str | None:
    if standing.has_answered:
        return msgid("the survey is answered")
    if standing.last_end is not None and standing.now < standing.last_end:
        return msgid("the training is not over yet")
    closed = standing.survey_closes is not None and standing.now >= standing.survey_closes
    return msgid("the survey is closed") if closed else None


def _training_over(standing: Standing) -> str | None:
    over = standing.last_end is not None and standing.now >= standing.last_end
    return msgid("the training is over") if over else None


_WHEN_OVER: dict[Until, Callable[[Standing], str | None]] = {
    Until.NOTHING: lambda _: None,
    Until.CALLED_OFF: _called_off,
    Until.SESSION_DROPPED: _session_dropped,
    Until.SESSION_BEGINS: _session_begun,
    Until.SURVEY_CLOSES: _survey_over,
    Until.TRAINING_ENDS: _training_over,
}


def why_not_again(kind: Kind, state: MessageState) -> str:
    """Why the team may not send a letter in this state once more; empty if they may."""
    if not is_known(state):
        return UNREADABLE
    if state in NOT_DONE:
        return msgid("it has not gone yet")
    return kind.row.not_again


def may_withdraw(state: MessageState) -> bool:
    """Whether the team may withdraw a letter in this state; one that is being sent goes."""
    return state in PENDING or may_retry(state)


def may_retry(state: MessageState) -> bool:
    """Whether the team may have a letter in this state tried anew."""
    return state is MessageState.FAILED


def pause_after(attempts: int) -> timedelta:
    """How long to wait after the nth failed attempt: one minute, then doubling to 4 hours."""
    return min(FIRST_PAUSE * 2 ** min(max(attempts - 1, 0), 20), LONGEST_PAUSE)


def session_pause(failures: int) -> timedelta:
    """How long nobody asks a mail server that refuses all letters: one minute, up to 15."""
    return min(pause_after(failures), LONGEST_SILENCE)


def gives_up(tried_since: datetime, now: datetime) -> bool:
    """Whether a letter that keeps failing is given up: after two days."""
    return now - tried_since >= RETRY_FOR
