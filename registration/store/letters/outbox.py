"""The outbox: what is owed is written here in the transaction that owes it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import joinedload

from ...domain.letters.kinds import HELD_BACK_FOR, Calendar, Kind, kinds_where
from ...domain.letters.messages import once_key
from ...domain.states import NEEDS_CARE, NOT_DONE, PENDING, MessageState
from ..database import db, run
from ..dialect import insert, insert_once
from ..models import Message, Registration
from ..models.enums import is_in
from ..models.letters import BY_STAFF, FOR_PAPER, ON_PAPER
from . import runs

_TELLING = kinds_where(lambda row: row.all_dates)
_EMPTIES_CALENDARS = kinds_where(lambda row: row.calendar is Calendar.CANCEL)


# While an update goes on, this version leaves the kinds that only a newer one can read.
IS_KNOWN = is_in(Message.kind, Kind)
IS_OPEN = is_in(Message.state, NOT_DONE)
IS_FAILED = is_in(Message.state, {MessageState.FAILED})


def owe(kind: Kind, key: Sequence[str | int], now: datetime, **columns: Any) -> bool:
    """Owe a letter unless its key is taken; whether it is new.

    ``key`` are the parts of its once_key behind the kind; ``columns`` are those of Message.
    """
    return run(insert_once(Message), letter(kind, key, now, **columns)).scalar() is not None


def letter(kind: Kind, key: Sequence[str | int], now: datetime, **columns: Any) -> dict[str, Any]:
    """The row of a letter to be owed, as for ``owe``."""
    return {
        "kind": kind,
        "once_key": once_key(kind, *key),
        "state": MessageState.QUEUED,
        "message_id": uuid4().hex,
        "created_at": now,
        "due_at": now + HELD_BACK_FOR if kind.row.held_back else now,
        "language": "de",
        "facts": {},
        "attempts": 0,
        "last_error": "",
        **columns,
    }


def owe_to(
    registration: Registration, kind: Kind, now: datetime, *parts: str | int, **columns: Any
) -> bool:
    """Owe a letter to a registration, in its language.

    Nobody is sent one without an address, or with one that the team marked as wrong;
    a letter that brings an ``address`` of its own does not ask for the registration's.
    What would have told such a person of her claim is kept, to be printed.
    """
    row = _letter_to(registration, kind, now, *parts, **columns)
    new = row is not None and run(insert_once(Message), row).scalar() is not None
    return new and bool(columns.get("address") or registration.reachable)


def owe_to_all(
    facts: Mapping[Registration, dict[str, Any]], kind: Kind, now: datetime, *parts: str | int
) -> None:
    """The same to many at once, each with facts of her own, in one statement."""
    rows = [_letter_to(one, kind, now, *parts, facts=own) for one, own in facts.items()]
    owed = [row for row in rows if row is not None]
    if owed:
        db.session.execute(insert(Message).on_conflict_do_nothing(), owed)


def _letter_to(
    registration: Registration, kind: Kind, now: datetime, *parts: str | int, **columns: Any
) -> dict[str, Any] | None:
    about = {
        "training_id": registration.training_id,
        "registration_id": registration.id,
        "language": registration.language,
    }
    row = letter(kind, [registration.uid, *parts], now, **about, **columns)
    if columns.get("address") or registration.reachable:
        return row
    kept = {"state": MessageState.WITHDRAWN, "last_error": ON_PAPER}
    return row | kept if kind.row.on_paper else None


def withdraw(registration_id: int, reason: str, kinds: Collection[Kind] | None = None) -> None:
    """Withdraw what a registration is still owed and nobody is sending."""
    withdraw_where((Message.registration_id == registration_id) & still_owed(), reason, kinds)


def keep_for_paper(registration_id: int, reason: str) -> None:
    """Withdraw what no longer reaches a person by e-mail, to be printed; what failed too.

    ``reason`` is one of FOR_PAPER. What goes to an address of its own, such as a new one,
    is left.
    """
    whose = (Message.registration_id == registration_id) & Message.address.is_(None)
    withdraw_where(whose & or_(still_owed(), is_in(Message.state, [MessageState.FAILED])), reason)


def withdraw_from_all(
    training_id: int, registration_ids: Collection[int], reason: str, kinds: Collection[Kind]
) -> None:
    """Withdraw what people of a training are still owed and nobody is sending."""
    withdraw_where(_of_people(training_id, registration_ids) & still_owed(), reason, kinds)


def withdraw_unread(
    training_id: int, registration_ids: Collection[int], reason: str, kind: Kind
) -> None:
    """The same, with what did not reach them: a newer letter says all that it said."""
    withdraw_where(_of_people(training_id, registration_ids) & unread(), reason, [kind])


def _of_people(training_id: int, ids: Collection[int]) -> ColumnElement[bool]:
    return (Message.training_id == training_id) & Message.registration_id.in_(ids)


def withdraw_from_trainer(
    trainer_id: int, reason: str, kinds: Collection[Kind] | None = None
) -> None:
    """Withdraw what a trainer is still owed and nobody is sending."""
    withdraw_where((Message.trainer_id == trainer_id) & still_owed(), reason, kinds)


def withdraw_where(
    which: ColumnElement[bool], reason: str, kinds: Collection[Kind] | None = None
) -> None:
    """Withdraw letters; ``which`` says that nobody is sending them.

    Also what is kept to be printed: on paper too a newer letter replaces the older one.
    """
    query = update(Message).where(which)
    if kinds is not None:
        query = query.where(Message.kind.in_(kinds))
    values = {"state": MessageState.WITHDRAWN, "last_error": reason}
    gone = db.session.execute(query.values(**values).returning(Message.id, Message.kind)).all()
    forget_told([letter.id for letter in gone if letter.kind in _TELLING])


def forget_told(never_gone: Sequence[int]) -> None:
    """Letters with all the dates that never go stand in for no reminder.

    Whoever was passed over because of one is gone through again.
    """
    if not never_gone:
        return
    letters = db.session.execute(
        select(Message.training_id, Message.registration_id, Message.created_at).where(
            Message.id.in_(never_gone),
            Message.registration_id.is_not(None),
            Message.kind.in_(_TELLING),
        )
    ).all()
    for training_id in {one.training_id for one in letters}:
        since = min(one.created_at for one in letters if one.training_id == training_id)
        runs.go_through_again(training_id, since, runs.REMINDERS)
    _count_what_went({one.registration_id for one in letters})


def _count_what_went(people: Collection[int]) -> None:
    if not people:
        return
    told = select(func.max(func.coalesce(Message.sent_at, Message.created_at))).where(
        Message.registration_id == Registration.id,
        Message.kind.in_(_TELLING),
        Message.state.not_in([MessageState.WITHDRAWN, MessageState.FAILED]),
    )
    query = update(Registration).where(Registration.id.in_(people))
    db.session.execute(query.values(informed_at=told.scalar_subquery()))


def still_owed() -> ColumnElement[bool]:
    """Whether a letter has not left, by e-mail or on paper."""
    return or_(Message.state.in_(PENDING), kept_for_paper() & Message.printed_at.is_(None))


def kept_for_paper(letter: type[Message] = Message) -> ColumnElement[bool]:
    """Whether a letter goes to its person on paper, printed or not."""
    return is_in(letter.state, {MessageState.WITHDRAWN}) & letter.last_error.in_(FOR_PAPER)


def unread() -> ColumnElement[bool]:
    """Whether a letter was not read: it has not left, or it failed, or the team withdrew it."""
    by_staff = (Message.state == MessageState.WITHDRAWN) & (Message.last_error == BY_STAFF)
    return or_(still_owed(), Message.state == MessageState.FAILED, by_staff)


def is_pending(registration_id: int, kind: Kind) -> bool:
    """Whether a letter of a kind is owed to a registration and not yet handed over."""
    query = select(Message.id).where(
        Message.registration_id == registration_id,
        Message.kind == kind,
        Message.state.in_(PENDING),
    )
    return db.session.scalar(query.limit(1)) is not None


def gave_up_a_seat(registration_id: int) -> bool:
    """Whether somebody whose registration was cancelled had a certain seat until then."""
    query = select(Message.facts).where(
        Message.registration_id == registration_id, Message.kind.in_(_EMPTIES_CALENDARS)
    )
    return any(facts.get("held_seat") for facts in db.session.scalars(query))


def recent_to(recipient_key: str, since: datetime, kinds: Collection[Kind]) -> Sequence[Message]:
    """The letters of these kinds that strangers caused at an address since, or still cause."""
    return db.session.scalars(
        select(Message).where(
            Message.recipient_key == recipient_key,
            Message.kind.in_(kinds),
            Message.due_at > since,
            Message.state != MessageState.WITHDRAWN,
        )
    ).all()


def caused_since(since: datetime, kinds: Collection[Kind]) -> int:
    """How many letters of these kinds strangers caused since, at all addresses together."""
    query = select(func.count()).where(
        Message.created_at > since,
        Message.recipient_key.is_not(None),
        Message.kind.in_(kinds),
    )
    return db.session.scalar(query) or 0


def of_training(training_id: int, limit: int = 200) -> Sequence[Message]:
    """The letters of a training, the newest first."""
    return db.session.scalars(
        select(Message)
        .where(Message.training_id == training_id)
        .options(joinedload(Message.registration))
        .order_by(Message.id.desc())
        .limit(limit)
    ).all()


def listed(states: Sequence[MessageState] | None = None, limit: int = 1000) -> Sequence[Message]:
    """Letters in some states, the oldest first; without ``states`` all that need care."""
    return db.session.scalars(
        select(Message)
        .where(Message.state.in_(states or NEEDS_CARE))
        .order_by(Message.due_at, Message.id)
        .limit(limit)
    ).all()
