"""The team's list of a training's people, and one person's history."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import joinedload

from ...domain.fields import Kind
from ...domain.signups.fields import FIELDS, LISTED
from ...domain.states import RegistrationState
from ..database import db
from ..models import AuditEntry, Message, Registration, Staff, Trainer, Training
from ..paging import Page, contains, page_of
from .seats import IS_ACTIVE

PEOPLE_A_PAGE = 50
SHOWS = ("active", "seat", "waiting", "unconfirmed", "care", "ended", "all")
SORTS = ("queue", "name", "since", *LISTED, "state")
_SEARCHED = [n for n, one in FIELDS.items() if one.kind in (Kind.LINE, Kind.EMAIL, Kind.PHONE)]
_WAITS = Registration.queue_rank.is_not(None)


@dataclass(frozen=True)
class PeopleFilter:
    """Whose registrations to list, and in which order."""

    text: str = ""
    show: str = "active"
    sort: str = "queue"
    page: int = 1


def _shown(show: str) -> ColumnElement[bool]:
    return {
        "active": IS_ACTIVE,
        "seat": IS_ACTIVE & ~_WAITS,
        "waiting": IS_ACTIVE & _WAITS,
        "unconfirmed": Registration.state == RegistrationState.UNCONFIRMED,
        "ended": ~IS_ACTIVE,
        "care": IS_ACTIVE & (Registration.address_wrong | Registration.flagged),
    }.get(show, Registration.id.is_not(None))


def _order(sort: str) -> Sequence[Any]:
    name = (func.lower(Registration.family_name), func.lower(Registration.given_name))
    orders: dict[str, Sequence[Any]] = {
        "name": name,
        "since": (Registration.created_at.desc(),),
        "state": (Registration.state, *name),
        **{n: (func.lower(getattr(Registration, n)), *name) for n in LISTED},
    }
    return orders.get(sort, (case((IS_ACTIVE, 0), else_=1), _WAITS, Registration.queue_rank))


def _matching(training_id: int, wanted: PeopleFilter) -> Select[Registration]:
    query = select(Registration).where(Registration.training_id == training_id, _shown(wanted.show))
    if wanted.text:
        query = query.where(
            contains(
                wanted.text,
                Registration.given_name + " " + Registration.family_name,
                *(getattr(Registration, name) for name in _SEARCHED),
            )
        )
    return query.order_by(*_order(wanted.sort), Registration.created_at, Registration.id)


def people_page(training_id: int, wanted: PeopleFilter) -> Page[Registration]:
    """One page of a training's people."""
    return page_of(_matching(training_id, wanted), wanted.page, PEOPLE_A_PAGE)


def people_matching(training_id: int, wanted: PeopleFilter) -> Sequence[Registration]:
    """All of a training's people that a filter finds."""
    return db.session.scalars(_matching(training_id, wanted)).all()


def chosen(training_id: int, ids: Sequence[int]) -> Sequence[Registration]:
    """The people of a training with these ids, in order of the queue."""
    query = _matching(training_id, PeopleFilter(show="all"))
    return db.session.scalars(query.where(Registration.id.in_(ids))).all()


def places(training_id: int) -> dict[int, int]:
    """The place in the queue of everybody who waits, by id."""
    query = (
        select(Registration.id)
        .where(Registration.training_id == training_id, IS_ACTIVE, _WAITS)
        .order_by(Registration.queue_rank, Registration.id)
    )
    return {found: place for place, found in enumerate(db.session.scalars(query), 1)}


def letters_of(registration_id: int) -> Sequence[Message]:
    """The letters of one registration, the newest first."""
    return db.session.scalars(
        select(Message)
        .where(Message.registration_id == registration_id)
        .order_by(Message.id.desc())
    ).all()


@dataclass(frozen=True)
class Event:
    """One line of a history; ``who`` is an address, a trainer's name or a word such as clock."""

    entry: AuditEntry
    who: str


def history_of(registration_id: int) -> list[Event]:
    """What was done to a registration, the newest first."""
    return _with_names(select(AuditEntry).where(AuditEntry.registration_id == registration_id))


def history_of_training(training_id: int, limit: int = 100) -> list[Event]:
    """What was done to a training and its people, the newest first, without looks."""
    return _with_names(
        select(AuditEntry)
        .where(AuditEntry.training_id == training_id, ~AuditEntry.action.startswith("saw "))
        .limit(limit)
    )


def _with_names(query: Select[AuditEntry]) -> list[Event]:
    entries = db.session.scalars(query.order_by(AuditEntry.id.desc())).all()
    names = {f"staff {staff.id}": staff.email for staff in db.session.scalars(select(Staff))}
    names |= _trainer_names({entry.actor for entry in entries})
    return [Event(entry, names.get(entry.actor) or _kind_of(entry.actor)) for entry in entries]


def _trainer_names(actors: Collection[str]) -> dict[str, str]:
    uids = [actor.removeprefix("trainer ") for actor in actors if actor.startswith("trainer ")]
    if not uids:
        return {}
    query = select(Trainer.uid, Trainer.name).where(Trainer.uid.in_(uids))
    return {f"trainer {uid}": name for uid, name in db.session.execute(query)}


def _kind_of(actor: str) -> str:
    """Who somebody was whose row is gone: a key or an id says nothing to anybody."""
    return actor.split(maxsplit=1)[0] if actor.startswith(("staff ", "trainer ")) else actor


def with_training(registration_id: int) -> Registration | None:
    """A registration with its training and that one's sessions; None if there is none."""
    return db.session.scalars(
        select(Registration)
        .where(Registration.id == registration_id)
        .options(joinedload(Registration.training).selectinload(Training.all_sessions))
    ).one_or_none()
