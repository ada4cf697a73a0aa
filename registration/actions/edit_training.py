"""The team plans a training: makes a draft, changes one that stands, copies one."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from ..domain.allowed import NotAllowed
from ..domain.changes import Plan
from ..domain.consequences import Consequences, Someone, of_cancelling, of_change
from ..domain.programme import TrainingSpec
from ..domain.seats import Seats
from ..domain.slugs import slug_of
from ..domain.states import ACTIVE, TrainingState, WaitlistMode
from ..store import registrations
from ..store import trainings as find
from ..store.database import db
from ..store.models import Training
from ..store.seats import lock, seats_of
from ..wakeup import nudge
from . import audit
from .export_programme import spec_of
from .refusal import refuse_unless
from .seats import fill_seats
from .second_editor import SecondEditor
from .write_training import (
    columns_of,
    plan_of,
    set_columns,
    set_questions,
    set_sessions,
    set_trainers,
)


@dataclass(frozen=True)
class Extras:
    """What the team keeps with a training beyond the programme file."""

    minimum: int | None = None
    decide_by: datetime | None = None
    internal_notes: str = ""
    own_sentences: dict[str, str] = field(default_factory=dict)
    survey_questions: list[dict[str, Any]] = field(default_factory=list)
    attendance_percent: int = 80
    trainers_see_addresses: bool = False


@dataclass(frozen=True)
class Draft:
    """A training as the form describes it. An empty slug is made from the title."""

    spec: TrainingSpec
    extras: Extras


class SlugTaken(Exception):
    """Another training stands at this web address."""


class Cancelled(NotAllowed):
    """A cancelled training never goes back; it can be copied."""


def create_training(draft: Draft, now: datetime, actor: str) -> Training:
    """Make a draft; nobody sees it and it owes nothing. Raises SlugTaken."""
    db.session.rollback()
    slug = _free_slug(draft.spec)
    training = Training(slug=slug, created_at=now, state=TrainingState.DRAFT.value)
    try:
        _write(training, draft, now)
    except IntegrityError:  # somebody else took the web address a moment ago
        db.session.rollback()
        raise SlugTaken from None
    audit.note(actor, "created the training", now, training_id=training.id)
    db.session.commit()
    return training


def edit_training(training_id: int, draft: Draft, version: int, now: datetime, actor: str) -> int:
    """Change a training; how many people are told of a changed date or place.

    ``version`` is that of the form. Raises SecondEditor if the training has a newer one,
    SlugTaken, Cancelled, and AnswersDontFit.
    """
    training = lock(training_id)
    refuse_unless(training.allowed(now).edit, Cancelled)
    if training.version != version:
        db.session.rollback()
        raise SecondEditor
    if training.state == TrainingState.DRAFT.value:
        training.slug = _free_slug(draft.spec, training)
    told = _write(training, draft, now)
    fill_seats(training, now)
    audit.note(actor, "changed the training", now, training_id=training.id, told=told)
    db.session.commit()
    nudge()
    return told


def copy_training(training_id: int, now: datetime, actor: str) -> Training:
    """Rule 8: a draft with no dates that owes nothing."""
    source = db.session.get_one(Training, training_id)
    spec = replace(
        spec_of(source),
        slug="",
        sessions=(),
        registration_opens=None,
        registration_closes=None,
        cancel_until=None,
    )
    extras = replace(extras_of(source), decide_by=None)
    return create_training(Draft(spec, extras), now, actor)


def extras_of(training: Training) -> Extras:
    """What the team keeps with a training that stands."""
    return Extras(**{name: getattr(training, name) for name in asdict(Extras())})


def foresee(training: Training, draft: Draft, now: datetime) -> Consequences:
    """What saving would do, read without a lock and so true only for now."""
    if training.state != TrainingState.PUBLISHED.value:
        return Consequences()
    stands = seats_of(training)
    seats = Seats(
        capacity=draft.spec.capacity,
        held=stands.held,
        waiting=stands.waiting,
        waitlist=WaitlistMode(draft.spec.waitlist),
        waitlist_limit=draft.spec.waitlist_limit,
    )
    first = min((s.starts for s in draft.spec.sessions), default=None)
    plan: Plan = plan_of(training, draft.spec.sessions)
    return of_change(_people(training.id), plan, seats, first, now)


def foresee_cancelling(training: Training) -> Consequences:
    """What calling the training off would do."""
    return of_cancelling(_people(training.id))


def _people(training_id: int) -> Sequence[Someone]:
    found = registrations.of_training(training_id, sorted(ACTIVE))
    return [Someone(one.status, one.waits, bool(one.email)) for one in found]


def _write(training: Training, draft: Draft, now: datetime) -> int:
    fundings = find.fundings()
    set_questions(training, draft.spec.questions)
    set_columns(training, columns_of(draft.spec, fundings) | asdict(draft.extras))
    db.session.add(training)
    set_trainers(training, draft.spec.trainers)
    training.version = (training.version or 0) + 1
    db.session.flush()
    return set_sessions(training, plan_of(training, draft.spec.sessions), now)


def _free_slug(spec: TrainingSpec, own: Training | None = None) -> str:
    if own is not None and spec.slug == own.slug:
        return own.slug
    taken = find.all_slugs()
    if spec.slug and spec.slug in taken:
        db.session.rollback()
        raise SlugTaken
    return spec.slug or slug_of(spec.title, taken)
