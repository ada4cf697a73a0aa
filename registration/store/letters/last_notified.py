"""Who might have to be told: a training's people and trainers, with what they last heard."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ...domain.letters.kinds import Calendar, Kind, kinds_where
from ...domain.letters.last_notified import LastTold, all_from_facts
from ...domain.letters.who_is_told import Lecturer, Person
from ...domain.programme import TrainerSpec
from ...domain.states import ACTIVE, MessageState
from ...domain.trainings.changes import Plan, TrainerPlan, plan_sessions, plan_trainers
from ..database import db
from ..models import Message, Registration, Training
from ..models.letters import BY_STAFF
from ..signups import registrations
from . import outbox

_TELLING_DATES = kinds_where(lambda row: row.held_back and row.calendar is Calendar.PUBLISH)
_TELLING_ALL = _TELLING_DATES | kinds_where(lambda row: row.all_dates)


def person_of(registration: Registration, unread: LastTold | None = None) -> Person:
    """A registration as the rules for telling see it."""
    return Person(
        id=registration.id,
        state=registration.state,
        waits=registration.waits,
        reachable=registration.reachable,
        unread=unread or {},
    )


def unread_in(training: Training) -> dict[int | None, LastTold]:
    """By registration: what a change letter calls old that was not read."""
    letters = [letter for letter in _unread(training) if letter.kind == Kind.CHANGE]
    return _known([(letter.registration_id, letter) for letter in letters])


def _known(letters: Iterable[tuple[int | None, Message]]) -> dict[int | None, LastTold]:
    """By receiver: what the oldest of the letters that were not read calls old."""
    known: dict[int | None, LastTold] = {}
    for receiver, letter in letters:
        known[receiver] = {**all_from_facts(letter.facts), **known.get(receiver, {})}
    return known


def people_of(training: Training) -> list[Person]:
    """The active registrations of a training, those who wait in order of the queue."""
    unread = unread_in(training)
    active = registrations.of_training(training.id, ACTIVE)
    return [person_of(one, unread.get(one.id)) for one in active]


def trainers_of(training: Training) -> list[Lecturer]:
    """The trainers of a training."""
    letters = _unread(training)
    unread = _known([(m.trainer_id, m) for m in letters if m.kind == Kind.TRAINER_CHANGE])
    # Whose booking the team withdrew has heard of it elsewhere.
    unbooked = {
        m.trainer_id for m in letters if m.kind == Kind.TRAINER_BOOKED and m.last_error != BY_STAFF
    }
    return [
        Lecturer(
            id=one.id,
            who=TrainerSpec(one.name, one.email),
            booked=one.id not in unbooked,
            unread=unread.get(one.id, {}),
            uid=one.uid,
        )
        for one in training.trainers
    ]


def _unread(training: Training) -> Sequence[Message]:
    """What tells of dates and was not read, the oldest first.

    Whatever went to the same receiver after it tells everything.
    """
    newer = aliased(Message)
    went_since = select(newer.id).where(
        newer.training_id == training.id,
        newer.kind.in_(_TELLING_ALL),
        newer.state.in_([MessageState.SENDING, MessageState.SENT]) | newer.printed_at.is_not(None),
        newer.due_at > Message.created_at,
        (newer.registration_id == Message.registration_id)
        | (newer.trainer_id == Message.trainer_id),
    )
    return db.session.scalars(
        select(Message)
        .where(
            Message.training_id == training.id,
            Message.kind.in_(_TELLING_DATES),
            outbox.unread(),
            ~went_since.exists(),
        )
        .order_by(Message.id)
    ).all()


def as_it_stands(training: Training) -> Plan:
    """The sessions of a training, none of them changed."""
    return plan_sessions(
        {s.id: s.slot for s in training.sessions}, [s.slot for s in training.sessions]
    )


def trainer_plan(training: Training, new: Iterable[TrainerSpec]) -> TrainerPlan:
    """What new trainers do to those who stand."""
    return plan_trainers({t.id: TrainerSpec(t.name, t.email) for t in training.trainers}, new)
