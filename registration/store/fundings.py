"""Grants, and what a funder asks about one for a period, in a constant number of queries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, selectinload

from ..domain.states import TrainingState
from ..domain.surveys.questions import questions
from ..domain.surveys.results import Tally, results
from .database import db
from .models import (
    Attendance,
    Funding,
    FundingLogo,
    Registration,
    SurveyAnswer,
    Training,
    TrainingSession,
    WalkIn,
)
from .signups.seats import HAS_CERTAIN_SEAT


@dataclass(frozen=True)
class Line:
    """One training of the report. ``attended`` counts people, walk-ins among them."""

    training: Training
    sessions: Sequence[TrainingSession]
    registered: int
    attended: int
    tallies: Sequence[Tally]

    @property
    def duration(self) -> timedelta:
        """How long its sessions in the period were together."""
        return sum((s.ends - s.starts for s in self.sessions), timedelta())


@dataclass(frozen=True)
class Report:
    """All trainings of a grant with a session in the period, by date.

    Those that were called off count nowhere; they are listed as such.
    """

    funding: Funding
    lines: Sequence[Line]
    called_off: Sequence[Training] = ()
    roles: Counter[str] = field(default_factory=Counter)
    organisations: Counter[str] = field(default_factory=Counter)

    @property
    def registered(self) -> int:
        """Seats over all trainings."""
        return sum(line.registered for line in self.lines)

    @property
    def attended(self) -> int:
        """People who came over all trainings."""
        return sum(line.attended for line in self.lines)

    @property
    def duration(self) -> timedelta:
        """Time over all trainings."""
        return sum((line.duration for line in self.lines), timedelta())

    @property
    def sessions(self) -> int:
        """Sessions over all trainings."""
        return sum(len(line.sessions) for line in self.lines)


def report_on(funding: Funding, begin: datetime, end: datetime) -> Report:
    """The report of a grant; sessions count that start from ``begin`` and before ``end``."""
    sessions = _sessions(funding.id, begin, end, TrainingState.PUBLISHED)
    trainings = {s.training_id: s.training for s in sessions}
    ids, session_ids = list(trainings), [s.id for s in sessions]
    registered, attended = _registered(ids), _attended(session_ids)
    answers = _answers(ids)
    lines = [
        Line(
            training,
            [s for s in sessions if s.training_id == key],
            registered[key],
            attended[key],
            results(
                questions(training.survey, training.survey_questions), answers.get(key, [])
            ).tallies,
        )
        for key, training in trainings.items()
    ]
    off = _sessions(funding.id, begin, end, TrainingState.CANCELLED)
    return Report(
        funding,
        lines,
        list({session.training_id: session.training for session in off}.values()),
        _by(Registration.role, ids),
        _by(Registration.organisation, ids),
    )


def _sessions(
    funding_id: int, begin: datetime, end: datetime, state: TrainingState
) -> Sequence[TrainingSession]:
    return db.session.scalars(
        select(TrainingSession)
        .join(Training)
        .where(
            Training.funding_id == funding_id,
            Training.state == state,
            TrainingSession.dropped_at.is_(None),
            TrainingSession.starts >= begin,
            TrainingSession.starts < end,
        )
        .order_by(TrainingSession.starts, TrainingSession.id)
        .options(contains_eager(TrainingSession.training))
    ).all()


def _registered(ids: Sequence[int]) -> Counter[int]:
    rows = db.session.execute(
        select(Registration.training_id, func.count())
        .where(Registration.training_id.in_(ids), HAS_CERTAIN_SEAT)
        .group_by(Registration.training_id)
    )
    return Counter(dict(rows.all()))


def _attended(session_ids: Sequence[int]) -> Counter[int]:
    came = db.session.execute(
        select(TrainingSession.training_id, func.count(Attendance.registration_id.distinct()))
        .join(Attendance, Attendance.session_id == TrainingSession.id)
        .where(TrainingSession.id.in_(session_ids), Attendance.present)
        .group_by(TrainingSession.training_id)
    )
    walked_in = db.session.execute(
        select(TrainingSession.training_id, func.count())
        .join(WalkIn, WalkIn.session_id == TrainingSession.id)
        .where(TrainingSession.id.in_(session_ids))
        .group_by(TrainingSession.training_id)
    )
    return Counter(dict(came.all())) + Counter(dict(walked_in.all()))


def _by(column: object, ids: Sequence[int]) -> Counter[str]:
    rows = db.session.execute(
        select(column, func.count())  # type: ignore[call-overload]
        .where(Registration.training_id.in_(ids), HAS_CERTAIN_SEAT)
        .group_by(column)
    )
    return Counter({str(word): int(count) for word, count in rows})


def _answers(ids: Sequence[int]) -> dict[int, list[dict[str, object]]]:
    found: dict[int, list[dict[str, object]]] = {}
    for one in db.session.scalars(select(SurveyAnswer).where(SurveyAnswer.training_id.in_(ids))):
        found.setdefault(one.training_id, []).append(one.answers)
    return found


def by_title() -> Sequence[Funding]:
    """All grants with their logos, by title."""
    return db.session.scalars(
        select(Funding).order_by(Funding.title).options(selectinload(Funding.logos))
    ).all()


def by_id(funding_id: int) -> Funding | None:
    """One grant; None if there is none."""
    return db.session.get(Funding, funding_id)


def logo(logo_id: int) -> FundingLogo | None:
    """One logo; None if there is none."""
    return db.session.get(FundingLogo, logo_id)


def by_key() -> dict[str, Funding]:
    """All grants by key."""
    return {funding.key: funding for funding in db.session.scalars(select(Funding))}
