"""How things stand for a form: before its training is locked, and under the lock.

The statements are made once: building them anew would take longer than running them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, func, select, true

from ...domain.programme import QuestionSpec
from ...domain.signups.seats import Seats
from ...domain.states import SHOWN, MessageState
from ...domain.text import address_key
from ...domain.trainings.phases import Calendar, Meeting
from ..database import run
from ..dialect import table_of
from ..models import Message, PrivacyNotice, Registration, Submission, Training, TrainingSession
from ..models.trainings import question_specs
from .seats import IS_ACTIVE, NoSuchTraining, counts_under, seats_from


@dataclass(frozen=True)
class FormTraining:
    """A training as its form needs it, and what is known of the form and the address on it."""

    training_id: int
    questions: list[QuestionSpec]
    seats: Seats
    calendar: Calendar
    receipt: str | None
    known_id: int | None


@dataclass(frozen=True)
class Standing(FormTraining):
    """All that the answer to a form depends on; ``served`` addresses sent this very form."""

    email_confirmation: bool
    last_rank: int
    notice_kept: bool
    written_to: bool
    served: int


_TRAINING = table_of(Training)
_SLUG = _TRAINING.c.slug == bindparam("slug")
_training: BindParameter[int] = bindparam("training")
_key: BindParameter[str] = bindparam("key")


_receipt = select(Submission.receipt).where(
    Submission.token_id == bindparam("token"), Submission.email_key == _key
)


def _about(training: ColumnElement[int]) -> Select[Any]:
    """One training with its counts and dates, the form's receipt, and whose address it is."""
    counts = counts_under(training)
    dates = (
        select(
            func.min(TrainingSession.starts).label("starts"),
            func.max(TrainingSession.ends).label("ends"),
        )
        .where(TrainingSession.training_id == training, TrainingSession.dropped_at.is_(None))
        .subquery()
    )
    known = (
        select(Registration.id)
        .where(Registration.training_id == training, Registration.email_key == _key, IS_ACTIVE)
        .order_by(Registration.shared_address, Registration.id)
        .limit(1)
    )
    return select(
        *(_TRAINING.c[name] for name in ("id", "state", "capacity", "waitlist", "waitlist_limit")),
        *(_TRAINING.c[name] for name in ("registration_opens", "registration_closes")),
        *(_TRAINING.c[name] for name in ("email_confirmation", "questions")),
        counts,
        dates,
        _receipt.scalar_subquery().label("receipt"),
        known.scalar_subquery().label("known_id"),
    ).select_from(_TRAINING.join(counts, true()).join(dates, true()))


# As ``show`` in allowed.py: a draft has no form yet, nor has what a newer version made.
_OF_FORM = _about(select(_TRAINING.c.id).where(_SLUG).scalar_subquery()).where(
    _SLUG, _TRAINING.c.state.in_(SHOWN)
)
_STANDING = (
    _about(_training)
    .add_columns(
        exists().where(PrivacyNotice.version == bindparam("notice")).label("notice_kept"),
        exists()
        .where(
            Message.recipient_key == _key,
            Message.due_at > bindparam("since"),
            Message.state != MessageState.WITHDRAWN,
        )
        .label("written_to"),
        select(func.count())
        .where(Submission.token_id == bindparam("token"))
        .scalar_subquery()
        .label("served"),
    )
    .where(_TRAINING.c.id == _training)
)


def of_form(slug: str, token_id: str, email: str) -> FormTraining:
    """The training of a form, as it stood a moment ago. Raises NoSuchTraining."""
    values = {"slug": slug, "token": token_id, "key": address_key(email)}
    # PostgreSQL takes no NUL, not even to look for it.
    found = run(_OF_FORM, values).one_or_none() if "\0" not in slug else None
    if found is None:
        raise NoSuchTraining(slug)
    return FormTraining(**_read(found))


def standing(training_id: int, token_id: str, email: str, notice: str, since: datetime) -> Standing:
    """All that a form's answer depends on; ``written_to`` counts letters due since ``since``.

    True under the training's lock. Raises NoSuchTraining.
    """
    values = {
        "training": training_id,
        "key": address_key(email),
        "token": token_id,
        "notice": notice,
        "since": since,
    }
    found = run(_STANDING, values).one_or_none()
    if found is None:
        raise NoSuchTraining(training_id)
    return Standing(
        **_read(found),
        email_confirmation=found.email_confirmation,
        last_rank=found.last_rank,
        notice_kept=found.notice_kept,
        written_to=found.written_to,
        served=found.served,
    )


def _read(found: Any) -> dict[str, Any]:
    return {
        "training_id": found.id,
        "questions": question_specs(found.questions),
        "seats": seats_from(found, found.held, found.waiting),
        "calendar": _calendar(found),
        "receipt": found.receipt,
        "known_id": found.known_id,
    }


def _calendar(found: Any) -> Calendar:
    # For the phase all sessions are like one long one.
    whole = (Meeting(0, found.starts, found.ends),) if found.starts else ()
    state = found.state
    return Calendar(state, found.registration_opens, found.registration_closes, whole)
