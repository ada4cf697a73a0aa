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
from ..store import outbox
from ..store.database import db
from ..store.models import Registration
from ..store.notices import keep_notice
from ..store.seats import take_lock
from ..store.sign_ups import Standing, add_registration, add_submission, standing
from ..wakeup import nudge
from . import audit
from .limits import LOOK_BACK, allowed_at


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

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of Registration that say who it is."""
        return {
            "given_name": self.given_name,
            "family_name": self.family_name,
            "email": self.email or None,
            "email_key": address_key(self.email) if self.email else None,
            "phone": self.phone,
            "organisation": self.organisation,
            "role": self.role,
            "note": self.note,
            "answers": self.answers,
            "language": self.language,
        }


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
    take_lock(training_id)
    stands = standing(training_id, token_id, applicant.email, notice.version, now - LOOK_BACK)
    if stands.receipt is not None:
        db.session.commit()
        return stands.receipt
    if stands.known_id is not None:
        _tell_known(db.session.get_one(Registration, stands.known_id), token_id, now)
    if not takes_sign_ups(stands.calendar, stands.seats, now):
        db.session.commit()
        nudge()
        raise Refused
    until = answer_by(now, confirm_hours, stands.calendar.first_start)
    if stands.known_id is None:
        _register(applicant, stands, notice, until, now)
    receipt = _claim(applicant, stands, token_id, until, now)
    db.session.commit()
    nudge()
    return receipt


def _register(
    applicant: Applicant, stands: Standing, notice: Notice, until: datetime, now: datetime
) -> None:
    given = verdict(stands.seats)
    state = state_when_signed_up(given, stands.email_confirmation)
    if not stands.notice_kept:
        keep_notice(notice.version, notice.text, now)
    registration = add_registration(
        training_id=stands.training_id,
        state=state.value,
        queue_rank=stands.last_rank + 1 if given is Verdict.WAIT else None,
        **applicant.columns,
        flagged=has_many_links(*applicant.texts),
        privacy_notice=notice.version,
        created_at=now,
        answer_by=until if state is RegistrationState.UNCONFIRMED else None,
        informed_at=now if state is RegistrationState.CONFIRMED else None,
    )
    _owe_first_letter(registration, stands.written_to, now)
    audit.note_on(registration, audit.PARTICIPANT, "signed up", now, state=state.value)


def _owe_first_letter(registration: Registration, written_to: bool, now: datetime) -> None:
    if registration.status is RegistrationState.UNCONFIRMED:
        _ask_to_confirm(registration, now, "first", written_to)
    elif registration.status is RegistrationState.WAITLISTED:
        outbox.owe_to(registration, Kind.WAITLISTED, now)
    else:
        outbox.owe_to(registration, Kind.CONFIRMATION, now)


def _ask_to_confirm(
    registration: Registration, now: datetime, cause: str, written_to: bool = True
) -> None:
    """Owe the letter that asks to confirm the address; past the limits it waits."""
    at = _allowed_at(registration, Kind.CONFIRM_ADDRESS, now, written_to)
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
        if not outbox.is_pending(registration.id, Kind.CONFIRM_ADDRESS):
            _ask_to_confirm(registration, now, token_id)
        return
    if _allowed_at(registration, Kind.ALREADY_REGISTERED, now) <= now:
        outbox.owe_to(
            registration,
            Kind.ALREADY_REGISTERED,
            now,
            token_id,
            recipient_key=registration.email_key,
        )


def _allowed_at(
    registration: Registration, kind: Kind, now: datetime, written_to: bool = True
) -> datetime:
    key = registration.email_key or ""
    return allowed_at(key, kind, now, registration.training_id, written_to)


def _claim(
    applicant: Applicant, stands: Standing, token_id: str, until: datetime, now: datetime
) -> str:
    receipt = token_urlsafe(18)
    add_submission(
        receipt=receipt,
        token_id=token_id,
        email_key=address_key(applicant.email),
        email=applicant.email,
        training_id=stands.training_id,
        verdict=verdict(stands.seats).value,
        answer_by=until if stands.email_confirmation else None,
        created_at=now,
    )
    return receipt
