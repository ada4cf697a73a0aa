"""Whom a change concerns by name: who moves up, and who must be called or written to."""

from ...actions.privacy import audit
from ...domain.letters.who_is_told import Told
from ...store.models import Registration, Training
from ...store.signups import registrations
from ..context import utc_now
from .auth import current_staff


def named(follows: Told) -> dict[int, str]:
    """The names, by registration."""
    ids = list(dict.fromkeys([*follows.promoted, *follows.by_hand]))
    return {person.id: person.full_name for person in registrations.with_ids(ids)}


def shown_names(
    training: Training, follows: Told, noted: Registration | None = None
) -> dict[int, str]:
    """The names, by registration; that they are shown is noted, but for the one whose is."""
    names = named(follows)
    if names.keys() - {noted.id if noted else None}:
        actor = audit.actor_of(current_staff())
        audit.log_view(actor, "registrations", utc_now(), training.id)
    return names
