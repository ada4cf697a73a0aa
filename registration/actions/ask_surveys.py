"""Owes the survey after a training's last date, and its repeat."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ..domain.attendance import missed_all
from ..domain.due import (
    SURVEY_AFTER,
    SURVEY_OPEN_FOR,
    survey_due,
    survey_key,
    survey_repeat_due,
)
from ..domain.kinds import Kind
from ..domain.states import TrainingState
from ..store import attendance
from ..store import trainings as find
from ..store.database import db
from ..store.models import Registration, Training
from .parts import each
from .rounds import close, confirmed, done_at, owe_each


def owe_surveys(now: datetime) -> int:
    """Owe the survey an hour after the last session, and its repeat a week later."""
    ended = _with_sessions(now - SURVEY_AFTER - SURVEY_OPEN_FOR, now)
    asked = [training for training in ended if training.survey != "none"]
    return each(asked, lambda training: _ask(training, now))


def _ask(training: Training, now: datetime) -> int:
    last_end = training.last_end
    if last_end is None or not survey_due(last_end, now):
        return 0
    about = survey_key(last_end)
    first = done_at(_round(Kind.SURVEY, training, about))
    if first is None:
        return _round_of(Kind.SURVEY, training, about, now)
    repeated = done_at(_round(Kind.SURVEY_REPEAT, training, about)) is not None
    if repeated or not survey_repeat_due(first, last_end, now):
        return 0
    return _round_of(Kind.SURVEY_REPEAT, training, about, now)


def _round_of(kind: Kind, training: Training, about: str, now: datetime) -> int:
    """Ask whoever took part and has not answered yet, nor said that she wants no survey."""
    silent = confirmed(
        training.id, Registration.has_answered.is_(False), Registration.no_survey.is_(False)
    )
    owed = owe_each(_who_came(training, silent), kind, now, about)
    close(_round(kind, training, about), training.id, now)
    return owed


def _round(kind: Kind, training: Training, about: str) -> str:
    return f"{kind.value}:t{training.id}:{about}"


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
        # A preselection for ``survey`` in allowed.py; the moment is asked of due.py.
        .where(Training.id.in_(near), Training.state == TrainingState.PUBLISHED.value)
        .order_by(Training.id)
        .options(selectinload(Training.all_sessions))
    ).all()
