"""Finding registrations."""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased, joinedload

from ...domain.states import ACTIVE, RegistrationState, TrainingState
from ...domain.text import address_key
from ..database import db
from ..models import Registration, Submission, Training
from ..models.enums import is_in
from .seats import IS_ACTIVE


def by_id(registration_id: int) -> Registration | None:
    """The registration with its training; None if there is none."""
    return db.session.get(
        Registration, registration_id, options=[joinedload(Registration.training)]
    )


def by_key(key: str) -> Registration | None:
    """The registration that a link names, with its training; None if there is none."""
    query = select(Registration).where(Registration.key == key)
    return db.session.scalars(query.options(joinedload(Registration.training))).one_or_none()


def with_ids(ids: Sequence[int]) -> list[Registration]:
    """The registrations of these ids, in this order."""
    if not ids:
        return []
    found = db.session.scalars(select(Registration).where(Registration.id.in_(ids)))
    by_id = {one.id: one for one in found}
    return [by_id[one] for one in ids]


def active_with_address(training_id: int, email: str) -> Registration | None:
    """The active registration of an address for one training; the oldest of several."""
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.training_id == training_id,
            Registration.email_key == address_key(email),
            IS_ACTIVE,
        )
        .order_by(Registration.shared_address, Registration.id)
        .limit(1)
    ).one_or_none()


def came_anew(ids: Sequence[int]) -> bool:
    """Whether any of these people has another active registration with the same address.

    Where an address is shared on purpose it is nobody's alone.
    """
    other = aliased(Registration)
    query = select(other.id).where(
        Registration.id.in_(ids),
        other.id.not_in(ids),
        other.training_id == Registration.training_id,
        other.email_key == Registration.email_key,
        is_in(other.state, ACTIVE),
        ~other.shared_address,
        ~Registration.shared_address,
    )
    return db.session.scalar(query.limit(1)) is not None


def all_active_of(email: str) -> Sequence[Registration]:
    """All active registrations of an address, over all trainings that are not cancelled."""
    return db.session.scalars(
        select(Registration)
        .join(Training)
        .where(
            Registration.email_key == address_key(email),
            IS_ACTIVE,
            Training.state != TrainingState.CANCELLED,
        )
        .options(joinedload(Registration.training))
        .order_by(Registration.id)
    ).all()


def of_training(
    training_id: int, states: Collection[RegistrationState] | None = None
) -> Sequence[Registration]:
    """The registrations of a training: the holders, then the queue, then the ended ones."""
    query = select(Registration).where(Registration.training_id == training_id)
    if states is not None:
        query = query.where(Registration.state.in_(states))
    rank = Registration.queue_rank
    return db.session.scalars(
        query.order_by(rank.is_not(None), rank, Registration.created_at, Registration.id)
    ).all()


def sent_form(receipt: str) -> tuple[Submission, bool] | None:
    """The form that was taken, and whether its address has an active registration now.

    By the receipt in the answer page's address; None if there is none.
    """
    registered = exists().where(
        Registration.training_id == Submission.training_id,
        Registration.email_key == Submission.email_key,
        IS_ACTIVE,
    )
    query = select(Submission, registered).where(Submission.receipt == receipt)
    found = db.session.execute(query).one_or_none()
    return (found[0], found[1]) if found else None
