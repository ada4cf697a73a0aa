"""Owes what the calendar asks for: nudges to confirm an address, and reminders."""

from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ..domain.deadlines import nudge_at
from ..domain.due import Reminder, due_reminders, folded, reminders
from ..domain.kinds import Kind
from ..domain.phases import Meeting
from ..domain.states import RegistrationState
from ..store import trainings as find
from ..store.database import db
from ..store.models import Message, Registration
from .rounds import close, confirmed, done_of, owe_each

_LONGEST_AHEAD = timedelta(days=61)


def owe_nudges(now: datetime) -> int:
    """Ask once more for each address that half of the time has not confirmed."""
    asked = select(Message.registration_id).where(
        Message.kind == Kind.CONFIRM_ADDRESS_NUDGE.value,
        Message.registration_id == Registration.id,
    )
    waiting = db.session.scalars(
        select(Registration).where(
            Registration.state == RegistrationState.UNCONFIRMED.value,
            Registration.answer_by > now,
            ~asked.exists(),
        )
    ).all()
    due = [r for r in waiting if r.answer_by and nudge_at(r.created_at, r.answer_by) <= now]
    return owe_each(due, Kind.CONFIRM_ADDRESS_NUDGE, now)


def owe_reminders(now: datetime, zone: ZoneInfo) -> int:
    """Owe each reminder whose moment has come, to whoever was not told everything since."""
    due = _due(now, zone)
    done = done_of([_round(one) for _, one in due])
    return sum(_remind(of, one, now) for of, one in due if _round(one) not in done)


def _due(now: datetime, zone: ZoneInfo) -> list[tuple[int, Reminder]]:
    """What is due, by training. Only dates are read: mostly there is nothing to do."""
    found = []
    rows = find.dates_between(now, now + _LONGEST_AHEAD)
    for training_id, dates in groupby(rows, key=lambda row: row.training_id):
        ahead = list(dates)
        meetings = [Meeting(row.id, row.starts, row.ends, row.sequence) for row in ahead]
        every = reminders(meetings, ahead[0].reminder_days, zone)
        found += [(training_id, one) for one in due_reminders(every, now)]
    return found


def _remind(training_id: int, reminder: Reminder, now: datetime) -> int:
    """One letter a person, about all sessions of the day."""
    holders = [
        person
        for person in confirmed(training_id)
        if not folded(reminder.moment, person.informed_at or person.created_at)
    ]
    sessions = [meeting.id for meeting in reminder.meetings]
    about = {"session_id": sessions[0], "facts": {"sessions": sessions}}
    owed = owe_each(holders, Kind.REMINDER, now, reminder.key, **about)
    close(_round(reminder), training_id, now)
    return owed


def _round(reminder: Reminder) -> str:
    return f"reminder:{reminder.key}"
