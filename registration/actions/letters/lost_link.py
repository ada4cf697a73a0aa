"""Somebody has lost the letter and asks for the links again."""

from datetime import datetime

from ...domain.letters.kinds import Kind
from ...domain.text import address_key
from ...store.database import db
from ...store.letters import outbox
from ...store.signups import registrations
from ...wakeup import wake_worker
from .limits import allowed_at
from .trainers import lists_again


def link_again(email: str, request_id: str, language: str, now: datetime) -> None:
    """Owe one letter with all links of an address, if it has any; trainers get their lists.

    The page answers the same either way; past the limits nothing is owed.
    """
    key = address_key(email)
    lists_again(email, request_id, now)
    if registrations.all_active_of(email) and allowed_at(key, Kind.LINK_AGAIN, now) <= now:
        outbox.owe(
            Kind.LINK_AGAIN,
            [request_id],
            now,
            address=email,
            recipient_key=key,
            language=language,
        )
    db.session.commit()
    wake_worker()
