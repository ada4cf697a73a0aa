"""Finding trainings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select, true
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from ...domain.signups.seats import Seats
from ...domain.states import TrainingState
from ..database import db
from ..models import Training, TrainingSession
from ..models.enums import is_in
from ..signups.seats import counts_under, seats_from

# Made once: building them anew for each page would take longer than running them.
_FOUND = select(Training).where(Training.slug == bindparam("slug"))
_BY_SLUG = _FOUND.options(joinedload(Training.all_sessions))
_counts = counts_under(
    select(Training.id).where(Training.slug == bindparam("slug")).scalar_subquery()
)
_WITH_SEATS = _BY_SLUG.add_columns(_counts.c.held, _counts.c.waiting).join(_counts, true())

# What ``mark``, ``remind`` and ``survey`` in allowed.py are asked of: none of them allows
# anything for a draft, or for what is called off.
IS_PUBLISHED = is_in(Training.state, {TrainingState.PUBLISHED})


def by_slug(slug: str) -> Training | None:
    """The training with its sessions, in whatever state; None if there is none."""
    if "\0" in slug:  # PostgreSQL takes no such text, not even to look for it
        return None
    return db.session.scalars(_BY_SLUG, {"slug": slug}).unique().one_or_none()


def exists(training_id: int) -> bool:
    """Whether there is a training of this id."""
    return db.session.get(Training, training_id) is not None


def with_seats(slug: str) -> tuple[Training, Seats] | None:
    """The training with its sessions, and how its seats stand, in one statement."""
    found = db.session.execute(_WITH_SEATS, {"slug": slug}).unique().one_or_none()
    if found is None:
        return None
    training, held, waiting = found
    return training, seats_from(training, held, waiting)


def dates_between(earliest: datetime, latest: datetime) -> Sequence[Any]:
    """All dates of published trainings of which one starts or ends between two moments.

    Rows of ``training_id``, ``reminder_days`` and a session's ``id``, ``starts``, ``ends``
    and ``sequence``, by training.
    """
    return db.session.execute(
        select(
            *(TrainingSession.training_id, Training.reminder_days, TrainingSession.id),
            *(TrainingSession.starts, TrainingSession.ends, TrainingSession.sequence),
        )
        .join(Training)
        .where(
            Training.id.in_(having_session(earliest, latest)),
            IS_PUBLISHED,
            TrainingSession.dropped_at.is_(None),
        )
        .order_by(TrainingSession.training_id, TrainingSession.starts, TrainingSession.id)
    ).all()


def having_session(earliest: datetime, latest: datetime) -> Select[int]:
    """The ids of trainings with a session that starts or ends between two moments."""
    return select(TrainingSession.training_id).where(
        TrainingSession.dropped_at.is_(None),
        TrainingSession.starts.between(earliest, latest)
        | TrainingSession.ends.between(earliest, latest),
    )


def published_near(
    earliest: datetime, latest: datetime, *options: ExecutableOption
) -> Sequence[Training]:
    """Published trainings of which a session starts or ends between two moments.

    ``options`` say what to load along with the sessions.
    """
    return db.session.scalars(
        select(Training)
        .where(IS_PUBLISHED, Training.id.in_(having_session(earliest, latest)))
        .order_by(Training.id)
        .options(selectinload(Training.all_sessions), *options)
    ).all()


def upcoming(
    now: datetime, *options: ExecutableOption, cancelled_too: bool = False
) -> Sequence[Training]:
    """Published trainings whose last session has not ended, by first start.

    ``options`` say what to load along with the sessions.
    """
    states = [TrainingState.PUBLISHED]
    states += [TrainingState.CANCELLED] if cancelled_too else []
    last = (
        select(TrainingSession.training_id, func.min(TrainingSession.starts).label("first"))
        .where(TrainingSession.dropped_at.is_(None))
        .group_by(TrainingSession.training_id)
        .having(func.max(TrainingSession.ends) > now)
    )
    # Only trainings with a session still to come are looked at, through ix_session_ends.
    ahead = select(TrainingSession.training_id).where(TrainingSession.ends > now)
    dates = last.where(TrainingSession.training_id.in_(ahead)).subquery()
    return db.session.scalars(
        select(Training)
        .join(dates, dates.c.training_id == Training.id)
        .where(Training.state.in_(states))
        .order_by(dates.c.first, Training.id)
        .options(selectinload(Training.all_sessions), *options)
    ).all()


def every() -> Sequence[Training]:
    """All trainings with their sessions, the newest first."""
    return db.session.scalars(
        select(Training)
        .order_by(Training.id.desc())
        .options(selectinload(Training.all_sessions), selectinload(Training.trainers))
    ).all()


def published() -> Sequence[Training]:
    """All published trainings, in order of their making."""
    return db.session.scalars(
        select(Training)
        .where(IS_PUBLISHED)
        .order_by(Training.id)
        .options(selectinload(Training.all_sessions), selectinload(Training.trainers))
    ).all()


def with_slugs(slugs: Sequence[str]) -> dict[str, Training]:
    """The trainings of these slugs that exist."""
    found = db.session.scalars(select(Training).where(Training.slug.in_(slugs)))
    return {training.slug: training for training in found}


def all_slugs() -> set[str]:
    """Every web address that is in use."""
    return set(db.session.scalars(select(Training.slug)))
