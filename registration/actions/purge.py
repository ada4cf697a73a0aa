"""Personal data whose time is over is emptied; the rows stay for the numbers."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, delete, literal_column, select, update

from ..domain.personal import Clock, emptied
from ..domain.retention import (
    CONTACT_FOR,
    MAIL_LOG_FOR,
    SUBMISSION_FOR,
    UNCONFIRMED_FOR,
    proof_erasable,
)
from ..domain.states import MessageState, RegistrationState, TrainingState
from ..store.database import Base, db
from ..store.models import (
    Funding,
    Message,
    Registration,
    SignInLink,
    StaffSession,
    Submission,
    Training,
    TrainingSession,
    WalkIn,
)
from . import audit
from .lapse import NEVER_CONFIRMED

NO_CONTACT = emptied("registration", Clock.END)
NO_PERSON = emptied("registration")
_OPEN = [MessageState.QUEUED.value, MessageState.RETRYING.value, MessageState.SENDING.value]


@dataclass(frozen=True)
class Purged:
    """How many rows were emptied or deleted, by what they are."""

    unconfirmed: int
    contacts: int
    proofs: int
    letters: int
    forms: int
    sign_ins: int

    @property
    def rows(self) -> int:
        """All of them together."""
        return sum(astuple(self))


def purge(now: datetime, zone: ZoneInfo, dry_run: bool = False) -> Purged:
    """Empty or delete all whose time is over; with ``dry_run`` only count it."""
    done = Purged(
        unconfirmed=_never_confirmed(now),
        contacts=_contacts(now),
        proofs=_proofs(now, zone),
        letters=_old(Message, Message.created_at < now - MAIL_LOG_FOR, Message.state.not_in(_OPEN)),
        forms=_old(Submission, Submission.created_at < now - SUBMISSION_FOR),
        sign_ins=_old(SignInLink, SignInLink.expires_at < now - MAIL_LOG_FOR)
        + _old(StaffSession, StaffSession.created_at < now - MAIL_LOG_FOR),
    )
    if dry_run or not done.rows:
        db.session.rollback()
        return done
    audit.note(audit.CLOCK, "purged", now, **{k: v for k, v in vars(done).items() if v})
    db.session.commit()
    return done


def _never_confirmed(now: datetime) -> int:
    return _empty(
        NO_PERSON,
        Registration.end_reason == NEVER_CONFIRMED,
        Registration.ended_at < now - UNCONFIRMED_FOR,
        # As the partial index spells it: a bound value would not find it.
        Registration.given_name != literal_column("''"),
    )


def _contacts(now: datetime) -> int:
    """Four weeks after the end: contact data of all, names of those who prove nothing."""
    over = _over(now, Training.contacts_erased_at.is_(None))
    unfunded = [t.id for t in over if t.funding_id is None]
    ids = [t.id for t in over]
    emptied = _empty(NO_CONTACT, Registration.training_id.in_(ids))
    _empty(NO_PERSON, Registration.training_id.in_(unfunded))
    emptied += _empty_walk_ins(unfunded)
    _empty(
        NO_PERSON,
        Registration.training_id.in_(ids),
        Registration.state != RegistrationState.CONFIRMED.value,
    )
    _mark(ids, contacts_erased_at=now)
    return emptied


def _proofs(now: datetime, zone: ZoneInfo) -> int:
    """The names that prove a grant, once the grant no longer asks for them."""
    today = now.astimezone(zone).date()
    fundings = db.session.scalars(select(Funding).where(Funding.proof_submitted_on.is_not(None)))
    over = [
        f.id for f in fundings if proof_erasable(f.proof_submitted_on, f.retention_years, today)
    ]
    ids = [
        t.id for t in _over(now, Training.funding_id.in_(over), Training.proof_erased_at.is_(None))
    ]
    emptied = _empty(NO_PERSON, Registration.training_id.in_(ids)) + _empty_walk_ins(ids)
    _mark(ids, proof_erased_at=now)
    return emptied


def _over(now: datetime, *conditions: ColumnElement[bool]) -> Sequence[Training]:
    """Trainings whose last session ended four weeks ago or earlier."""
    later = select(TrainingSession.id).where(
        TrainingSession.training_id == Training.id,
        TrainingSession.ends > now - CONTACT_FOR,
        TrainingSession.dropped_at.is_(None),
    )
    has_any = select(TrainingSession.id).where(TrainingSession.training_id == Training.id)
    return db.session.scalars(
        select(Training).where(
            *conditions,
            Training.state != TrainingState.DRAFT.value,
            has_any.exists(),
            ~later.exists(),
        )
    ).all()


def _empty(values: dict[str, Any], *conditions: ColumnElement[bool]) -> int:
    found = db.session.execute(update(Registration).where(*conditions).values(**values))
    return int(found.rowcount)  # type: ignore[attr-defined]


def _empty_walk_ins(training_ids: Sequence[int]) -> int:
    """The rows stay for the numbers, as with registrations."""
    sessions = select(TrainingSession.id).where(TrainingSession.training_id.in_(training_ids))
    found = db.session.execute(
        update(WalkIn)
        .where(WalkIn.session_id.in_(sessions), WalkIn.given_name != "")
        .values(**emptied("walk_in"))
    )
    return int(found.rowcount)  # type: ignore[attr-defined]


def _mark(training_ids: Sequence[int], **values: datetime) -> None:
    db.session.execute(update(Training).where(Training.id.in_(training_ids)).values(**values))


def _old(model: type[Base], *conditions: ColumnElement[bool]) -> int:
    found = db.session.execute(
        delete(model).where(*conditions), execution_options={"synchronize_session": False}
    )
    return int(found.rowcount)  # type: ignore[attr-defined]
