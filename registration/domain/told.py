"""What people were last told about a session, so that a letter names the right old date."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .changes import Slot

Told = Mapping[str, Mapping[str, str] | None]
"""By session id: the slot as it was last told, or None for a session not yet told of."""


def as_facts(slot: Slot) -> dict[str, str]:
    """A slot in plain words, as a Message keeps it."""
    return {
        "starts": slot.starts.isoformat(),
        "ends": slot.ends.isoformat(),
        "place": slot.place,
        "address": slot.address,
        "online_url": slot.online_url,
    }


def from_facts(facts: Mapping[str, Any]) -> Slot:
    """The slot that ``as_facts`` wrote down."""
    return Slot(
        starts=datetime.fromisoformat(facts["starts"]),
        ends=datetime.fromisoformat(facts["ends"]),
        place=facts["place"],
        address=facts["address"],
        online_url=facts["online_url"],
    )


def merge(newer: Told, unsent: Told) -> dict[str, Mapping[str, str] | None]:
    """What was last told, if an unsent older letter is withdrawn for a newer one.

    The older letter was never read, so what it calls the old date is still what the
    person knows.
    """
    return {**newer, **unsent}
