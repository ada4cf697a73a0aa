"""What a sign-up reads under the training's lock, in as few statements as can be.

The statements are made once: building them anew would take longer than running them.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Engine, bindparam, exists, func, select, true

from ...domain.programme import QuestionSpec
from ...domain.signups.seats import Seats
from ...domain.states import MessageState, TrainingState
from ...domain.text import address_key
from ...domain.trainings.phases import Calendar, Meeting
from ..database import db, glance, run
from ..dialect import table_of
from ..models import Message, PrivacyNotice, Registration, Submission, Training, TrainingSession
from ..models.trainings import question_specs
from .seats import IS_ACTIVE, NoSuchTraining, counts_under, seats_from


@dataclass(frozen=True)
class Asked:
    """A training as its form needs it. ``stored`` are its questions as the row has them."""

    training_id: int
    stored: list[dict[str, Any]]

    @property
    def questions(self) -> list[QuestionSpec]:
        """The training's own questions as values."""
        return question_specs(self.stored)


@dataclass(frozen=True)
class Standing:
    """How things stand for one form: with the training, and with the address on it."""

    training_id: int
    questions: list[dict[str, Any]]
    seats: Seats
    calendar: Calendar
    email_confirmation: bool
    last_rank: int
    receipt: str | None
    known_id: int | None
    notice_kept: bool
    written_to: bool


_TRAINING = table_of(Training)
# As ``show`` in allowed.py: a draft has no form yet.
_ASKED = select(_TRAINING.c.id, _TRAINING.c.questions).where(
    _TRAINING.c.slug == bindparam("slug"), _TRAINING.c.state != TrainingState.DRAFT
)
_training: BindParameter[int] = bindparam("training")
_key: BindParameter[str] = bindparam("key")
_counts = counts_under(_training)
_dates = (
    select(
        func.min(TrainingSession.starts).label("starts"),
        func.max(TrainingSession.ends).label("ends"),
    )
    .where(TrainingSession.training_id == _training, TrainingSession.dropped_at.is_(None))
    .subquery()
)
_receipt = select(Submission.receipt).where(
    Submission.token_id == bindparam("token"), Submission.email_key == _key
)
_known = (
    select(Registration.id)
    .where(
        Registration.training_id == _training,
        Registration.email_key == _key,
        IS_ACTIVE,
    )
    .order_by(Registration.shared_address, Registration.id)
    .limit(1)
)
_STANDING = (
    select(
        *(_TRAINING.c[name] for name in ("id", "state", "capacity", "waitlist", "waitlist_limit")),
        *(_TRAINING.c[name] for name in ("registration_opens", "registration_closes")),
        *(_TRAINING.c[name] for name in ("email_confirmation", "questions")),
        _counts,
        _dates,
        _receipt.scalar_subquery().label("receipt"),
        _known.scalar_subquery().label("known_id"),
        exists().where(PrivacyNotice.version == bindparam("notice")).label("notice_kept"),
        exists()
        .where(
            Message.recipient_key == _key,
            Message.due_at > bindparam("since"),
            Message.state != MessageState.WITHDRAWN,
        )
        .label("written_to"),
    )
    .select_from(_TRAINING.join(_counts, true()).join(_dates, true()))
    .where(_TRAINING.c.id == _training)
)


def asked(slug: str) -> Asked:
    """What the form of a training asks, as this process last saw it. Raises NoSuchTraining.

    The address and the id of a published training never change. Whoever holds the
    training's lock compares the questions, and has this read anew if they differ.
    """
    return _asked(db.engine, slug)


@lru_cache(maxsize=1000)
def _asked(_engine: Engine, slug: str) -> Asked:
    found = run(_ASKED, {"slug": slug}).one_or_none()
    if found is None:
        raise NoSuchTraining(slug)
    return Asked(found.id, found.questions)


def forget_what_was_asked() -> None:
    """Read anew what the forms ask."""
    _asked.cache_clear()


def standing(
    training_id: int, token_id: str, email: str, notice: str, since: datetime, locked: bool = True
) -> Standing:
    """All that a form's answer depends on; ``written_to`` counts letters due since ``since``.

    True under the training's lock; if that is not ``locked``, it was true a moment ago.
    Raises NoSuchTraining.
    """
    values = {
        "training": training_id,
        "key": address_key(email),
        "token": token_id,
        "notice": notice,
        "since": since,
    }
    found = run(_STANDING, values).one_or_none() if locked else glance(_STANDING, values)
    if found is None:
        raise NoSuchTraining(training_id)
    return Standing(
        training_id=found.id,
        questions=found.questions,
        seats=seats_from(found, found.held, found.waiting),
        calendar=_calendar(found),
        email_confirmation=found.email_confirmation,
        last_rank=found.last_rank,
        receipt=found.receipt,
        known_id=found.known_id,
        notice_kept=found.notice_kept,
        written_to=found.written_to,
    )


def _calendar(found: Any) -> Calendar:
    # For the phase all sessions are like one long one.
    whole = (Meeting(0, found.starts, found.ends),) if found.starts else ()
    state = found.state
    return Calendar(state, found.registration_opens, found.registration_closes, whole)
