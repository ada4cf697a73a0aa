"""The team says that letters on paper were printed, or that they were not after all."""

from collections.abc import Collection
from datetime import datetime

from ...store.database import db
from ...store.letters.to_print import printed, to_print
from ...store.models import Message
from ...store.signups.seats import lock
from ..privacy import audit


def mark_printed(training_id: int, ids: Collection[int], now: datetime, actor: str) -> int:
    """Take letters off the list of those to print; how many stood on it.

    From then on they count as read: a newer change names what they said.
    """
    lock(training_id)
    letters = [one for one in to_print(now, training_id) if one.id in ids]
    return _mark(letters, now, "printed a letter", now, actor)


def mark_not_printed(training_id: int, ids: Collection[int], now: datetime, actor: str) -> int:
    """Put letters back on the list; how many. One that was replaced since stays off it."""
    lock(training_id)
    letters = [one for one in printed(now, training_id) if one.id in ids]
    return _mark(letters, None, "did not print a letter", now, actor)


def _mark(
    letters: list[Message], printed_at: datetime | None, action: str, now: datetime, actor: str
) -> int:
    for letter in letters:
        letter.printed_at = printed_at
        audit.note(
            actor,
            action,
            now,
            training_id=letter.training_id,
            registration_id=letter.registration_id,
            letter=letter.id,
        )
    db.session.commit()
    return len(letters)
