"""Writes what a spec says into a training's row. Part of several use cases; commits nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...domain.fields import declared_in
from ...domain.letters.who_is_told import Change, Standing, Told, who_is_told
from ...domain.programme import QuestionSpec, SessionSpec, TrainingSpec, question_table
from ...domain.signups.answers import Clash, clashes
from ...domain.signups.seats import Seats
from ...domain.states import TrainingState
from ...domain.trainings.changes import Plan, TrainerPlan, plan_sessions, plan_trainers
from ...store.database import db
from ...store.letters import last_notified as find
from ...store.models import Funding, Trainer, Training, TrainingSession
from ...store.signups.answers import given_to
from ..letters.notifying import standing_of, tell_people_of_dates, tell_trainers, tell_trainers_off
from ..signups.seats import promote


@dataclass(frozen=True)
class Written:
    """Whether anything differs from what stood, and who is told."""

    differs: bool
    told: Told


# Columns of Training that a spec names in the same way.
_SAME_NAME = (*declared_in(TrainingSpec), "language", "survey")


def columns_of(spec: TrainingSpec, fundings: Mapping[str, Funding]) -> dict[str, Any]:
    """The columns of Training that a spec fills in; ``fundings`` by key."""
    return {name: getattr(spec, name) for name in _SAME_NAME} | {
        "reminder_days": list(spec.reminder_days),
        "contact_name": spec.contact.name,
        "contact_email": spec.contact.email,
        "contact_phone": spec.contact.phone,
        "funding": fundings[spec.funding] if spec.funding else None,
    }


def set_columns(training: Training, values: Mapping[str, Any]) -> bool:
    """Set what differs; whether anything did."""
    differ = {name: value for name, value in values.items() if getattr(training, name) != value}
    for name, value in differ.items():
        setattr(training, name, value)
    return bool(differ)


class AnswersDontFit(Exception):
    """People have answered a question that would be changed; ``clashes`` says which."""

    def __init__(self, found: Sequence[Clash]) -> None:
        super().__init__()
        self.clashes = found


def set_questions(training: Training, specs: Sequence[QuestionSpec]) -> bool:
    """Set the questions; one that is removed stays as such if it was answered.

    Whether anything changed. Raises AnswersDontFit.
    """
    answers = given_to(training.id) if training.questions else {}
    found = clashes(specs, answers)
    if found:
        db.session.rollback()
        raise AnswersDontFit(found)
    asked = {spec.key for spec in specs}
    gone = [q for q in training.questions or () if q["key"] not in asked and q["key"] in answers]
    tables = [question_table(spec) for spec in specs] + [{**q, "removed": True} for q in gone]
    return set_columns(training, {"questions": tables})


def new_draft(slug: str, spec: TrainingSpec, now: datetime) -> Training:
    """A row to be written: a draft, which owes nothing."""
    training = Training(slug=slug, created_at=now, state=TrainingState.DRAFT)
    training.title, training.capacity = spec.title, spec.capacity
    db.session.add(training)
    db.session.flush()
    return training


def change_to(training: Training, spec: TrainingSpec, publishes: bool = False) -> Change:
    """What a spec changes of a training that people and trainers must hear of."""
    return Change(
        sessions=plan_of(training, spec.sessions),
        trainers=find.trainer_plan(training, spec.trainers),
        publishes=publishes,
    )


def plan_of(training: Training, sessions: Sequence[SessionSpec]) -> Plan:
    """What new sessions do to the ones that stand."""
    return plan_sessions({s.id: s.slot for s in training.sessions}, sessions)


def set_trainers(training: Training, plan: TrainerPlan) -> None:
    """Trainers stay, come and go as planned."""
    training.trainers = [one for one in training.trainers if one.id in plan.kept]
    for trainer in training.trainers:
        trainer.name, trainer.email = plan.kept[trainer.id].name, plan.kept[trainer.id].email
    training.trainers.extend(Trainer(name=new.name, email=new.email) for new in plan.added)
    db.session.flush()


def set_sessions(training: Training, plan: Plan, now: datetime) -> dict[int, SessionSpec | None]:
    """Move, drop and add sessions as planned; those that people must hear of, as they were.

    None stands for a session that is new.
    """
    by_id = {session.id: session for session in training.all_sessions}
    for session_id, slot in plan.moved.items():
        _set_slot(by_id[session_id], slot)
        by_id[session_id].sequence += 1
        if slot.starts > now:
            # A list that was called complete was not of a date that is still to come.
            by_id[session_id].list_completed_at = None
    for session_id in plan.dropped:
        by_id[session_id].dropped_at = now
        by_id[session_id].sequence += 1
    added = [_set_slot(TrainingSession(sequence=0), slot) for slot in plan.added]
    training.all_sessions.extend(added)
    db.session.flush()
    return {**plan.touches(now), **{one.id: None for one in added if one.ends > now}}


def _set_slot(session: TrainingSession, slot: SessionSpec) -> TrainingSession:
    for name, value in vars(slot).items():
        setattr(session, name, value)
    return session


def write(
    training: Training, spec: TrainingSpec, columns: Mapping[str, Any], now: datetime
) -> Written:
    """Write a spec into a training's row, and owe what follows (rules 2, 7 and 12).

    Called under the training's lock. ``columns`` may publish the training.
    """
    change, standing, told = foresee_writing(training, spec, columns.get("state"), now)
    differs = set_questions(training, spec.questions) | set_columns(training, columns)
    differs |= change.sessions.tells or change.trainers.changes
    training.version = (training.version or 0) + int(differs)
    tell_trainers_off(training, change, standing, told, now)
    set_trainers(training, change.trainers)
    known = set_sessions(training, change.sessions, now)
    if known:
        tell_people_of_dates(training, known, standing, told, now)
    tell_trainers(training, known, standing, told, now)
    promote(training, told, now, held_back=True)
    return Written(differs, told)


def foresee_writing(
    training: Training, spec: TrainingSpec, state: str | None, now: datetime
) -> tuple[Change, Standing, Told]:
    """What writing a spec would do; true only for now unless the training is locked."""
    publishes = state == TrainingState.PUBLISHED and training.state != state
    change = change_to(training, spec, publishes)
    standing = standing_of(training, spec)
    return change, standing, who_is_told(change, standing, now)


def foresee_making(spec: TrainingSpec, now: datetime) -> Told:
    """What publishing a training that does not stand yet would do."""
    change = Change(
        plan_sessions({}, spec.sessions),
        plan_trainers({}, spec.trainers),
        publishes=True,
    )
    nobody = Standing(False, Seats(spec.capacity, 0, 0, spec.waitlist), None)
    return who_is_told(change, nobody, now)
