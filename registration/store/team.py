"""The team as a whole: its lock, and how many managers it has."""

from sqlalchemy import func, select

from ..domain.states import Role
from .database import db
from .locks import lock_row
from .models import Staff

_FIRST = select(func.min(Staff.id)).scalar_subquery()


def lock_team() -> None:
    """Take the team's lock: the row of its first member."""
    lock_row(Staff, _FIRST)


def managers() -> int:
    """How many active managers there are; true only under the lock."""
    query = select(func.count()).where(Staff.active, Staff.role == Role.MANAGER.value)
    return db.session.scalar(query) or 0
