"""Somebody fills in the form: a seat, a place in the queue, or an honest refusal."""

from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from ..domain.deadlines import answer_by
from ..domain.letters import Kind
from ..domain.phases import takes_sign_ups
from ..domain.seats import Verdict, state_when_signed_up, verdict
from ..domain.states import RegistrationState
from ..domain.text import address_key, has_many_links
from ..store import outbox, registrations
from ..store.database import db
from ..store.models import Registration, Submission, Training
from ..store.notices import keep_notice
from ..store.seats import lock, next_rank, seats_of
from ..wakeup import nudge
from . import audit
from .limits import allowed_at
from .seats import settle


@dataclass(frozen=True)
class Applicant:
    """What somebody typed, already checked and tidied."""

    given_name: str
    family_name: str
    email: str
    phone: str = ""
    organisation: str = ""
    role: str = ""
    note: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    language: str = "de"

    @property
    def texts(self) -> list[str]:
        """Everything that was typed freely."""
        typed = [value for value in self.answers.values() if isinstance(value, str)]
        return [self.given_name, self.family_name, self.organisation, self.note, *typed]


@dataclass(frozen=True)
class Notice:
    """The privacy notice that the form showed."""

    version: str
    text: str


class Refused(Exception):
    """The training takes nobody now: closed, cancelled, not yet open or full."""


def sign_up(
    training_id: int,
    applicant: Applicant,
    token_id: str,
    notice: Notice,
    now: datetime,
    confirm_hours: int,
) -> str:
    """Take a sign-up and return the receipt of its answer page.

    The same form sent twice gives the same receipt. Somebody who is registered
    already gets the same answer as anybody, and a letter that says so; nothing
    stored changes. Raises Refused if the training takes nobody.
    """
    training = lock(training_id)
    earlier = registrations.claimed(token_id, applicant.email)
    if earlier is not None:
        receipt = earlier.receipt
        db.session.commit()
        return receipt
    known = registrations.active_with_address(training_id, applicant.email)
    if known is not None:
        _tell_known(known, token_id, now)
    seats = seats_of(training)
    if not takes_sign_ups(training.calendar, seats, now):
        db.session.commit()
        nudge()
        raise Refused
    until = answer_by(now, confirm_hours, training.first_start)
    if known is None:
        _register(training, applicant, verdict(seats), notice, until, now)
    receipt = _claim(training, applicant, token_id, verdict(seats), until, now)
    db.session.commit()
    nudge()
    return receipt


def _register(
    training: Training,
    applicant: Applicant,
    given: Verdict,
    notice: Notice,
    until: datetime,
    now: datetime,
) -> None:
    state = state_when_signed_up(given, training.email_confirmation)
    registration = Registration(
        training_id=training.id,
        state=state.value,
        queue_rank=next_rank(training.id) if given is Verdict.WAIT else None,
        given_name=applicant.given_name,
        family_name=applicant.family_name,
        email=applicant.email,
        email_key=address_key(applicant.email),
        phone=applicant.phone,
        organisation=applicant.organisation,
        role=applicant.role,
        note=applicant.note,
        answers=applicant.answers,
        flagged=has_many_links(*applicant.texts),
        language=applicant.language,
        privacy_notice=keep_notice(notice.version, notice.text, now),
        created_at=now,
        answer_by=until if state is RegistrationState.UNCONFIRMED else None,
    )
    db.session.add(registration)
    db.session.flush()
    _owe_first_letter(registration, now)
    audit.note_on(registration, audit.PARTICIPANT, "signed up", now, state=state.value)


def _owe_first_letter(registration: Registration, now: datetime) -> None:
    if registration.status is RegistrationState.UNCONFIRMED:
        ask_to_confirm(registration, now, "first")
    elif registration.status is RegistrationState.WAITLISTED:
        outbox.owe_to(registration, Kind.WAITLISTED, now)
    else:
        settle(registration, Kind.CONFIRMATION, now)


def ask_to_confirm(registration: Registration, now: datetime, cause: str) -> None:
    """Owe the letter that asks to confirm the address; past the limits it waits."""
    if outbox.is_pending(registration.id, Kind.CONFIRM_ADDRESS):
        return
    at = _allowed_at(registration, Kind.CONFIRM_ADDRESS, now)
    if registration.answer_by is not None and at >= registration.answer_by:
        return
    outbox.owe_to(
        registration,
        Kind.CONFIRM_ADDRESS,
        now,
        cause,
        due_at=at,
        recipient_key=registration.email_key,
    )


def _tell_known(registration: Registration, token_id: str, now: datetime) -> None:
    """Rule 3: a second sign-up changes nothing; only the address's owner hears of it."""
    if registration.status is RegistrationState.UNCONFIRMED:
        ask_to_confirm(registration, now, token_id)
        return
    if _allowed_at(registration, Kind.ALREADY_REGISTERED, now) <= now:
        outbox.owe_to(
            registration,
            Kind.ALREADY_REGISTERED,
            now,
            token_id,
            recipient_key=registration.email_key,
        )


def _allowed_at(registration: Registration, kind: Kind, now: datetime) -> datetime:
    return allowed_at(registration.email_key or "", kind, now, registration.training_id)


def _claim(
    training: Training,
    applicant: Applicant,
    token_id: str,
    given: Verdict,
    until: datetime,
    now: datetime,
) -> str:
    receipt = token_urlsafe(18)
    db.session.add(
        Submission(
            receipt=receipt,
            token_id=token_id,
            email_key=address_key(applicant.email),
            email=applicant.email,
            training_id=training.id,
            verdict=given.value,
            answer_by=until if training.email_confirmation else None,
            created_at=now,
        )
    )
    return receipt
