"""Somebody fills in the form: a seat, a place in the queue, or an honest refusal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from ...domain.letters.kinds import Kind, first_letter
from ...domain.programme import QuestionSpec
from ...domain.signups.deadlines import answer_by, answer_stands
from ...domain.signups.fields import Person
from ...domain.signups.seats import verdict
from ...domain.states import RegistrationState
from ...domain.text import address_key, has_many_links
from ...domain.trainings.allowed import allowed
from ...store.database import db
from ...store.letters import outbox
from ...store.models import Registration
from ...store.privacy.notices import keep_notice
from ...store.signups import registrations
from ...store.signups.seats import take_lock
from ...store.signups.sign_up_rows import add_submission
from ...store.signups.standing import FormTraining, Standing, standing
from ...wakeup import wake_worker
from ..letters.limits import LOOK_BACK, allowed_at
from ..privacy import audit
from .registering import Place, Registered, register

ADDRESSES_A_FORM = 4
"""Back and another person of the household are fine; a program took all seats with one form."""


@dataclass(frozen=True)
class Applicant(Person):
    """Somebody new, with the answers to the training's own questions."""

    answers: dict[str, Any] = field(default_factory=dict)
    language: str = "de"

    @property
    def texts(self) -> list[str]:
        """Everything that was typed freely."""
        return [*super().texts, *(v for v in self.answers.values() if isinstance(v, str))]

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of Registration that say who it is."""
        key = address_key(self.email) if self.email else None
        return {**vars(self), "email": self.email or None, "email_key": key}


@dataclass(frozen=True)
class Notice:
    """The privacy notice that the form showed."""

    version: str
    text: str


class Refused(Exception):
    """The training takes nobody now: closed, cancelled, not yet open or full.

    ``known`` says that the address is registered, and ``tell_registered`` is still to be
    called: after the answer, so that nobody learns it from the time that the answer took.
    """

    def __init__(self, known: bool) -> None:
        super().__init__(known)
        self.known = known


class QuestionsChanged(Exception):
    """The training asks something else than what the answers were checked against."""


class FormIsOver(Exception):
    """This form was taken once and its promise no longer holds, or it served its addresses."""


def sign_up(
    training_id: int,
    applicant: Applicant,
    token_id: str,
    notice: Notice,
    now: datetime,
    confirm_hours: int,
    asked: Sequence[QuestionSpec] | None = None,
) -> str:
    """Take a sign-up and return the receipt of its answer page.

    The same form sent twice gives the same receipt; once its registration has ended or its
    time to confirm is over, FormIsOver is raised and nothing is stored. Somebody who is registered
    already gets the same answer as anybody, and a letter that says so; nothing
    stored changes. ``asked`` are the questions that the answers were checked against.
    Raises Refused if the training takes nobody, and QuestionsChanged.
    """
    take_lock(training_id)
    stands = standing(training_id, token_id, applicant.email, notice.version, now - LOOK_BACK)
    if stands.receipt is not None and _still_stands(stands.receipt, now):
        db.session.commit()
        return stands.receipt
    _refuse_if_full(stands, now)
    if stands.receipt is not None or stands.served >= ADDRESSES_A_FORM:
        db.session.rollback()
        raise FormIsOver
    if asked is not None and [*asked] != stands.questions:
        db.session.rollback()
        raise QuestionsChanged
    first_start = stands.calendar.first_start
    until = answer_by(now, confirm_hours, first_start) if stands.email_confirmation else None
    receipt = token_urlsafe(18)
    add_submission(_submission(applicant, stands, token_id, until, now) | {"receipt": receipt})
    if stands.known_id is None:
        _register(applicant, stands, notice, until, now)
    else:
        _tell_known(db.session.get_one(Registration, stands.known_id), token_id, now)
    db.session.commit()
    wake_worker()
    return receipt


def turn_away(stood: FormTraining, now: datetime) -> None:
    """Raise Refused if the training took nobody a moment ago; changes and locks nothing.

    A crowd in front of a full training would stand in line for the lock, and three times as
    long (docs/benchmarks.md). What it typed need not even be checked.
    """
    if stood.receipt is None:
        _refuse_if_full(stood, now)


def _still_stands(receipt: str, now: datetime) -> bool:
    found = registrations.sent_form(receipt)
    return found is not None and answer_stands(now, found[0].answer_by, found[1])


def _refuse_if_full(stands: FormTraining, now: datetime) -> None:
    if not allowed(stands.calendar, now, stands.seats).sign_up:
        db.session.rollback()
        raise Refused(known=stands.known_id is not None)


def tell_registered(training_id: int, email: str, token_id: str, now: datetime) -> None:
    """Rule 3 for whoever was refused: the address's owner hears that she is registered.

    Of a training that is cancelled or over she has heard already.
    """
    take_lock(training_id)
    known = registrations.active_with_address(training_id, email)
    if known is not None and known.training.allowed(now).remind:
        _tell_known(known, token_id, now)
    db.session.commit()
    wake_worker()


def _submission(
    applicant: Applicant, stands: Standing, token_id: str, until: datetime | None, now: datetime
) -> dict[str, Any]:
    return {
        "token_id": token_id,
        "email_key": address_key(applicant.email),
        "email": applicant.email,
        "training_id": stands.training_id,
        "verdict": verdict(stands.seats).value,
        "answer_by": until,
        "created_at": now,
    }


def _register(
    applicant: Applicant, stands: Standing, notice: Notice, until: datetime | None, now: datetime
) -> None:
    if not stands.notice_kept:
        keep_notice(notice.version, notice.text, now)
    place = Place(stands.training_id, verdict(stands.seats), stands.last_rank, until)
    marks = {
        "flagged": has_many_links(*applicant.texts),
        "privacy_notice": notice.version,
    }
    new = register(place, applicant.columns | marks, now)
    about = {"training_id": stands.training_id, "registration_id": new.id}
    audit.note(audit.PARTICIPANT, "signed up", now, **about, state=new.state)
    _owe_first_letter(applicant, new, stands, until, now)


def _owe_first_letter(
    applicant: Applicant,
    new: Registered,
    stands: Standing,
    until: datetime | None,
    now: datetime,
) -> None:
    """Owe the letter that answers a form, unless its time would be over before it may go.

    Whatever its kind it counts for the limits: whoever typed the address may be a stranger.
    """
    kind, key = first_letter(new.state), address_key(applicant.email)
    at = allowed_at(key, kind, now, stands.training_id, stands.written_to)
    if until is not None and at >= until:
        return
    outbox.owe(
        kind,
        [new.uid, "first"] if until is not None else [new.uid],
        now,
        training_id=stands.training_id,
        registration_id=new.id,
        language=applicant.language,
        due_at=at,
        recipient_key=key,
    )


def _ask_to_confirm(registration: Registration, now: datetime, cause: str) -> None:
    """Owe the letter that asks to confirm the address; past the limits it waits."""
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
    if registration.state is RegistrationState.UNCONFIRMED:
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


def _allowed_at(registration: Registration, kind: Kind, now: datetime) -> datetime:
    return allowed_at(registration.email_key or "", kind, now, registration.training_id)
