"""Owes the letters that ``who_is_told`` names. Part of several use cases; commits nothing.

Called under the training's lock.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from ...domain.letters.kinds import Kind
from ...domain.letters.last_notified import LastTold, all_as_facts, known_dates
from ...domain.letters.who_is_told import Change, Letter, Standing, Told
from ...domain.programme import TrainerSpec, TrainingSpec
from ...domain.states import ACTIVE, TrainingState
from ...domain.text import msgid
from ...store.letters import last_notified as find
from ...store.letters import outbox, reminders
from ...store.models import Registration, Trainer, Training
from ...store.signups import registrations
from ...store.signups.seats import seats_of

NEWER = msgid("replaced by a newer change")
CHANGED = msgid("the session was changed")
CALLED_OFF = msgid("the training is cancelled")
TAKEN_OFF = msgid("the trainer no longer holds the training")


def standing_of(training: Training, spec: TrainingSpec | None = None) -> Standing:
    """How a training stands, with seats and first start as ``spec`` will make them."""
    seats, first_start = seats_of(training), training.first_start
    if spec is not None:
        first_start = min((session.starts for session in spec.sessions), default=None)
        seats = replace(
            seats,
            capacity=spec.capacity,
            waitlist=spec.waitlist,
            waitlist_limit=spec.waitlist_limit,
        )
    return Standing(
        published=training.state == TrainingState.PUBLISHED,
        seats=seats,
        first_start=first_start,
        people=find.people_of(training),
        trainers=find.trainers_of(training),
    )


def tell_people_of_dates(
    training: Training, known: LastTold, standing: Standing, told: Told, now: datetime
) -> None:
    """Owe each person the letter that names what differs from what she knows (rule 7),
    by e-mail or to be printed.

    ``known`` are the changed sessions as they were, None for a new one. A change letter
    that has not gone yet is withdrawn, also where a newer one would say nothing any more.
    """
    gets = set(told.people(Kind.CHANGE))
    unread = {one.id: one.unread for one in standing.people}
    reminders.withdraw_reminders(training.id, known, CHANGED)
    outbox.withdraw_unread(training.id, unread, NEWER, Kind.CHANGE)
    people = registrations.of_training(training.id, ACTIVE)
    was = {one: {**known, **unread[one.id]} for one in people if one.id in gets}
    facts = {one: {"was": all_as_facts(told_last)} for one, told_last in was.items()}
    outbox.owe_to_all(facts, Kind.CHANGE, now, _versions(training, known))
    for person in facts:
        _keep_up(person, training, now)


def _keep_up(person: Registration, training: Training, now: datetime) -> None:
    if person.state.has_certain_seat:
        person.informed_at = now
    if person.answer_by and training.first_start:
        # Nobody may answer later than the training begins.
        person.answer_by = min(person.answer_by, max(now, training.first_start))


def _versions(training: Training, known: LastTold) -> str:
    """The changed sessions, each in its SEQUENCE: what makes a change the only one."""
    changed = [session for session in training.all_sessions if session.id in known]
    return ",".join(f"s{session.id}.{session.sequence}" for session in changed)


def tell_trainers_off(
    training: Training, change: Change, standing: Standing, told: Told, now: datetime
) -> None:
    """Tell those who no longer hold the training, or all if it is called off (rule 12).

    Called before their rows go; what else they were owed is withdrawn. The letter keeps
    the address and the dates that it is about.
    """
    for one in standing.trainers:
        if not change.calls_off and one.id in change.trainers.kept:
            continue
        outbox.withdraw_from_trainer(one.id, CALLED_OFF if change.calls_off else TAKEN_OFF)
        if Letter(Kind.TRAINER_CANCELLATION, one.who) in told.letters:
            was = all_as_facts(known_dates(change.sessions, one.unread))
            outbox.owe(
                Kind.TRAINER_CANCELLATION,
                (one.uid, _version_of(training)),
                now,
                training_id=training.id,
                address=one.who.email,
                facts={"trainer": one.uid, "was": was},
            )


def tell_trainers(
    training: Training, known: LastTold, standing: Standing, told: Told, now: datetime
) -> None:
    """Tell those who hold the training of dates, or that they hold it (rule 12)."""
    unread = {one.id: one.unread for one in standing.trainers}
    for trainer in training.trainers:
        who = TrainerSpec(trainer.name, trainer.email)
        if known:
            outbox.withdraw_from_trainer(trainer.id, NEWER, [Kind.TRAINER_CHANGE])
        if Letter(Kind.TRAINER_BOOKED, who) in told.letters:
            _owe_trainer(trainer, Kind.TRAINER_BOOKED, (trainer.uid, _version_of(training)), now)
        if Letter(Kind.TRAINER_CHANGE, who) in told.letters:
            key = (trainer.uid, _versions(training, known))
            facts = {"was": all_as_facts({**known, **unread[trainer.id]})}
            _owe_trainer(trainer, Kind.TRAINER_CHANGE, key, now, facts=facts)


def _version_of(training: Training) -> str:
    return f"v{training.version}"


def _owe_trainer(
    trainer: Trainer, kind: Kind, key: Sequence[str], now: datetime, **columns: Any
) -> None:
    outbox.owe(kind, key, now, training_id=trainer.training_id, trainer_id=trainer.id, **columns)
