"""The team's view of the outbox."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from ...domain.states import MessageState
from ..database import db
from ..models import Message, Registration, Staff, Trainer
from ..models.enums import is_in
from ..paging import Page, contains, page_of
from .outbox import IS_FAILED, IS_OPEN

LETTERS_A_PAGE = 50
# Whoever looks for more has to look for something that says more.
MOST_RECIPIENTS = 500
_ALONG = (
    joinedload(Message.registration),
    joinedload(Message.training),
    joinedload(Message.staff),
    joinedload(Message.trainer),
    joinedload(Message.circular),
)


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
    query = select(Message)
    if wanted.state == "care":
        query = query.where(_needs_care())
    elif wanted.state != "all":
        query = query.where(is_in(Message.state, [MessageState(wanted.state)]))
    if wanted.training_id is not None:
        query = query.where(Message.training_id == wanted.training_id)
    if wanted.circular_id is not None:
        query = query.where(Message.circular_id == wanted.circular_id)
    if wanted.text:
        query = query.where(or_(*_recipients(wanted.text)))
    return page_of(query.order_by(Message.id.desc()), wanted.page, LETTERS_A_PAGE, *_ALONG)


def _needs_care() -> ColumnElement[bool]:
    # Two lookups, each by its partial index; SQLite would read every letter for an OR.
    unsent = (select(Message.id).where(condition) for condition in _care())
    return Message.id.in_(union_all(*unsent))


def _care() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return IS_OPEN, IS_FAILED


def _recipients(text: str) -> list[ColumnElement[bool]]:
    """Letters to whoever the text fits, looked up first so that the letters' indexes help."""
    person = Registration.family_name + " " + Registration.given_name
    whole = person + " " + Registration.family_name + " " + func.coalesce(Registration.email, "")
    trainer = Trainer.name + " " + Trainer.email
    found = (
        (Message.registration_id, _ids(Registration.id, contains(text, whole))),
        (Message.staff_id, _ids(Staff.id, contains(text, Staff.email))),
        (Message.trainer_id, _ids(Trainer.id, contains(text, trainer))),
    )
    return [column.in_(ids) for column, ids in found if ids] or [false()]


def _ids(column: InstrumentedAttribute[int], fits: ColumnElement[bool]) -> list[int]:
    return list(db.session.scalars(select(column).where(fits).limit(MOST_RECIPIENTS)))


def counts() -> dict[str, int]:
    """How many letters are in each state that is not done yet."""
    by_state = select(Message.state, func.count()).group_by(Message.state)
    rows = [row for part in _care() for row in db.session.execute(by_state.where(part))]
    return {row[0]: row[1] for row in rows}


def by_id(message_id: int) -> Message | None:
    """One letter with whom and what it is about; None if there is none."""
    return db.session.get(Message, message_id, options=[joinedload(Message.registration)])
