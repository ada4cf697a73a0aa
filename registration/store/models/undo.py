"""What the team did and may take back for some minutes."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...domain.states import RegistrationState
from ..database import Model
from .trainings import Training


class Undoable(Model):
    """One action of the team. ``rows`` say what it changed, with before and after.

    ``held`` are the seats that were held before; ``last_person`` and ``last_letter`` the
    newest of the training right after, ``dates`` its state and dates. The row is deleted
    after a day.
    """

    __tablename__ = "undoable"

    id: Mapped[int] = mapped_column(primary_key=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"), index=True)
    action: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime] = mapped_column(index=True)
    until: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    held: Mapped[int]
    last_person: Mapped[int]
    last_letter: Mapped[int]
    dates: Mapped[str] = mapped_column(String(64))
    rows: Mapped[dict[str, Any]] = mapped_column(JSON)

    training: Mapped[Training] = relationship()

    @property
    def cancelled(self) -> int:
        """How many registrations it ended."""
        ends = [left for _, left in self.rows["registration"].values() if left]
        return sum(left.get("state") == RegistrationState.CANCELLED for left in ends)
