"""A programme file becomes trainings: all of it or nothing, by slug, again and again."""

from dataclasses import dataclass, field
from datetime import datetime

from ..domain.changes import Plan, Slot, plan_sessions
from ..domain.programme import (
    Fault,
    FundingSpec,
    Programme,
    ProgrammeFaults,
    SessionSpec,
    TrainingSpec,
    question_table,
)
from ..domain.states import TrainingState
from ..store import trainings as find
from ..store.database import db
from ..store.models import Funding, Trainer, Training, TrainingSession
from ..store.seats import lock_all
from ..wakeup import nudge
from . import audit
from .seats import fill_seats
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


@dataclass
class ImportReport:
    """What an import did, by slug; and how many people are told of a change."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    told: int = 0


def import_programme(programme: Programme, now: datetime, actor: str) -> ImportReport:
    """Create or change each training of a programme in one transaction, and publish it.

    Trainings that the file does not name stay as they are. Raises ProgrammeFaults if
    one of them is cancelled already: a training never goes back.
    """
    known = find.with_slugs([spec.slug for spec in programme.trainings])
    lock_all([training.id for training in known.values()])
    _refuse_cancelled(known)
    fundings = _fundings(programme.fundings)
    report = ImportReport()
    for spec in programme.trainings:
        _import_one(spec, known.get(spec.slug), fundings, report, now)
    told_of = {"created": len(report.created), "changed": len(report.changed)}
    audit.note(actor, "imported a programme", now, told=report.told, **told_of)
    db.session.commit()
    nudge()
    return report


def _refuse_cancelled(known: dict[str, Training]) -> None:
    faults = [
        Fault(f'training "{slug}"', "slug", "names a cancelled training: use another slug")
        for slug, training in known.items()
        if training.state == TrainingState.CANCELLED.value
    ]
    if faults:
        db.session.rollback()
        raise ProgrammeFaults(faults)


def _fundings(specs: tuple[FundingSpec, ...]) -> dict[str, Funding]:
    known = find.fundings()
    for spec in specs:
        funding = known.setdefault(spec.key, Funding(key=spec.key))
        for name in ("title", "programme", "notice", "reference", "retention_years"):
            setattr(funding, name, getattr(spec, name))
        db.session.add(funding)
    return known


def _import_one(
    spec: TrainingSpec,
    training: Training | None,
    fundings: dict[str, Funding],
    report: ImportReport,
    now: datetime,
) -> None:
    created = training is None
    training = training or Training(slug=spec.slug, created_at=now)
    db.session.add(training)
    _set_columns(training, spec, fundings)
    altered = created or db.session.is_modified(training)
    altered |= _set_trainers(training, spec)
    plan = plan_sessions(
        {s.id: s.slot for s in training.sessions}, [_slot(s) for s in spec.sessions]
    )
    report.told += _set_sessions(training, plan, now)
    fill_seats(training, now)
    kind = report.created if created else report.changed
    (kind if altered or plan.tells else report.unchanged).append(spec.slug)


def _set_columns(training: Training, spec: TrainingSpec, fundings: dict[str, Funding]) -> None:
    values = {name: getattr(spec, name) for name in _SAME_NAME} | {
        "state": TrainingState.PUBLISHED.value,
        "waitlist": spec.waitlist.value,
        "reminder_days": list(spec.reminder_days),
        "questions": [question_table(question) for question in spec.questions],
        "contact_name": spec.contact.name,
        "contact_email": spec.contact.email,
        "contact_phone": spec.contact.phone,
        "funding": fundings[spec.funding] if spec.funding else None,
    }
    for name, value in values.items():
        if getattr(training, name) != value:
            setattr(training, name, value)


def _set_trainers(training: Training, spec: TrainingSpec) -> bool:
    """Keep a trainer who stays, so that links keep working; whether anything changed."""
    wanted = [(trainer.name, trainer.email) for trainer in spec.trainers]
    if [(t.name, t.email) for t in training.trainers] == wanted:
        return False
    known = {trainer.email: trainer for trainer in training.trainers}
    kept = [known.get(email, Trainer(email=email)) for _, email in wanted]
    for trainer, (name, _) in zip(kept, wanted, strict=True):
        trainer.name = name
    training.trainers = kept
    return True


def _slot(session: SessionSpec) -> Slot:
    return Slot(session.starts, session.ends, session.place, session.address, session.online_url)


def _set_sessions(training: Training, plan: Plan, now: datetime) -> int:
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
