"""Letters on paper: which are to be printed, and which were."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Exists, exists, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from ...domain.letters.kinds import kinds_where
from ...domain.states import NOT_DONE, MessageState
from ..database import db
from ..models import Message, Registration, Training, TrainingSession
from . import outbox

_ON_PAPER = sorted(kinds_where(lambda row: row.on_paper))
_MAILED = sorted(NOT_DONE | {MessageState.SENT})


def to_print(now: datetime, training_id: int | None = None) -> list[Message]:
    """What nobody has printed yet and is still so, the oldest first; of one training or of all.

    What the team may still take back is not among it.
    """
    return _to_print(now, _of(training_id))


def to_print_of(registration_id: int, now: datetime) -> set[int]:
    """The ids of what is to be printed for one person."""
    hers = Message.registration_id == registration_id
    return {letter.id for letter in _to_print(now, [hers])}


def _to_print(now: datetime, which: list[ColumnElement[bool]]) -> list[Message]:
    letters = _by_paper(_still_so(now, Message.printed_at.is_(None), *which))
    return [letter for letter in letters if letter.held_until(now) is None]


def printed(now: datetime, training_id: int) -> list[Message]:
    """What of one training was printed and would else be to print, the oldest first."""
    return _by_paper(_still_so(now, Message.printed_at.is_not(None), *_of(training_id)))


def left_unsent(now: datetime, person: Registration) -> list[Message]:
    """What waited to be printed for somebody whom an e-mail reaches by now: nothing sends it."""
    hers = Message.registration_id == person.id
    return _still_so(now, Message.printed_at.is_(None), hers) if person.reachable else []


def _by_paper(letters: list[Message]) -> list[Message]:
    return [one for one in letters if one.registration and not one.registration.reachable]


def _of(training_id: int | None) -> list[ColumnElement[bool]]:
    return [] if training_id is None else [Message.training_id == training_id]


def _still_so(now: datetime, *wanted: ColumnElement[bool]) -> list[Message]:
    query = (
        select(Message)
        .join(Message.registration)
        .where(outbox.kept_for_paper(), *wanted, Message.kind.in_(_ON_PAPER), _lies_ahead(now))
        # Of whom nothing is known any more, nobody can be written to.
        .where(Registration.family_name != "", ~_is_replaced())
        .options(
            contains_eager(Message.registration),
            joinedload(Message.training).selectinload(Training.all_sessions),
        )
        .order_by(Message.created_at, Message.id)
    )
    return [letter for letter in db.session.scalars(query) if letter.to_be_printed(now)]


def _lies_ahead(now: datetime) -> ColumnElement[bool]:
    """Letters of years ago need not be read; the rule itself is the domain's."""
    ahead = select(TrainingSession.training_id).where(TrainingSession.ends > now)
    return Message.training_id.in_(ahead)


def _is_replaced() -> Exists:
    """Whether the person is told the same in a newer letter, on paper or by e-mail."""
    newer = aliased(Message)
    return exists().where(
        newer.registration_id == Message.registration_id,
        newer.kind == Message.kind,
        newer.id > Message.id,
        or_(outbox.kept_for_paper(newer), newer.state.in_(_MAILED)),
    )


def counted(now: datetime) -> Sequence[tuple[Training, int]]:
    """How many letters of each training are to be printed, the oldest first."""
    letters = to_print(now)
    return list(Counter(one.training for one in letters if one.training).items())
