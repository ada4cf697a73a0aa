"""What a training allows now, and what one registration allows within it. Times aware.

Pages ask what they show, actions ask what they refuse; nobody else compares states.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from ..attendance import link_opens, marking_opens
from ..letters.due import survey_open
from ..signups.deadlines import may_cancel
from ..signups.seats import Seats, Verdict, promotion_runs, verdict
from ..states import SHOWN, Phase, RegistrationState, TrainingState
from .phases import Calendar, Meeting, phase


class NotAllowed(Exception):
    """The training, or the registration within it, does not allow now what was asked."""


@dataclass(frozen=True)
class Allowed:
    """What may be done with a training now.

    ``sign_up`` depends on the seats: nobody may sign up as long as they are unknown.
    ``drop`` are the ids of the sessions that may be dropped.
    """

    show: bool
    edit: bool
    rename: bool
    publish: bool
    delete: bool
    call_off: bool
    drop: frozenset[int]
    sign_up: bool
    add_by_staff: bool
    promote: bool
    confirm: bool
    cancel: bool
    remind: bool
    write: bool
    open_list: bool
    mark: bool
    certify: bool
    survey: bool
    subscribe: bool


def allowed(calendar: Calendar, now: datetime, seats: Seats | None = None) -> Allowed:
    """What may be done with a training of these dates in this state."""
    draft = calendar.state is TrainingState.DRAFT
    published = calendar.state is TrainingState.PUBLISHED
    shown = calendar.state in SHOWN
    begun, over = calendar.has_begun(now), calendar.is_over(now)
    return Allowed(
        show=shown,
        edit=draft or published,
        rename=draft,
        publish=draft and calendar.first_start is not None and not begun,
        delete=draft,
        call_off=published and not begun,
        drop=_droppable(calendar, now),
        sign_up=seats is not None and _takes_sign_ups(calendar, seats, now),
        add_by_staff=published and not over,
        promote=published and promotion_runs(now, calendar.first_start),
        confirm=published and not over,
        cancel=published,
        remind=published and not over,
        write=shown,
        open_list=shown and link_opens(calendar.first_start, calendar.last_end, now),
        mark=published,
        certify=published and over,
        survey=published and calendar.surveyed and survey_open(calendar.last_end, now),
        subscribe=published and not over,
    )


def _takes_sign_ups(calendar: Calendar, seats: Seats, now: datetime) -> bool:
    """Open, or full with a queue that takes people."""
    looks = phase(calendar, seats, now)
    if looks is Phase.FULL:
        return verdict(seats) is Verdict.WAIT
    return looks is Phase.OPEN


def _droppable(calendar: Calendar, now: datetime) -> frozenset[int]:
    """Any date of a draft; of what is published those still ahead: what was can't be undone."""
    if calendar.state not in (TrainingState.DRAFT, TrainingState.PUBLISHED):
        return frozenset()
    draft = calendar.state is TrainingState.DRAFT
    return frozenset(m.id for m in calendar.meetings if draft or now < m.starts)


class KeepsDates(StrEnum):
    """A rule about the dates that a training must keep; its value says it in a file's fault."""

    ONE_AT_LEAST = "must keep at least one date; cancel the training instead"
    WHAT_HAS_BEGUN = "has begun and can't be dropped"


def dates_lost(
    calendar: Calendar, dropped: Iterable[int], left: int, now: datetime
) -> Iterator[tuple[Meeting | None, KeepsDates]]:
    """What forbids to drop some sessions so that ``left`` are there: the rule, and by which."""
    if calendar.state is TrainingState.PUBLISHED and not left:
        yield None, KeepsDates.ONE_AT_LEAST
    kept = set(dropped) - allowed(calendar, now).drop
    for meeting in calendar.meetings:
        if meeting.id in kept:
            yield meeting, KeepsDates.WHAT_HAS_BEGUN


def may_mark(calendar: Calendar, meeting: Meeting, now: datetime, zone: tzinfo) -> bool:
    """Whether attendance at one session may be marked: from the local midnight before it."""
    return allowed(calendar, now).mark and now >= marking_opens(meeting.starts, zone)


@dataclass(frozen=True)
class Claim:
    """How one registration stands."""

    state: RegistrationState
    waits: bool = False
    answer_by: datetime | None = None

    def has_lapsed(self, now: datetime) -> bool:
        """Whether the time to answer is over, though the clock has not ended it yet."""
        return self.answer_by is not None and now >= self.answer_by


@dataclass(frozen=True)
class AllowedToOne:
    """What may be done with one registration now."""

    confirm: bool
    accept: bool
    decline: bool
    cancel_by_person: bool
    cancel_by_staff: bool
    move_from: bool
    requeue: bool
    change_details: bool
    mark_address: bool
    register_again: bool
    print_letter: bool
    see_calendar: bool
    certify: bool
    survey: bool


def allowed_to(claim: Claim, calendar: Calendar, now: datetime) -> AllowedToOne:
    """What may be done with a registration in a training of these dates and state."""
    training, state = allowed(calendar, now), claim.state
    on = training.confirm
    active, holds = state.active, state.has_certain_seat
    proved = active and state is not RegistrationState.UNCONFIRMED
    offered = on and state is RegistrationState.OFFERED and not claim.has_lapsed(now)
    return AllowedToOne(
        confirm=on and state is RegistrationState.UNCONFIRMED,
        accept=offered,
        decline=offered,
        cancel_by_person=on and _may_give_back(claim, calendar, now),
        cancel_by_staff=active and training.cancel,
        move_from=proved and (claim.waits or not training.certify),
        requeue=on and active and claim.waits,
        change_details=on and proved,
        mark_address=active,
        register_again=not active and training.add_by_staff,
        print_letter=training.show,
        see_calendar=holds or not active,
        certify=holds and training.certify,
        survey=holds and training.survey,
    )


def _may_give_back(claim: Claim, calendar: Calendar, now: datetime) -> bool:
    """A certain seat until the deadline; an offer that stands, the queue, the rest always."""
    if claim.state.has_certain_seat:
        return may_cancel(now, calendar.cancel_until, calendar.first_start)
    lapsed = claim.state is RegistrationState.OFFERED and claim.has_lapsed(now)
    return claim.state.active and not lapsed
