"""What a sign-up reads and writes under the training's lock, in as few statements as can be.

The statements are made once: building them anew would take longer than running them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, exists, func, insert, select, true

from ..domain.phases import Calendar, Meeting
from ..domain.seats import Seats
from ..domain.states import MessageState, TrainingState
from ..domain.text import address_key
from .database import db
from .dialect import table_of
from .models import Message, PrivacyNotice, Registration, Submission, Training, TrainingSession
from .seats import ACTIVE_STATES, seats_from


@dataclass(frozen=True)
class Standing:
    """How things stand for one form: with the training, and with the address on it."""

    seats: Seats
    calendar: Calendar
    last_rank: int
    receipt: str | None
    known_id: int | None
    notice_kept: bool
    written_to: bool


_training: BindParameter[int] = bindparam("training")
_key: BindParameter[str] = bindparam("key")
_WAITS = Registration.queue_rank.is_not(None)
_counts = (
    select(
        func.count().filter(~_WAITS).label("held"),
        func.count().filter(_WAITS).label("waiting"),
        func.coalesce(func.max(Registration.queue_rank), 0).label("last_rank"),
    )
    .where(Registration.training_id == _training, Registration.state.in_(ACTIVE_STATES))
    .subquery()
)
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
        Registration.state.in_(ACTIVE_STATES),
    )
    .order_by(Registration.shared_address, Registration.id)
    .limit(1)
)
_STANDING = select(
    _counts,
    _dates,
    _receipt.scalar_subquery().label("receipt"),
    _known.scalar_subquery().label("known_id"),
    exists().where(PrivacyNotice.version == bindparam("notice")).label("notice_kept"),
    exists()
    .where(
        Message.recipient_key == _key,
        Message.due_at > bindparam("since"),
        Message.state != MessageState.WITHDRAWN.value,
    )
    .label("written_to"),
).select_from(_counts.join(_dates, true()))
_REGISTRATION = table_of(Registration)
_NEW_REGISTRATION = insert(_REGISTRATION).returning(_REGISTRATION.c.id)
_NEW_SUBMISSION = insert(table_of(Submission))


def standing(
    training: Training, token_id: str, email: str, notice: str, since: datetime
) -> Standing:
    """All that a form's answer depends on; ``written_to`` counts letters due since ``since``."""
    found = db.session.execute(
        _STANDING,
        {
            "training": training.id,
            "key": address_key(email),
            "token": token_id,
            "notice": notice,
            "since": since,
        },
    ).one()
    return Standing(
        seats=seats_from(training, found.held, found.waiting),
        calendar=_calendar(training, found.starts, found.ends),
        last_rank=found.last_rank,
        receipt=found.receipt,
        known_id=found.known_id,
        notice_kept=found.notice_kept,
        written_to=found.written_to,
    )


def _calendar(training: Training, starts: datetime | None, ends: datetime | None) -> Calendar:
    # For the phase all sessions are like one long one.
    whole = (Meeting(0, starts, ends),) if starts and ends else ()
    state = TrainingState(training.state)
    return Calendar(state, training.registration_opens, training.registration_closes, whole)


def add_registration(**columns: Any) -> Registration:
    """Store somebody new; the row as it stands, apart from the session."""
    new_id = db.session.scalar(_NEW_REGISTRATION, columns)
    return Registration(id=new_id, **columns)


def add_submission(**columns: Any) -> None:
    """Claim a form's token id together with its address."""
    db.session.execute(_NEW_SUBMISSION, columns)
