"""Trainings, their sessions and trainers, the grants that pay them, the privacy notices."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...domain.programme import QuestionKind, QuestionSpec, SessionSpec
from ...domain.signups.seats import Seats
from ...domain.states import TrainingState, WaitlistMode
from ...domain.trainings.allowed import Allowed, allowed
from ...domain.trainings.phases import Calendar, Meeting
from ..database import Model
from ..keys import LONGEST, new_key
from .enums import stored


class Funding(Model):
    """A grant: its wording, its reference number, and how long its proof is kept."""

    __tablename__ = "funding"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(Text)
    programme: Mapped[str] = mapped_column(Text, default="")
    notice: Mapped[str] = mapped_column(Text, default="")
    reference: Mapped[str] = mapped_column(Text, default="")
    retention_years: Mapped[int] = mapped_column(default=5)
    proof_submitted_on: Mapped[date | None]

    logos: Mapped[list["FundingLogo"]] = relationship(
        order_by="FundingLogo.id", cascade="all, delete-orphan"
    )


class FundingLogo(Model):
    """A logo that a grant asks for, as PNG or SVG, checked when it was taken in."""

    __tablename__ = "funding_logo"

    id: Mapped[int] = mapped_column(primary_key=True)
    funding_id: Mapped[int] = mapped_column(ForeignKey("funding.id"), index=True)
    label: Mapped[str] = mapped_column(Text)
    mimetype: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary)


def question_specs(stored: Sequence[dict[str, Any]]) -> list[QuestionSpec]:
    """Stored questions as values, without those that are no longer asked."""
    return [_question_spec(question) for question in stored if not question.get("removed")]


def _question_spec(stored: dict[str, Any]) -> QuestionSpec:
    values = {name: value for name, value in stored.items() if name != "removed"}
    kind, options = QuestionKind(stored["kind"]), tuple(stored.get("options", ()))
    return QuestionSpec(**{**values, "kind": kind, "options": options})


class Training(Model):
    """What people sign up for. Its row is the lock under which seats are given."""

    __tablename__ = "training"
    __table_args__ = (CheckConstraint("capacity >= 1", "capacity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(LONGEST), unique=True, default=new_key)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[TrainingState] = mapped_column(stored(TrainingState), default=TrainingState.DRAFT)
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text, default="")
    description: Mapped[str] = mapped_column(Text, default="")
    topic: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(20), default="de")
    capacity: Mapped[int]
    waitlist: Mapped[WaitlistMode] = mapped_column(
        stored(WaitlistMode, 10), default=WaitlistMode.AUTO
    )
    waitlist_limit: Mapped[int | None]
    offer_hours: Mapped[int] = mapped_column(default=48)
    email_confirmation: Mapped[bool] = mapped_column(default=True)
    registration_opens: Mapped[datetime | None]
    registration_closes: Mapped[datetime | None]
    cancel_until: Mapped[datetime | None]
    reminder_days: Mapped[list[int]] = mapped_column(JSON, default=list)
    survey: Mapped[str] = mapped_column(String(20), default="standard")
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    contact_name: Mapped[str] = mapped_column(Text, default="")
    contact_email: Mapped[str] = mapped_column(Text, default="")
    contact_phone: Mapped[str] = mapped_column(Text, default="")
    minimum: Mapped[int | None]
    decide_by: Mapped[datetime | None]
    internal_notes: Mapped[str] = mapped_column(Text, default="")
    own_sentences: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    survey_questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    attendance_percent: Mapped[int] = mapped_column(default=80)
    trainers_see_addresses: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=0)
    # Nothing of it leaves before: the team is told first.
    kept_until: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    funding_id: Mapped[int | None] = mapped_column(ForeignKey("funding.id"), index=True)
    lock_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]

    all_sessions: Mapped[list["TrainingSession"]] = relationship(
        order_by="TrainingSession.starts, TrainingSession.id", back_populates="training"
    )
    trainers: Mapped[list["Trainer"]] = relationship(
        order_by="Trainer.id", cascade="all, delete-orphan"
    )
    funding: Mapped[Funding | None] = relationship()

    @property
    def sessions(self) -> list["TrainingSession"]:
        """The sessions that take place, by time."""
        held = [session for session in self.all_sessions if session.dropped_at is None]
        return sorted(held, key=lambda session: session.starts)

    @property
    def calendar(self) -> Calendar:
        """The state and the dates from which follows what the training looks like and allows."""
        return Calendar(
            state=self.state,
            opens=self.registration_opens,
            closes=self.registration_closes,
            meetings=tuple(session.meeting for session in self.sessions),
            cancel_until=self.cancel_until,
            surveyed=self.survey != "none",
        )

    def allowed(self, now: datetime, seats: Seats | None = None) -> Allowed:
        """What may be done with it now; ``seats`` say whether anybody may sign up."""
        return allowed(self.calendar, now, seats)

    @property
    def first_start(self) -> datetime | None:
        """The start of the first session; None without sessions."""
        return self.calendar.first_start

    @property
    def last_end(self) -> datetime | None:
        """The end of the last session; None without sessions."""
        return self.calendar.last_end

    @property
    def question_specs(self) -> list[QuestionSpec]:
        """The training's own questions as values."""
        return question_specs(self.questions)

    @property
    def removed_questions(self) -> list[QuestionSpec]:
        """Questions that are no longer asked, but were answered."""
        return [_question_spec(one) for one in self.questions if one.get("removed")]


class TrainingSession(Model):
    """One dated meeting. Never deleted: a dropped one still owes its cancellation."""

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("ends > starts", "order"),
        Index("ix_session_ends", "ends"),
        # Which trainings have no date yet?
        Index(
            "ix_session_held",
            "training_id",
            sqlite_where=text("dropped_at IS NULL"),
            postgresql_where=text("dropped_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(LONGEST), unique=True, default=new_key)
    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"), index=True)
    starts: Mapped[datetime] = mapped_column(index=True)
    ends: Mapped[datetime]
    place: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text, default="")
    online_url: Mapped[str] = mapped_column(Text, default="")
    sequence: Mapped[int] = mapped_column(default=0)
    list_completed_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]

    training: Mapped[Training] = relationship(back_populates="all_sessions")

    @property
    def slot(self) -> SessionSpec:
        """When and where the session is."""
        return SessionSpec(self.starts, self.ends, self.place, self.address, self.online_url)

    @property
    def venue(self) -> str:
        """Place and address in one line."""
        return self.slot.venue

    @property
    def meeting(self) -> Meeting:
        """The session as the rules see it."""
        return Meeting(self.id, self.starts, self.ends, self.sequence)


class SurveyTemplate(Model):
    """Questions of a survey that trainings may take over."""

    __tablename__ = "survey_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class Trainer(Model):
    """Who holds a training; the address never stands on a public page."""

    __tablename__ = "trainer"
    # Addresses are in ASCII, so that this is what address_key makes of them.
    __table_args__ = (Index("ix_trainer_address", text("lower(email)")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST), unique=True, default=new_key)
    uid: Mapped[str] = mapped_column(String(LONGEST), unique=True, default=new_key)
    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    link_version: Mapped[int] = mapped_column(default=0)


class PrivacyNotice(Model):
    """A version of the privacy notice that somebody has agreed to have read."""

    __tablename__ = "privacy_notice"
    __table_args__ = (UniqueConstraint("version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    first_used_at: Mapped[datetime]
