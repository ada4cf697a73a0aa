"""The team plans a training: makes a draft, changes one that stands, copies one."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from ...domain.fields import no_moments
from ...domain.letters.who_is_told import Told
from ...domain.programme import Extras, SessionSpec, TrainingSpec
from ...domain.states import TrainingState
from ...domain.trainings.allowed import KeepsDates, NotAllowed, allowed, dates_lost
from ...domain.trainings.phases import Calendar, Meeting
from ...domain.trainings.slugs import slug_of
from ...store import fundings
from ...store.database import db
from ...store.models import Training
from ...store.signups.seats import lock
from ...store.trainings import trainings as find
from ...wakeup import wake_worker
from ..privacy import audit
from ..privacy.purge import announced
from ..refusal import SecondEditor, refuse_unless
from ..staff.undo import undoable
from .programme import spec_of
from .writing import (
    change_to,
    columns_of,
    foresee_making,
    foresee_writing,
    new_draft,
    plan_of,
    write,
)


@dataclass(frozen=True)
class Draft:
    """A training as the form describes it. An empty slug is made from the title."""

    spec: TrainingSpec
    extras: Extras


class SlugTaken(Exception):
    """Another training stands at this web address."""


class LosesDates(NotAllowed):
    """A published training keeps at least one date, and what has begun stays on record."""


class Cancelled(NotAllowed):
    """A cancelled training never goes back; it can be copied."""


def create_training(draft: Draft, now: datetime, actor: str) -> Training:
    """Make a draft; nobody sees it and it owes nothing. Raises SlugTaken."""
    db.session.rollback()
    slug = _free_slug(draft.spec)
    try:
        training = new_draft(slug, draft.spec, now)
        write(training, draft.spec, _columns(draft), now)
    except IntegrityError:  # somebody else took the web address a moment ago
        db.session.rollback()
        raise SlugTaken from None
    audit.note(actor, "created the training", now, training_id=training.id)
    db.session.commit()
    return training


def edit_training(training_id: int, draft: Draft, version: int, now: datetime, actor: str) -> int:
    """Change a training; how many letters go, as ``foresee`` has said.

    ``version`` is that of the form. Raises SecondEditor if the training has a newer one,
    SlugTaken, Cancelled, LosesDates, and AnswersDontFit.
    """
    training = lock(training_id)
    refuse_unless(training.allowed(now).edit, Cancelled)
    if training.version != version:
        db.session.rollback()
        raise SecondEditor
    refuse_unless(not any(dates_lost_by(training, draft.spec.sessions, now)), LosesDates)
    if training.allowed(now).rename:
        _rename(training, draft.spec)
    with announced(now, training_id), undoable(training, "edit", now):
        told = len(write(training, draft.spec, _columns(draft), now).told.letters)
    audit.note(actor, "changed the training", now, training_id=training.id, told=told)
    db.session.commit()
    wake_worker()
    return told


def _rename(training: Training, spec: TrainingSpec) -> None:
    training.slug = _free_slug(spec, training)
    try:
        db.session.flush()
    except IntegrityError:  # somebody else took the web address a moment ago
        db.session.rollback()
        raise SlugTaken from None


def dates_lost_by(
    training: Training, sessions: Sequence[SessionSpec], now: datetime
) -> Iterator[tuple[Meeting | None, KeepsDates]]:
    """The dates that new ones must not take off a training, and the rules that say so."""
    plan = plan_of(training, sessions)
    return dates_lost(training.calendar, plan.dropped, len(sessions), now)


def publishable(spec: TrainingSpec, now: datetime) -> bool:
    """Whether a draft with these dates could be published."""
    meetings = [Meeting(0, session.starts, session.ends) for session in spec.sessions]
    opens, closes = spec.registration_opens, spec.registration_closes
    return allowed(Calendar(TrainingState.DRAFT, opens, closes, meetings), now).publish


def copy_training(training_id: int, now: datetime, actor: str) -> Training:
    """Rule 8: a draft with no dates that owes nothing."""
    source = db.session.get_one(Training, training_id)
    spec = replace(spec_of(source), slug="", sessions=(), **no_moments(TrainingSpec))
    extras = replace(extras_of(source), **no_moments(Extras))
    return create_training(Draft(spec, extras), now, actor)


def extras_of(training: Training) -> Extras:
    """What the team keeps with a training that stands."""
    return Extras(**{name: getattr(training, name) for name in asdict(Extras())})


def foresee(
    training: Training | None, draft: Draft, now: datetime, publishes: bool = False
) -> Told:
    """What saving, or publishing, would do; read without a lock and so true only for now."""
    state = TrainingState.PUBLISHED if publishes else None
    if training is None:
        return foresee_making(draft.spec, now) if publishes else Told()
    return foresee_writing(training, draft.spec, state, now)[2]


def causes(
    training: Training, draft: Draft, now: datetime
) -> list[tuple[SessionSpec | None, SessionSpec | None]]:
    """The changed dates of which people hear, each as it was and as it will be."""
    return change_to(training, draft.spec).sessions.causes(now)


def _columns(draft: Draft) -> dict[str, Any]:
    return columns_of(draft.spec, fundings.by_key()) | asdict(draft.extras)


def _free_slug(spec: TrainingSpec, own: Training | None = None) -> str:
    if own is not None and spec.slug == own.slug:
        return own.slug
    taken = find.all_slugs()
    if spec.slug and spec.slug in taken:
        db.session.rollback()
        raise SlugTaken
    return spec.slug or slug_of(spec.title, taken)
