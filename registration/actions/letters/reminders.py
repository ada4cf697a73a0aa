"""Owes reminders and nudges. A completed run notes that all people of a date were gone through."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select

from ...domain.letters.due import Reminder, due_reminders, folded, reminders
from ...domain.letters.kinds import Kind
from ...domain.letters.messages import once_key
from ...domain.signups.deadlines import nudge_at
from ...domain.states import RegistrationState
from ...domain.trainings.phases import Meeting
from ...store.database import db
from ...store.letters import outbox, runs
from ...store.letters import reminders as letters
from ...store.models import Message, Registration, Training
from ...store.signups.seats import HAS_CERTAIN_SEAT
from ...store.trainings import trainings as find
from ..tick_parts import each

_LONGEST_AHEAD = timedelta(days=61)


def owe_nudges(now: datetime) -> int:
    """Ask once more for each address that half of the time has not confirmed."""
    asked = select(Message.registration_id).where(
        Message.kind == Kind.CONFIRM_ADDRESS_NUDGE,
        Message.registration_id == Registration.id,
    )
    waiting = db.session.scalars(
        select(Registration)
        .join(Training)
        .where(
            Registration.state == RegistrationState.UNCONFIRMED,
            Registration.answer_by > now,
            find.IS_PUBLISHED,  # nobody's time to confirm ends after the start
            ~asked.exists(),
        )
    ).all()
    due = [r for r in waiting if r.answer_by and nudge_at(r.created_at, r.answer_by) <= now]
    return owe_each(due, Kind.CONFIRM_ADDRESS_NUDGE, now)


def owe_reminders(now: datetime, zone: ZoneInfo) -> int:
    """Owe each reminder whose moment has come, to whoever was not told everything since."""
    # Only dates are read: mostly there is nothing to do.
    rows = find.dates_between(now, now + _LONGEST_AHEAD)
    by_training = groupby(rows, key=lambda row: row.training_id)
    dates = [(training_id, list(ahead)) for training_id, ahead in by_training]
    due: list[tuple[int, Reminder]] = []
    try:
        each(dates, lambda one: _add_due(due, *one, now, zone))
    finally:
        done = runs.completed_of([_run_key(one) for _, one in due])
        owed = each(due, lambda one: 0 if _run_key(one[1]) in done else _remind(*one, now))
    return owed


def _add_due(
    due: list[tuple[int, Reminder]],
    training_id: int,
    ahead: Sequence[Any],
    now: datetime,
    zone: ZoneInfo,
) -> int:
    meetings = [Meeting(row.id, row.starts, row.ends, row.sequence) for row in ahead]
    every = reminders(meetings, ahead[0].reminder_days, zone)
    due += [(training_id, one) for one in due_reminders(every, now)]
    return 0


def _remind(training_id: int, reminder: Reminder, now: datetime) -> int:
    """One letter a person, about all sessions of the day."""
    sessions = [meeting.id for meeting in reminder.meetings]
    letters.withdraw_reminders(training_id, sessions, letters.SAID_BY_ANOTHER, reminder.moment)
    db.session.commit()
    reminded = letters.reminded_of(training_id, sessions, reminder.moment)
    holders = [
        person
        for person in confirmed(training_id)
        if person.id not in reminded
        and not folded(reminder.moment, person.informed_at or person.created_at)
    ]
    about = {"session_id": sessions[0], "facts": {"sessions": sessions}}
    owed = owe_each(holders, Kind.REMINDER, now, reminder.key, **about)
    complete_run(_run_key(reminder), training_id, now)
    return owed


def _run_key(reminder: Reminder) -> str:
    return f"{runs.REMINDERS}:{reminder.key}"


BATCH = 100


def confirmed(training_id: int, *conditions: ColumnElement[bool]) -> Sequence[Registration]:
    """Who has a certain seat in a training."""
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.training_id == training_id,
            HAS_CERTAIN_SEAT,
            *conditions,
        )
        .order_by(Registration.id)
    ).all()


def owe_each(
    people: Sequence[Registration], kind: Kind, now: datetime, *key: str, **columns: Any
) -> int:
    """Owe a letter to each who can be written to; how many are new. Commits, see ``each``."""
    keys = {once_key(kind, person.uid, *key): person for person in people}
    known = set(db.session.scalars(select(Message.once_key).where(Message.once_key.in_(keys))))
    missing = [person for one, person in keys.items() if one not in known]
    return each(
        missing, lambda person: int(outbox.owe_to(person, kind, now, *key, **columns)), BATCH
    )


def complete_run(key: str, training_id: int, now: datetime) -> None:
    """Note that a run is completed, and commit."""
    runs.mark_completed(key, training_id, now)
    db.session.commit()
