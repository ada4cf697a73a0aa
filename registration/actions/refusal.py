"""How an action refuses: what the rules do not allow now, and edits made on stale data."""

from typing import Any

from ..domain.trainings.allowed import NotAllowed
from ..store.database import db


def refuse_unless(may: bool, refusal: type[NotAllowed] = NotAllowed) -> None:
    """End the transaction and raise ``refusal`` unless the rules allow what is asked."""
    if not may:
        db.session.rollback()
        raise refusal


class SecondEditor(Exception):
    """Somebody else has saved since the form was put together with what stands."""


def refuse_second(stands: Any, was: Any) -> None:
    """Raise SecondEditor if what stands, under the lock, is not what the caller has seen."""
    if stands != was:
        db.session.rollback()
        raise SecondEditor
