"""Writes what a spec says into a training's row. Part of several use cases; commits nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ..domain.answers import Clash, clashes
from ..domain.changes import Plan, Slot, plan_sessions
from ..domain.programme import (
    QuestionSpec,
    SessionSpec,
    TrainerSpec,
    TrainingSpec,
    question_table,
)
from ..domain.text import address_key
from ..store.answers import given_to
from ..store.database import db
from ..store.models import Funding, Trainer, Training, TrainingSession
from .tell_change import tell_change

# Columns of Training that a programme file names in the same way.
_SAME_NAME = (
    "title",
    "summary",
    "description",
    "topic",
    "language",
    "capacity",
    "waitlist_limit",
    "offer_hours",
    "email_confirmation",
    "registration_opens",
    "registration_closes",
    "cancel_until",
    "survey",
)


def columns_of(spec: TrainingSpec, fundings: Mapping[str, Funding]) -> dict[str, Any]:
    """The columns of Training that a spec fills in; ``fundings`` by key."""
    return {name: getattr(spec, name) for name in _SAME_NAME} | {
        "waitlist": spec.waitlist.value,
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


def set_trainers(training: Training, specs: Sequence[TrainerSpec]) -> bool:
    """Keep a trainer who stays, so that links keep working; whether anything changed.

    Several may share an address: the same name is the same trainer, and whoever is left
    at an address has a new name.
    """
    wanted = [(trainer.name, trainer.email) for trainer in specs]
    if Counter((t.name, t.email) for t in training.trainers) == Counter(wanted):
        return False
    left = list(training.trainers)
    by_name = [_take(left, name, email) for name, email in wanted]
    kept = [
        found or _take(left, None, email) or Trainer(email=email)
        for found, (_, email) in zip(by_name, wanted, strict=True)
    ]
    for trainer, (name, email) in zip(kept, wanted, strict=True):
        trainer.name, trainer.email = name, email
    training.trainers = kept
    return True


def _take(left: list[Trainer], name: str | None, email: str) -> Trainer | None:
    """Take the first trainer with this address, and this name if one is given, off a list."""
    for trainer in left:
        same = address_key(trainer.email) == address_key(email)
        if same and name in (None, trainer.name):
            left.remove(trainer)
            return trainer
    return None


def plan_of(training: Training, sessions: Sequence[SessionSpec]) -> Plan:
    """What new sessions do to the ones that stand."""
    return plan_sessions({s.id: s.slot for s in training.sessions}, [_slot(s) for s in sessions])


def _slot(session: SessionSpec) -> Slot:
    return Slot(session.starts, session.ends, session.place, session.address, session.online_url)


def set_sessions(training: Training, plan: Plan, now: datetime) -> int:
    """Move, drop and add sessions as planned; how many people are told (rule 7)."""
    by_id = {session.id: session for session in training.all_sessions}
    told = {session_id: by_id[session_id].slot for session_id in (*plan.moved, *plan.dropped)}
    for session_id, slot in plan.moved.items():
        _set_slot(by_id[session_id], slot)
        by_id[session_id].sequence += 1
    for session_id in plan.dropped:
        by_id[session_id].dropped_at = now
        by_id[session_id].sequence += 1
    added = [_set_slot(TrainingSession(sequence=0), slot) for slot in plan.added]
    training.all_sessions.extend(added)
    db.session.flush()
    if not plan.tells:
        return 0
    return tell_change(training, {**told, **{session.id: None for session in added}}, now)


def _set_slot(session: TrainingSession, slot: Slot) -> TrainingSession:
    for name in ("starts", "ends", "place", "address", "online_url"):
        setattr(session, name, getattr(slot, name))
    return session
