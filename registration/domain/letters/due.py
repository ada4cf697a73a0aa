"""Rule 6: which reminders and surveys are due now. Computed from the dates as they are."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from hashlib import sha256
from itertools import groupby

from ..trainings.phases import Meeting

REMINDER_AT = time(9)
LIST_AT = time(15)
DIGEST_AT, DIGEST_UNTIL = time(7), time(12)
LATER_SESSIONS_DAYS = 1
FOLD_WITHIN = timedelta(hours=12)
SURVEY_AFTER = timedelta(hours=1)
SURVEY_REPEAT_AFTER = timedelta(days=7)
SURVEY_OPEN_FOR = timedelta(days=28)
_DAY = re.compile(r"\bs\d+\.\d+(\+[0-9a-f]+)?")


@dataclass(frozen=True)
class Reminder:
    """One round of reminders about the sessions of one day, as they stand in their SEQUENCE."""

    meetings: tuple[Meeting, ...]
    days: int
    moment: datetime

    @property
    def key(self) -> str:
        """What makes this round, and each of its letters, the only one of its kind."""
        return f"{day_key(self.meetings)}:{self.days}"


def by_day(meetings: Iterable[Meeting], zone: tzinfo) -> list[tuple[Meeting, ...]]:
    """The sessions of each local day on which any begins, by time."""
    ordered = sorted(meetings, key=lambda m: (m.starts, m.id))
    days = groupby(ordered, key=lambda m: m.starts.astimezone(zone).date())
    return [tuple(together) for _, together in days]


def day_key(meetings: Sequence[Meeting]) -> str:
    """What names the sessions of a day, each in its SEQUENCE; short, however many they are."""
    first, *others = (f"s{m.id}.{m.sequence}" for m in meetings)
    return first + (f"+{sha256(' '.join(others).encode()).hexdigest()[:12]}" if others else "")


def renamed_days(
    meetings: Sequence[Meeting], old: Mapping[int, int], zone: tzinfo
) -> dict[str, str]:
    """What names sessions and their days now, by what did while they had an ``old`` SEQUENCE."""
    before = [replace(m, sequence=old.get(m.id, m.sequence)) for m in meetings]
    together = [(m,) for m in before], [(m,) for m in meetings]
    by_days = by_day(before, zone), by_day(meetings, zone)
    pairs = [pair for both in (together, by_days) for pair in zip(*both, strict=True)]
    names = {day_key(was): day_key(new) for was, new in pairs}
    return {was: new for was, new in names.items() if was != new}


def with_new_names(key: str, names: Mapping[str, str]) -> str:
    """A key in which sessions and days are named anew."""
    return _DAY.sub(lambda found: names.get(found[0], found[0]), key)


def reminder_moment(starts: datetime, days: int, zone: tzinfo) -> datetime:
    """09:00 local time ``days`` before the local date of the start, in UTC.

    In UTC, since twelve hours before a local 09:00 are not 21:00 when clocks change.
    """
    day = starts.astimezone(zone).date() - timedelta(days=days)
    return datetime.combine(day, REMINDER_AT, tzinfo=zone).astimezone(UTC)


def reminders(
    meetings: Iterable[Meeting], reminder_days: Iterable[int], zone: tzinfo
) -> list[Reminder]:
    """All reminders of a training: some before its first day, one before each later day."""
    days = by_day(meetings, zone)
    wanted = [(day, d) for day in days[:1] for d in set(reminder_days)]
    wanted += [(day, LATER_SESSIONS_DAYS) for day in days[1:]]
    return [Reminder(day, d, reminder_moment(day[0].starts, d, zone)) for day, d in wanted]


def due_reminders(every: Iterable[Reminder], now: datetime) -> list[Reminder]:
    """For each day that lies ahead, in part at least, the latest reminder that is due.

    After a standstill an older one would say nothing that the latest does not say.
    """
    latest: dict[tuple[Meeting, ...], Reminder] = {}
    for one in sorted(every, key=lambda r: r.moment):
        if one.moment <= now < one.meetings[-1].starts:
            latest[one.meetings] = one
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


def list_due(day: Sequence[Meeting], now: datetime, zone: tzinfo) -> bool:
    """Whether the trainers' list of a day should have gone by now and a session lies ahead."""
    return list_moment(day[0].starts, zone) <= now < day[-1].starts


def survey_key(last_end: datetime) -> str:
    """What names the survey of a training: the day (UTC) on which it ended.

    Put off to another day it is asked about anew; a time or place that is corrected
    afterwards asks nobody again.
    """
    return f"{last_end.astimezone(UTC):%Y-%m-%d}"


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
