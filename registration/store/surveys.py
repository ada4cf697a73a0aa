"""Trainings whose survey has begun, how many have answered, and the templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from .database import db
from .models import Registration, SurveyAnswer, SurveyTemplate, Training, TrainingSession
from .paging import Page, page_of
from .signups.seats import HAS_CERTAIN_SEAT
from .trainings.trainings import IS_PUBLISHED

SURVEYS_A_PAGE = 25


@dataclass(frozen=True)
class Surveyed:
    """One training with its answers; ``asked`` are the people who held a seat."""

    training: Training
    answers: int
    asked: int
    ended: datetime


def surveyed_page(now: datetime, number: int) -> Page[Surveyed]:
    """Trainings with a survey that are over, the latest first; in four queries."""
    ends = (
        select(TrainingSession.training_id, func.max(TrainingSession.ends).label("last"))
        .where(TrainingSession.dropped_at.is_(None))
        .group_by(TrainingSession.training_id)
        .having(func.max(TrainingSession.ends) <= now)
        .subquery()
    )
    query = (
        select(Training)
        .join(ends, ends.c.training_id == Training.id)
        .where(IS_PUBLISHED, Training.survey != "none")
        .order_by(ends.c.last.desc(), Training.id)
    )
    page = page_of(query, number, SURVEYS_A_PAGE)
    ids = [training.id for training in page.rows]
    last: dict[int, datetime] = dict(
        db.session.execute(select(ends).where(ends.c.training_id.in_(ids))).all()
    )
    answers, asked = _answers(ids), _asked(ids)
    rows = [Surveyed(t, answers.get(t.id, 0), asked.get(t.id, 0), last[t.id]) for t in page.rows]
    return Page(rows, page.number, page.size, page.total)


def _answers(ids: list[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(SurveyAnswer.training_id, func.count())
        .where(SurveyAnswer.training_id.in_(ids))
        .group_by(SurveyAnswer.training_id)
    )
    return dict(rows.all())


def _asked(ids: list[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(Registration.training_id, func.count())
        .where(Registration.training_id.in_(ids), HAS_CERTAIN_SEAT)
        .group_by(Registration.training_id)
    )
    return dict(rows.all())


def templates() -> Sequence[SurveyTemplate]:
    """All survey templates, by title."""
    return db.session.scalars(select(SurveyTemplate).order_by(SurveyTemplate.title)).all()


def template(template_id: int) -> SurveyTemplate | None:
    """One survey template; None if there is none."""
    return db.session.get(SurveyTemplate, template_id)
