"""The team's view of the outbox."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from ..domain.states import MessageState
from .database import db
from .models import Message, Registration, Staff, Trainer
from .paging import Page, contains, page_of

LETTERS_A_PAGE = 50
_CARE = [MessageState.QUEUED, MessageState.SENDING, MessageState.RETRYING, MessageState.FAILED]


@dataclass(frozen=True)
class OutboxFilter:
    """Which letters to list. ``state``: care (whatever is not done), all, or one state."""

    state: str = "care"
    text: str = ""
    training_id: int | None = None
    circular_id: int | None = None
    page: int = 1


def outbox_page(wanted: OutboxFilter) -> Page[Message]:
    """Letters with whom and what they are about, the newest first."""
    query = select(Message).options(
        joinedload(Message.registration),
        joinedload(Message.training),
        joinedload(Message.staff),
        joinedload(Message.trainer),
        joinedload(Message.circular),
    )
    if wanted.state != "all":
        states = _CARE if wanted.state == "care" else [MessageState(wanted.state)]
        query = query.where(Message.state.in_([state.value for state in states]))
    if wanted.training_id is not None:
        query = query.where(Message.training_id == wanted.training_id)
    if wanted.circular_id is not None:
        query = query.where(Message.circular_id == wanted.circular_id)
    if wanted.text:
        query = query.where(or_(*_recipients(wanted.text)))
    return page_of(query.order_by(Message.id.desc()), wanted.page, LETTERS_A_PAGE)


def _recipients(text: str) -> list[ColumnElement[bool]]:
    people = select(Registration.id).where(
        contains(text, Registration.family_name, Registration.given_name, Registration.email)
    )
    return [
        Message.registration_id.in_(people),
        Message.staff_id.in_(select(Staff.id).where(contains(text, Staff.email))),
        Message.trainer_id.in_(
            select(Trainer.id).where(contains(text, Trainer.email, Trainer.name))
        ),
    ]


def counts() -> dict[str, int]:
    """How many letters are in each state that is not done yet."""
    rows = db.session.execute(
        select(Message.state, func.count())
        .where(Message.state.in_([state.value for state in _CARE]))
        .group_by(Message.state)
    )
    return dict(rows.all())


def by_id(message_id: int) -> Message | None:
    """One letter with whom and what it is about; None if there is none."""
    return db.session.get(Message, message_id, options=[joinedload(Message.registration)])
