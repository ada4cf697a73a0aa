"""How an action refuses what the rules do not allow now."""

from ..domain.allowed import NotAllowed
from ..store.database import db


def refuse_unless(may: bool, refusal: type[NotAllowed] = NotAllowed) -> None:
    """End the transaction and raise ``refusal`` unless the rules allow what is asked."""
    if not may:
        db.session.rollback()
        raise refusal
