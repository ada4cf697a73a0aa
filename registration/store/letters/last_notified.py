"""Who might have to be told: a training's people and trainers, with what they last heard."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from ...domain.letters.kinds import Calendar, Kind, kinds_where
from ...domain.letters.last_notified import LastTold, all_from_facts
from ...domain.letters.who_is_told import Lecturer, Person
from ...domain.programme import TrainerSpec
from ...domain.states import ACTIVE
from ...domain.trainings.changes import Plan, TrainerPlan, plan_sessions, plan_trainers
from ..database import db
from ..models import Message, Registration, Training
from ..signups import registrations
from . import outbox

_TELLING_DATES = kinds_where(lambda row: row.held_back and row.calendar is Calendar.PUBLISH)


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
    """By registration: what a change letter calls old that has not left yet."""
    return {
        letter.registration_id: all_from_facts(letter.facts)
        for letter in _unsent(training)
        if letter.kind == Kind.CHANGE
    }


def people_of(training: Training) -> list[Person]:
    """The active registrations of a training, those who wait in order of the queue."""
    unread = unread_in(training)
    active = registrations.of_training(training.id, sorted(ACTIVE))
    return [person_of(one, unread.get(one.id)) for one in active]


def trainers_of(training: Training) -> list[Lecturer]:
    """The trainers of a training."""
    unsent = _unsent(training)
    unread = {
        m.trainer_id: all_from_facts(m.facts) for m in unsent if m.kind == Kind.TRAINER_CHANGE
    }
    unbooked = {m.trainer_id for m in unsent if m.kind == Kind.TRAINER_BOOKED}
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


def _unsent(training: Training) -> Sequence[Message]:
    return db.session.scalars(
        select(Message).where(
            Message.training_id == training.id,
            Message.kind.in_(_TELLING_DATES),
            outbox.still_owed(),
        )
    ).all()


def as_it_stands(training: Training) -> Plan:
    """The sessions of a training, none of them changed."""
    return plan_sessions(
        {s.id: s.slot for s in training.sessions}, [s.slot for s in training.sessions]
    )


def trainer_plan(training: Training, new: Iterable[TrainerSpec]) -> TrainerPlan:
    """What new trainers do to those who stand."""
    return plan_trainers({t.id: TrainerSpec(t.name, t.email) for t in training.trainers}, new)
