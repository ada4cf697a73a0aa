"""The team: its members and their sessions, its lock, and how many managers it has."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from ...domain.states import Role
from ..database import db
from ..locks import lock_row
from ..models import Staff, StaffSession

_FIRST = select(func.min(Staff.id)).scalar_subquery()


def lock_team() -> None:
    """Take the team's lock: the row of its first member."""
    lock_row(Staff, _FIRST)


def managers() -> set[int]:
    """The ids of all active managers; true only under the lock."""
    query = select(Staff.id).where(Staff.active, Staff.role == Role.MANAGER)
    return set(db.session.scalars(query))


def members() -> Sequence[Staff]:
    """Everybody who is or was in the team, by address."""
    return db.session.scalars(select(Staff).order_by(Staff.active.desc(), Staff.email_key)).all()


def sessions_of(staff_id: int, used_since: datetime, begun_since: datetime) -> list[StaffSession]:
    """Where somebody is signed in, the newest first."""
    query = (
        select(StaffSession)
        .where(
            StaffSession.staff_id == staff_id,
            StaffSession.revoked_at.is_(None),
            StaffSession.seen_at > used_since,
            StaffSession.created_at > begun_since,
        )
        .order_by(StaffSession.id.desc())
    )
    return list(db.session.scalars(query))
