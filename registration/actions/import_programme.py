"""A programme file becomes trainings: all of it or nothing, by slug, again and again."""

from dataclasses import dataclass, field
from datetime import datetime

from ..domain.programme import Fault, FundingSpec, Programme, ProgrammeFaults, TrainingSpec
from ..domain.states import TrainingState
from ..store import trainings as find
from ..store.database import db
from ..store.models import Funding, Training
from ..store.seats import lock_all
from ..wakeup import nudge
from . import audit
from .seats import fill_seats
from .write_training import columns_of, plan_of, set_columns, set_sessions, set_trainers


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
    altered = created | set_columns(training, columns_of(spec, fundings))
    altered |= set_columns(training, {"state": TrainingState.PUBLISHED.value})
    altered |= set_trainers(training, spec.trainers)
    plan = plan_of(training, spec.sessions)
    report.told += set_sessions(training, plan, now)
    training.version = (training.version or 0) + int(altered or plan.tells)
    fill_seats(training, now)
    kind = report.created if created else report.changed
    (kind if altered or plan.tells else report.unchanged).append(spec.slug)
