"""The town's team: who they are, where they are signed in, and what they did."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...domain.states import Role
from ..database import Model
from .enums import stored


class Staff(Model):
    """One member of the team."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(Text)
    email_key: Mapped[str] = mapped_column(Text, unique=True)
    role: Mapped[Role] = mapped_column(stored(Role), default=Role.EDITOR)
    language: Mapped[str] = mapped_column(String(10), default="de")
    active: Mapped[bool] = mapped_column(default=True)
    digest: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class SignInLink(Model):
    """A link that signs in once. Only its hash is kept."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    staff: Mapped[Staff] = relationship()


class StaffSession(Model):
    """One browser that is signed in. Only the hash of its cookie is kept."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    staff: Mapped[Staff] = relationship()


class AuditEntry(Model):
    """Who did or saw what, and when. Rows are only ever added.

    A row may forget its training once that is deleted: its id may come again.
    """

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(60))
    training_id: Mapped[int | None] = mapped_column(ForeignKey("training.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
