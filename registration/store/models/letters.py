"""The outbox: letters that are owed, rounds that are done, and who was last seen at work."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...domain.letters.due import survey_closes
from ...domain.letters.kinds import Kind, UnknownKind
from ...domain.letters.messages import (
    Standing,
    held_until,
    may_retry,
    may_withdraw,
    why_not_on_paper,
)
from ...domain.states import NOT_DONE, MessageState, is_known
from ...domain.text import msgid
from ..database import Model
from .enums import stored, words_in
from .people import Registration
from .staff import Staff
from .trainings import Trainer, Training, TrainingSession

_OPEN_SQL = words_in("state", NOT_DONE)
_FAILED_SQL = "state = 'failed'"
_NOT_PRINTED_SQL = "state = 'withdrawn' AND printed_at IS NULL"


ON_PAPER = msgid("no e-mail reaches the person: print it, or call")
ADDRESS_WRONG = msgid("the address is wrong")
"""Why a letter is withdrawn that its person gets on paper instead."""
FOR_PAPER = (ON_PAPER, ADDRESS_WRONG)
NEVER_SENT = msgid("no e-mail reached the person then")
BY_STAFF = msgid("withdrawn by staff")


class Message(Model):
    """One e-mail that is owed. ``facts`` hold ids, times and places, never a typed text."""

    __tablename__ = "message"
    __table_args__ = (
        # The postman's only question: what is open and due?
        Index(
            "ix_message_open",
            "due_at",
            "id",
            sqlite_where=text(_OPEN_SQL),
            postgresql_where=text(_OPEN_SQL),
        ),
        Index(
            "ix_message_failed",
            "training_id",
            sqlite_where=text(_FAILED_SQL),
            postgresql_where=text(_FAILED_SQL),
        ),
        # What the team's first page asks each time: what is to be printed?
        Index(
            "ix_message_not_printed",
            "training_id",
            sqlite_where=text(_NOT_PRINTED_SQL),
            postgresql_where=text(_NOT_PRINTED_SQL),
        ),
        Index("ix_circular_message", "circular_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(stored(Kind, 40, UnknownKind))
    once_key: Mapped[str] = mapped_column(Text, unique=True)
    state: Mapped[MessageState] = mapped_column(stored(MessageState), default=MessageState.QUEUED)
    training_id: Mapped[int | None] = mapped_column(ForeignKey("training.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey("trainer.id"))
    circular_id: Mapped[int | None] = mapped_column(ForeignKey("circular.id"))
    address: Mapped[str | None] = mapped_column(Text)
    recipient_key: Mapped[str | None] = mapped_column(Text, index=True)
    language: Mapped[str] = mapped_column(String(10), default="de")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    message_id: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None]
    # When the team had it tried anew: from then on it is tried for two days.
    retried_at: Mapped[datetime | None]
    # When the team said that it was printed.
    printed_at: Mapped[datetime | None]

    training: Mapped[Training | None] = relationship()
    registration: Mapped[Registration | None] = relationship()
    session: Mapped[TrainingSession | None] = relationship()
    staff: Mapped[Staff | None] = relationship()
    # The other direction lets go of the letters of a trainer who leaves.
    trainer: Mapped[Trainer | None] = relationship(backref="letters")
    circular: Mapped["Circular | None"] = relationship()

    @property
    def is_readable(self) -> bool:
        """Whether this version knows its kind, and how things stand that it is about."""
        about = (one.state for one in (self.registration, self.training) if one)
        return all(is_known(word) for word in (self.kind, *about))

    @property
    def may_retry(self) -> bool:
        """Whether the team may have it tried anew."""
        return is_known(self.kind) and may_retry(self.state)

    @property
    def may_withdraw(self) -> bool:
        """Whether the team may still withdraw it."""
        return may_withdraw(self.state)

    @property
    def tried_since(self) -> datetime:
        """From when on the two days count after which it is given up."""
        return self.retried_at or self.created_at

    @property
    def is_done(self) -> bool:
        """Whether nothing more becomes of it by itself."""
        return self.state not in NOT_DONE

    @property
    def on_paper(self) -> bool:
        """Whether it may be printed for somebody whom no e-mail reaches."""
        withdrawn = self.state == MessageState.WITHDRAWN
        still_owed = not withdrawn or self.last_error in FOR_PAPER
        return still_owed and self.kind.row.on_paper

    @property
    def sessions(self) -> list[TrainingSession] | None:
        """Those of its sessions that take place, by time; None if it names no session."""
        ids = self.facts.get("sessions") or ([self.session_id] if self.session_id else [])
        if not ids or self.training is None:
            return None
        return [session for session in self.training.sessions if session.id in ids]

    def standing(self, now: datetime) -> Standing:
        """How things stand for it, as far as that may make it useless."""
        person, training, sessions = self.registration, self.training, self.sessions
        last_end = training.last_end if training else None
        return Standing(
            now=now,
            registration=person.state if person else None,
            training=training.state if training else None,
            answer_by=person.answer_by if person else None,
            session_starts=max((s.starts for s in sessions or ()), default=None),
            session_dropped=sessions == [],
            last_end=last_end,
            lies_ahead=training is None or any(s.ends > now for s in training.all_sessions),
            survey_closes=survey_closes(last_end) if last_end else None,
            has_answered=person.has_answered if person else False,
            new_address_wanted=self._new_address_wanted,
        )

    @property
    def _new_address_wanted(self) -> bool | None:
        """Whether a new address is still to be confirmed; None for any other letter."""
        if not self.facts.get("new_address") or self.registration is None:
            return None
        return self.registration.new_email == self.address

    def held_until(self, now: datetime) -> datetime | None:
        """Until when it waits, on paper too, because it may be taken back; None if it doesn't."""
        return held_until(self.created_at, self.due_at, now)

    @property
    def reason(self) -> str:
        """Why it stands as it does, for the team; empty if there is nothing to say."""
        person = self.registration
        if self.last_error in FOR_PAPER and person and person.reachable:
            return NEVER_SENT
        return self.last_error

    def to_be_printed(self, now: datetime) -> bool:
        """Whether what it says on paper is still so and of use."""
        return why_not_on_paper(self.kind, self.standing(now)) is None


class Circular(Model):
    """What staff wrote to several people at once; each gets a Message of kind custom."""

    __tablename__ = "circular"

    id: Mapped[int] = mapped_column(primary_key=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class CompletedRun(Model):
    """Reminders or surveys of one day that were owed to everybody."""

    __tablename__ = "round"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"), index=True)
    done_at: Mapped[datetime]


class Heartbeat(Model):
    """When a kind of process was last at work."""

    __tablename__ = "heartbeat"

    process: Mapped[str] = mapped_column(String(20), primary_key=True)
    seen_at: Mapped[datetime]


class Trouble(Model):
    """Something that does not work, since when, and when it is tried again."""

    __tablename__ = "trouble"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    since: Mapped[datetime]
    failures: Mapped[int]
    retry_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")
