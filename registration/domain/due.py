"""Rule 6: which reminders and surveys are due now. Computed from the dates as they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from .phases import Meeting

REMINDER_AT = time(9)
LIST_AT = time(15)
LATER_SESSIONS_DAYS = 1
FOLD_WITHIN = timedelta(hours=12)
SURVEY_AFTER = timedelta(hours=1)
SURVEY_REPEAT_AFTER = timedelta(days=7)
SURVEY_OPEN_FOR = timedelta(days=28)


@dataclass(frozen=True)
class Reminder:
    """One round of reminders about one session, as it stands in its SEQUENCE."""

    meeting: Meeting
    days: int
    moment: datetime

    @property
    def key(self) -> str:
        """What makes this round, and each of its letters, the only one of its kind."""
        return f"s{self.meeting.id}.{self.meeting.sequence}:{self.days}"


def reminder_moment(starts: datetime, days: int, zone: tzinfo) -> datetime:
    """09:00 local time ``days`` before the local date of the start, in UTC.

    In UTC, since twelve hours before a local 09:00 are not 21:00 when clocks change.
    """
    day = starts.astimezone(zone).date() - timedelta(days=days)
    return datetime.combine(day, REMINDER_AT, tzinfo=zone).astimezone(UTC)


def reminders(
    meetings: Sequence[Meeting], reminder_days: Iterable[int], zone: tzinfo
) -> list[Reminder]:
    """All reminders of a training: some before the first session, one before each later."""
    ordered = sorted(meetings, key=lambda m: (m.starts, m.id))
    wanted = [(m, d) for m in ordered[:1] for d in sorted(set(reminder_days), reverse=True)]
    wanted += [(m, LATER_SESSIONS_DAYS) for m in ordered[1:]]
    return [Reminder(m, d, reminder_moment(m.starts, d, zone)) for m, d in wanted]


def due_reminders(every: Iterable[Reminder], now: datetime) -> list[Reminder]:
    """For each session that lies ahead, the latest reminder whose moment has come.

    After a standstill an older one would say nothing that the latest does not say.
    """
    latest: dict[int, Reminder] = {}
    for one in sorted(every, key=lambda r: r.moment):
        if one.moment <= now < one.meeting.starts:
            latest[one.meeting.id] = one
    return list(latest.values())


def folded(moment: datetime, informed_at: datetime) -> bool:
    """Whether a letter with all the dates stands in for the reminder at ``moment``.

    It does if the person was confirmed, promoted or told of a change after the moment
    or less than twelve hours before it.
    """
    return informed_at > moment - FOLD_WITHIN


def list_moment(starts: datetime, zone: tzinfo) -> datetime:
    """When trainers get their list: at 15:00 local time on the day before the session."""
    day = starts.astimezone(zone).date() - timedelta(days=1)
    return datetime.combine(day, LIST_AT, tzinfo=zone)


def list_due(starts: datetime, now: datetime, zone: tzinfo) -> bool:
    """Whether the trainers' list should have gone by now and the session lies ahead."""
    return list_moment(starts, zone) <= now < starts


def survey_at(last_end: datetime) -> datetime:
    """The survey goes one hour after the last session ends."""
    return last_end + SURVEY_AFTER


def survey_closes(last_end: datetime) -> datetime:
    """Until when answers are taken."""
    return survey_at(last_end) + SURVEY_OPEN_FOR


def survey_open(last_end: datetime | None, now: datetime) -> bool:
    """Whether answers are taken now: from the end of the last session for 28 days."""
    return last_end is not None and last_end <= now < survey_closes(last_end)


def survey_due(last_end: datetime | None, now: datetime) -> bool:
    """Whether the survey should have gone by now and can still be answered."""
    return last_end is not None and survey_at(last_end) <= now < survey_closes(last_end)


def survey_repeat_due(first_round: datetime, last_end: datetime, now: datetime) -> bool:
    """A week after the first round went, if the survey is still open."""
    return first_round + SURVEY_REPEAT_AFTER <= now < survey_closes(last_end)
