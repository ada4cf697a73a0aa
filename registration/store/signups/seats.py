"""The training's lock, and the counts that are true only under it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Subquery,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    update,
)

from ...domain.signups.seats import Seats
from ...domain.states import ACTIVE, SEAT
from ..database import begin_to_write, db, run
from ..dialect import table_of
from ..models import Registration, Training
from ..models.enums import is_in

IS_ACTIVE = is_in(Registration.state, ACTIVE)
HAS_CERTAIN_SEAT = is_in(Registration.state, SEAT)

_LOCK = (
    update(Training)
    .where(Training.id == bindparam("locked"))
    .values(lock_count=Training.lock_count + 1)
    .returning(Training)
    .execution_options(populate_existing=True, synchronize_session=False)
)
_TRAINING = table_of(Training)
_TAKE = (
    update(_TRAINING)
    .where(_TRAINING.c.id == bindparam("locked"))
    .values(lock_count=_TRAINING.c.lock_count + 1)
)
_WAITS = Registration.queue_rank.is_not(None)


def counts_under(training: ColumnElement[int]) -> Subquery:
    """One row for one training: ``held``, ``waiting``, and ``last_rank``, 0 for no queue."""
    return (
        select(
            func.count().filter(~_WAITS).label("held"),
            func.count().filter(_WAITS).label("waiting"),
            func.coalesce(func.max(Registration.queue_rank), 0).label("last_rank"),
        )
        .where(Registration.training_id == training, IS_ACTIVE)
        .subquery()
    )


_COUNTS = (
    select(
        Registration.training_id,
        func.count().filter(~_WAITS),
        func.count().filter(_WAITS),
    )
    .where(
        Registration.training_id.in_(bindparam("trainings", expanding=True)),
        IS_ACTIVE,
    )
    .group_by(Registration.training_id)
)


class NoSuchTraining(LookupError):
    """The training to be locked does not exist."""


def lock(training_id: int) -> Training:
    """The training's row, locked and newly read."""
    return lock_all([training_id])[0]


def lock_all(training_ids: Sequence[int]) -> list[Training]:
    """Lock several trainings, always in order of id, so that two moves can't deadlock.

    The UPDATE takes the one write lock on SQLite, the row's on PostgreSQL. What was read
    before it is stale and is given up: SQLite keeps no snapshot before the first write,
    and PostgreSQL reads anew with each statement.
    """
    _give_up_what_was_read()
    return [_lock_one(training_id) for training_id in sorted(set(training_ids))]


def take_lock(training_id: int) -> None:
    """Lock a training whose row nobody needs to see."""
    _give_up_what_was_read()
    run(_TAKE, {"locked": training_id})


def _give_up_what_was_read() -> None:
    session = db.session
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("lock before you change anything")
    begin_to_write()
    session.expire_all()


def _lock_one(training_id: int) -> Training:
    found = db.session.scalars(_LOCK, {"locked": training_id}).one_or_none()
    if found is None:
        raise NoSuchTraining(training_id)
    return found


def seats_of(training: Training) -> Seats:
    """How the training's seats stand; exact only under the lock."""
    return seats_of_all([training])[training.id]


def seats_of_all(trainings: Sequence[Training]) -> dict[int, Seats]:
    """How the seats of several trainings stand, in one query."""
    rows = db.session.execute(_COUNTS, {"trainings": [t.id for t in trainings]})
    counts = {training_id: (held, waiting) for training_id, held, waiting in rows}
    return {t.id: seats_from(t, *counts.get(t.id, (0, 0))) for t in trainings}


def seats_from(training: Any, held: int, waiting: int) -> Seats:
    """How the seats of a training stand, from its row and their counts."""
    return Seats(
        capacity=training.capacity,
        held=held,
        waiting=waiting,
        waitlist=training.waitlist,
        waitlist_limit=training.waitlist_limit,
    )


def queue_of(training_id: int, limit: int | None = None) -> list[Registration]:
    """Who waits, in order of the queue."""
    query = (
        select(Registration)
        .where(
            Registration.training_id == training_id,
            IS_ACTIVE,
            Registration.queue_rank.is_not(None),
        )
        .order_by(Registration.queue_rank, Registration.id)
    )
    return list(db.session.scalars(query.limit(limit) if limit is not None else query))


def last_rank(training_id: int) -> int:
    """The rank at the end of the queue, 0 for none. Ended rows have none: it comes again."""
    last = db.session.scalar(
        select(func.max(Registration.queue_rank)).where(Registration.training_id == training_id)
    )
    return last or 0


def place_in_queue(registration: Registration) -> int | None:
    """The 1-based place in the queue; None for whoever does not wait."""
    if registration.queue_rank is None or not registration.state.active:
        return None
    place = tuple_(Registration.queue_rank, Registration.id)
    return db.session.scalar(
        select(func.count()).where(
            Registration.training_id == registration.training_id,
            IS_ACTIVE,
            place <= tuple_(literal(registration.queue_rank), literal(registration.id)),
        )
    )
