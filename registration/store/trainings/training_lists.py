"""The team's lists, a page at a time, each with a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import selectinload

from ...domain.signups.seats import PROMOTION_STOPS_BEFORE_START
from ...domain.states import TrainingState
from ...domain.trainings.decisions import DRAFT_SHOWN_BEFORE, MINIMUM_SHOWN_BEFORE
from ..database import db
from ..letters.outbox import IS_FAILED
from ..models import Message, Training, TrainingSession
from ..paging import Page, contains, page_of_ids
from .trainings import IS_PUBLISHED

TRAININGS_A_PAGE = 25


@dataclass(frozen=True)
class TrainingFilter:
    """Which trainings to list. ``show``: ahead, draft, over, cancelled or all."""

    text: str = ""
    show: str = "ahead"
    funding_id: int | None = None
    page: int = 1


def trainings_page(wanted: TrainingFilter, now: datetime) -> Page[Training]:
    """Trainings by their next date, the nearest first; those that are over, latest first."""
    dates = _dates(now, TrainingSession.ends > now if wanted.show == "ahead" else None)
    query = select(Training).outerjoin(dates, dates.c.training_id == Training.id)
    query = _filtered(query, wanted, dates, now)
    query = query.order_by(*_order(wanted, dates))
    ids = query.with_only_columns(Training.id, maintain_column_froms=True)
    # All the ids, not a count and a page: dates are put together once.
    found = db.session.scalars(ids).all()
    return page_of_ids(found, wanted.page, TRAININGS_A_PAGE, _with_sessions)


def _with_sessions(ids: Sequence[int]) -> Sequence[Training]:
    query = select(Training).where(Training.id.in_(ids))
    found = db.session.scalars(query.options(selectinload(Training.all_sessions)))
    return sorted(found, key=lambda training: ids.index(training.id))


def _dates(now: datetime, having: ColumnElement[bool] | None = None) -> Subquery:
    """First, next and last date of each training; only of those ``having`` such a session."""
    held = [TrainingSession.dropped_at.is_(None)]
    starts = TrainingSession.starts
    if having is not None:
        # What is over need not be read: after years that is nearly all.
        such = select(TrainingSession.training_id).where(having, *held)
        held.append(TrainingSession.training_id.in_(such))
    return (
        select(
            TrainingSession.training_id,
            func.min(starts).label("first"),
            func.min(case((TrainingSession.ends > now, starts))).label("next"),
            func.max(TrainingSession.ends).label("last"),
        )
        .where(*held)
        .group_by(TrainingSession.training_id)
        .subquery()
    )


def _filtered(
    query: Select[Training], wanted: TrainingFilter, dates: Subquery, now: datetime
) -> Select[Training]:
    query = query.where(_shown(wanted.show, dates, now))
    if wanted.text:
        places = select(TrainingSession.training_id).where(
            contains(wanted.text, TrainingSession.place)
        )
        words = contains(wanted.text, Training.title, Training.slug, Training.topic)
        query = query.where(or_(words, Training.id.in_(places)))
    if wanted.funding_id is not None:
        query = query.where(Training.funding_id == wanted.funding_id)
    return query


def _ahead(now: datetime) -> ColumnElement[bool]:
    """Those that have a date ahead, and those that have none yet."""
    held = TrainingSession.dropped_at.is_(None)
    dated = select(TrainingSession.training_id).where(TrainingSession.ends > now, held)
    undated = select(Training.id).where(
        ~exists().where(TrainingSession.training_id == Training.id, held)
    )
    ids = union_all(dated, undated)
    return and_(Training.state != TrainingState.CANCELLED, Training.id.in_(ids))


def _over(dates: Subquery, now: datetime) -> ColumnElement[bool]:
    return and_(IS_PUBLISHED, dates.c.last <= now)


def _shown(show: str, dates: Subquery, now: datetime) -> ColumnElement[bool]:
    if show in (TrainingState.DRAFT, TrainingState.CANCELLED):
        return Training.state == show
    if show == "ahead":
        return _ahead(now)
    return _over(dates, now) if show == "over" else true()


def _order(wanted: TrainingFilter, dates: Subquery) -> Sequence[ColumnElement[Any]]:
    if wanted.show in ("over", "cancelled"):
        return dates.c.last.desc().nulls_last(), Training.id.desc()
    lies_behind = case((dates.c.next.is_(None), 1), else_=0)
    return lies_behind, dates.c.next, dates.c.last.desc().nulls_first(), Training.id.desc()


def failed_letters(training_ids: Sequence[int]) -> dict[int, int]:
    """How many letters of each training have failed; trainings without one are left out."""
    rows = db.session.execute(
        select(Message.training_id, func.count())
        .where(IS_FAILED, Message.training_id.in_(training_ids))
        .group_by(Message.training_id)
    )
    return {training_id: count for training_id, count in rows if training_id is not None}


def failed_in_all() -> int:
    """How many letters have failed and nobody has looked after."""
    query = select(func.count()).where(IS_FAILED)
    return db.session.scalar(query) or 0


def maybe_to_decide(now: datetime) -> Sequence[Training]:
    """Trainings about which something may have to be decided, the nearest first."""
    dates = _dates(now, TrainingSession.starts > now)
    first = dates.c.first
    drafts = and_(Training.state == TrainingState.DRAFT, first <= now + DRAFT_SHOWN_BEFORE)
    minimum = and_(Training.minimum.is_not(None), Training.decide_by <= now + MINIMUM_SHOWN_BEFORE)
    urgent = and_(
        IS_PUBLISHED,
        or_(minimum, first <= now + PROMOTION_STOPS_BEFORE_START),
    )
    return db.session.scalars(
        select(Training)
        .join(dates, dates.c.training_id == Training.id)
        .where(first > now, or_(drafts, urgent))
        .order_by(first, Training.id)
        .options(selectinload(Training.all_sessions))
    ).all()


def latest_training() -> Training | None:
    """The training that was made last; None if there is none."""
    return db.session.scalar(select(Training).order_by(Training.id.desc()).limit(1))
