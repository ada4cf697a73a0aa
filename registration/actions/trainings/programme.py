"""The programme as a file: imported whole or not at all; its export imports to the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime

from ...domain.fields import declared_in
from ...domain.programme import (
    Contact,
    Fault,
    FundingSpec,
    Programme,
    ProgrammeFaults,
    TrainerSpec,
    TrainingSpec,
)
from ...domain.signups.answers import clashes
from ...domain.states import TrainingState
from ...domain.trainings.allowed import dates_lost
from ...store import fundings
from ...store.database import db
from ...store.models import Funding, Training
from ...store.signups.answers import given_to
from ...store.signups.seats import lock_all
from ...store.trainings import trainings as find
from ...wakeup import wake_worker
from ..privacy import audit
from ..privacy.purge import announced
from .writing import columns_of, new_draft, plan_of, write


@dataclass
class ImportReport:
    """What an import did, by slug; and how many letters it owes."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    told: int = 0


def import_programme(programme: Programme, now: datetime, actor: str) -> ImportReport:
    """Create or change each training of a programme in one transaction, and publish it.

    Trainings that the file does not name stay as they are. Raises ProgrammeFaults for a
    training that is cancelled already and never goes back, for a date that has to be kept,
    for a question that would no longer fit its answers, and for fewer seats than the least
    number of people.
    """
    known = find.with_slugs([spec.slug for spec in programme.trainings])
    lock_all([training.id for training in known.values()])
    _refuse(known, programme.trainings, now)
    report = ImportReport()
    with announced(now):
        fundings = _fundings(programme.fundings)
        for spec in programme.trainings:
            _import_one(spec, known.get(spec.slug), fundings, report, now)
    told_of = {"created": len(report.created), "changed": len(report.changed)}
    audit.note(actor, "imported a programme", now, told=report.told, **told_of)
    db.session.commit()
    wake_worker()
    return report


def _refuse(known: dict[str, Training], specs: Sequence[TrainingSpec], now: datetime) -> None:
    pairs = [(known[spec.slug], spec) for spec in specs if spec.slug in known]
    faults = [fault for pair in pairs for fault in _faults(*pair, now)]
    if faults:
        db.session.rollback()
        raise ProgrammeFaults(faults)


def _faults(training: Training, spec: TrainingSpec, now: datetime) -> Iterator[Fault]:
    where = f'training "{spec.slug}"'
    if not training.allowed(now).edit:
        yield Fault(where, "slug", "names a cancelled training: use another slug")
    dropped = plan_of(training, spec.sessions).dropped
    for meeting, rule in dates_lost(training.calendar, dropped, len(spec.sessions), now):
        about = f"of {meeting.starts:%d.%m.%Y %H:%M} UTC " if meeting else ""
        yield Fault(where, "session", about + rule)
    if training.minimum is not None and spec.capacity < training.minimum:
        text = f"must not be less than the least number of people, {training.minimum}"
        yield Fault(where, "capacity", text)
    for clash in clashes(spec.questions, given_to(training.id)):
        text = f"does not fit {clash.answers} answers: keep it, or give the question another key"
        yield Fault(f'{where}, question "{clash.key}"', clash.what, text)


def _fundings(specs: tuple[FundingSpec, ...]) -> dict[str, Funding]:
    known = fundings.by_key()
    for spec in specs:
        funding = known.setdefault(spec.key, Funding(key=spec.key))
        for name, value in vars(spec).items():
            setattr(funding, name, value)
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
    training = training or new_draft(spec.slug, spec, now)
    columns = columns_of(spec, fundings) | {"state": TrainingState.PUBLISHED}
    written = write(training, spec, columns, now)
    report.told += len(written.told.letters)
    kind = report.created if created else report.changed
    (kind if created or written.differs else report.unchanged).append(spec.slug)


def export_programme() -> Programme:
    """All published trainings and the grants they name. Drafts and cancelled ones stay out."""
    trainings = find.published()
    fundings = {t.funding.key: t.funding for t in trainings if t.funding}
    return Programme(
        fundings=tuple(_funding(funding) for _, funding in sorted(fundings.items())),
        trainings=tuple(spec_of(training) for training in trainings),
    )


def _funding(funding: Funding) -> FundingSpec:
    return FundingSpec(**{one.name: getattr(funding, one.name) for one in fields(FundingSpec)})


def spec_of(training: Training) -> TrainingSpec:
    """A training as the programme file would say it."""
    return TrainingSpec(
        slug=training.slug,
        **{name: getattr(training, name) for name in declared_in(TrainingSpec)},
        contact=Contact(training.contact_name, training.contact_email, training.contact_phone),
        sessions=tuple(session.slot for session in training.sessions),
        language=training.language,
        reminder_days=tuple(training.reminder_days),
        survey=training.survey,
        funding=training.funding.key if training.funding else None,
        trainers=tuple(TrainerSpec(t.name, t.email) for t in training.trainers),
        questions=tuple(training.question_specs),
    )
