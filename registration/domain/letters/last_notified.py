"""What somebody was last told about sessions, so that a letter names the right old date."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..trainings.changes import Plan, Slot

LastTold = Mapping[int, Slot | None]
"""By session: the slot as it was last told, or None for a session not yet told of."""


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


def all_as_facts(told: LastTold) -> dict[str, dict[str, str] | None]:
    """All that was last told, as a Message keeps it under ``was``."""
    return {str(session): as_facts(slot) if slot else None for session, slot in told.items()}


def all_from_facts(facts: Mapping[str, Any]) -> dict[int, Slot | None]:
    """What a Message keeps under ``was``; empty if it keeps none."""
    was = facts.get("was", {})
    return {int(session): from_facts(slot) if slot else None for session, slot in was.items()}


def seen(slot: Slot, holds: bool) -> Slot:
    """A slot as its reader knows it: where it is online is said only to those with a seat."""
    return slot if holds else replace(slot, online_url="")


def brings_news(plan: Plan, unread: LastTold, holds: bool, now: datetime) -> bool:
    """Whether new dates differ from what somebody knows.

    ``unread`` is what an older letter calls old that has not left yet: it will never be
    read, so that is still what the person knows.
    """
    if plan.adds(now) or not plan.concerns(now):
        return plan.concerns(now)
    known: dict[int, Slot | None] = {**plan.touches(now), **unread}
    return any(_differs(was, plan.after(session), holds) for session, was in known.items())


def _differs(was: Slot | None, new: Slot | None, holds: bool) -> bool:
    if was is None or new is None:
        return was is not new
    return seen(was, holds) != seen(new, holds)


def known_dates(plan: Plan, unread: LastTold) -> dict[int, Slot]:
    """All dates as somebody knows them before a change."""
    known: dict[int, Slot | None] = {**plan.old, **unread}
    return {session: slot for session, slot in known.items() if slot is not None}
