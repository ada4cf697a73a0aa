"""Registrations, the sign-up forms that were sent, and the anonymous answers to surveys."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...domain.signups.seats import Verdict
from ...domain.states import ACTIVE, RegistrationState, UnknownState
from ...domain.trainings.allowed import AllowedToOne, Claim, allowed_to
from ..database import Model
from ..keys import LONGEST, new_key
from .enums import stored, words_in
from .trainings import Training

_NOT_EMPTIED_SQL = "ended_at IS NOT NULL AND given_name <> ''"
_UNIQUE_SQL = f"{words_in('state', ACTIVE)} AND NOT shared_address AND email_key IS NOT NULL"


class Registration(Model):
    """One person's claim on one training; one row for its whole life.

    ``key`` stands in the person's links, ``uid`` in calendars and in once_keys.
    ``queue_rank`` is the place in the order of the queue, and None for whoever holds
    a seat or has ended.
    """

    __tablename__ = "registration"
    __table_args__ = (
        # Rule 3: one active registration per training and address.
        Index(
            "uq_registration_active",
            "training_id",
            "email_key",
            unique=True,
            sqlite_where=text(_UNIQUE_SQL),
            postgresql_where=text(_UNIQUE_SQL),
        ),
        Index("ix_registration_seats", "training_id", "state", "queue_rank"),
        Index(
            "ix_registration_answer_by",
            "state",
            "answer_by",
            sqlite_where=text("answer_by IS NOT NULL"),
            postgresql_where=text("answer_by IS NOT NULL"),
        ),
        Index("ix_registration_email_key", "email_key"),
        # The clock's question each minute: whose names are to be emptied?
        Index(
            "ix_registration_ended",
            "ended_at",
            sqlite_where=text(_NOT_EMPTIED_SQL),
            postgresql_where=text(_NOT_EMPTIED_SQL),
        ),
        CheckConstraint(
            "(state = 'waitlisted' AND queue_rank IS NOT NULL) OR state = 'unconfirmed'"
            " OR (state NOT IN ('waitlisted', 'unconfirmed') AND queue_rank IS NULL)",
            "queue",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST), unique=True, default=new_key)
    uid: Mapped[str] = mapped_column(String(LONGEST), unique=True, default=new_key)
    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"))
    state: Mapped[RegistrationState] = mapped_column(
        stored(RegistrationState, unknown=UnknownState)
    )
    queue_rank: Mapped[int | None] = mapped_column(BigInteger)
    given_name: Mapped[str] = mapped_column(Text)
    family_name: Mapped[str] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    email_key: Mapped[str | None] = mapped_column(Text)
    shared_address: Mapped[bool] = mapped_column(default=False)
    new_email: Mapped[str | None] = mapped_column(Text)
    address_wrong: Mapped[bool] = mapped_column(default=False)
    flagged: Mapped[bool] = mapped_column(default=False)
    added_by_staff: Mapped[bool] = mapped_column(default=False)
    phone: Mapped[str] = mapped_column(Text, default="")
    postal_address: Mapped[str] = mapped_column(Text, default="", server_default="")
    organisation: Mapped[str] = mapped_column(Text, default="")
    role: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    language: Mapped[str] = mapped_column(String(10), default="de")
    privacy_notice: Mapped[str] = mapped_column(String(20), default="")
    link_version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    answer_by: Mapped[datetime | None]
    informed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")
    # Typed by staff. Here it can be emptied; the audit log holds facts only.
    queue_reason: Mapped[str] = mapped_column(Text, default="")
    has_answered: Mapped[bool] = mapped_column(default=False)
    no_survey: Mapped[bool] = mapped_column(default=False)

    training: Mapped[Training] = relationship()

    @property
    def reachable(self) -> bool:
        """Whether letters reach the person by e-mail."""
        return bool(self.email) and not self.address_wrong

    @property
    def waits(self) -> bool:
        """Whether the person stands in the queue, confirmed or not."""
        return self.queue_rank is not None

    @property
    def claim(self) -> Claim:
        """How it stands, as the rules see it."""
        return Claim(self.state, self.waits, self.answer_by)

    def allowed(self, now: datetime) -> AllowedToOne:
        """What may be done with it now."""
        return allowed_to(self.claim, self.training.calendar, now)

    @property
    def full_name(self) -> str:
        """Given name and family name as one would say them."""
        return f"{self.given_name} {self.family_name}".strip()


class Attendance(Model):
    """Whether somebody was at one session; no row means nobody has said."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("session_id", "registration_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    present: Mapped[bool]
    marked_at: Mapped[datetime]
    marked_by: Mapped[str] = mapped_column(String(40))


class WalkIn(Model):
    """Somebody who came without a registration; counts in attendance, not in capacity.

    ``key`` comes with the form, so that sending it twice adds one person.
    """

    __tablename__ = "walk_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    given_name: Mapped[str] = mapped_column(Text)
    family_name: Mapped[str] = mapped_column(Text)
    organisation: Mapped[str] = mapped_column(Text, default="")
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(40))


class Submission(Model):
    """A sign-up form that was taken: its token id is claimed together with the address.

    A double click finds it and shows the same page again. Erased after a day.
    """

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("token_id", "email_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt: Mapped[str] = mapped_column(String(40), unique=True)
    token_id: Mapped[str] = mapped_column(String(40))
    email_key: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"), index=True)
    verdict: Mapped[Verdict] = mapped_column(stored(Verdict, 10))
    answer_by: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(index=True)


class SurveyAnswer(Model):
    """One anonymous answer: no registration, no time, a random key."""

    __tablename__ = "survey_answer"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
