"""Owes what the calendar asks for: nudges, reminders, surveys and their repeat."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import selectinload

from ..domain.attendance import missed_all
from ..domain.deadlines import nudge_at
from ..domain.due import (
    FOLD_WITHIN,
    SURVEY_AFTER,
    SURVEY_OPEN_FOR,
    Reminder,
    due_reminders,
    reminders,
    survey_due,
    survey_repeat_due,
)
from ..domain.kinds import Kind
from ..domain.letters import once_key
from ..domain.phases import Meeting
from ..domain.states import RegistrationState, TrainingState
from ..store import attendance, outbox
from ..store import trainings as find
from ..store.database import db
from ..store.models import Message, Registration, Round, Training

BATCH = 100
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
    return _owe_each(due, Kind.CONFIRM_ADDRESS_NUDGE, now)


def owe_reminders(now: datetime, zone: ZoneInfo) -> int:
    """Owe each reminder whose moment has come, to whoever was not told everything since."""
    return sum(_remind(training_id, one, now) for training_id, one in _not_done(_due(now, zone)))


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
    holders = _confirmed(
        training_id,
        func.coalesce(Registration.informed_at, Registration.created_at)
        <= reminder.moment - FOLD_WITHIN,
    )
    owed = _owe_each(holders, Kind.REMINDER, now, reminder.key, session_id=reminder.meeting.id)
    _done(f"reminder:{reminder.key}", training_id, now)
    return owed


def _not_done(due: Sequence[tuple[int, Reminder]]) -> list[tuple[int, Reminder]]:
    if not due:
        return []
    keys = [f"reminder:{one.key}" for _, one in due]
    done = set(db.session.scalars(select(Round.key).where(Round.key.in_(keys))))
    return [(of, one) for of, one in due if f"reminder:{one.key}" not in done]


def owe_surveys(now: datetime) -> int:
    """Owe the survey an hour after the last session, and its repeat a week later."""
    owed = 0
    for training in _with_sessions(now - SURVEY_AFTER - SURVEY_OPEN_FOR, now):
        if training.survey != "none" and survey_due(training.last_end, now):
            owed += _survey(training, now)
    return owed


def _survey(training: Training, now: datetime) -> int:
    first = _round_at(f"survey:t{training.id}")
    if first is None:
        willing = Registration.no_survey.is_(False)
        people = _who_came(training, _confirmed(training.id, willing))
        owed = _owe_each(people, Kind.SURVEY, now)
        _done(f"survey:t{training.id}", training.id, now)
        return owed
    last_end = training.last_end
    repeated = _round_at(f"survey_repeat:t{training.id}") is not None
    if repeated or last_end is None or not survey_repeat_due(first, last_end, now):
        return 0
    silent = _confirmed(
        training.id, Registration.has_answered.is_(False), Registration.no_survey.is_(False)
    )
    owed = _owe_each(_who_came(training, silent), Kind.SURVEY_REPEAT, now)
    _done(f"survey_repeat:t{training.id}", training.id, now)
    return owed


def _who_came(training: Training, people: Sequence[Registration]) -> list[Registration]:
    """All but those whom every completed attendance list lacks (rule 6)."""
    completed = [s.id for s in training.sessions if s.list_completed_at is not None]
    marks = attendance.marks(completed)
    present_at = {p.id: [s for s in completed if marks[s].get(p.id)] for p in people}
    return [person for person in people if not missed_all(completed, present_at[person.id])]


def _with_sessions(earliest: datetime, latest: datetime) -> Sequence[Training]:
    """Published trainings with a session that starts or ends between two moments."""
    near = find.having_session(earliest, latest)
    return db.session.scalars(
        select(Training)
        .where(Training.id.in_(near), Training.state == TrainingState.PUBLISHED.value)
        .order_by(Training.id)
        .options(selectinload(Training.all_sessions))
    ).all()


def _confirmed(training_id: int, *conditions: ColumnElement[bool]) -> Sequence[Registration]:
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.training_id == training_id,
            Registration.state == RegistrationState.CONFIRMED.value,
            Registration.email.is_not(None),
            *conditions,
        )
        .order_by(Registration.id)
    ).all()


def _owe_each(
    people: Sequence[Registration],
    kind: Kind,
    now: datetime,
    *key: str,
    session_id: int | None = None,
) -> int:
    """Owe a letter to each; what stands in the outbox already is passed over."""
    keys = {once_key(kind, person.uid, *key): person for person in people}
    known = set(db.session.scalars(select(Message.once_key).where(Message.once_key.in_(keys))))
    missing = [person for one, person in keys.items() if one not in known]
    for number, person in enumerate(missing, 1):
        outbox.owe_to(person, kind, now, *key, session_id=session_id)
        if number % BATCH == 0:
            db.session.commit()
    return len(missing)


def _round_at(key: str) -> datetime | None:
    return db.session.scalar(select(Round.done_at).where(Round.key == key))


def _done(key: str, training_id: int, now: datetime) -> None:
    outbox.mark_round(key, training_id, now)
    db.session.commit()
