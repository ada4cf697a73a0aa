"""What somebody was last told about sessions, so that a letter names the right old date."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..programme.values import SessionSpec
from ..trainings.changes import Plan

LastTold = Mapping[int, SessionSpec | None]
"""By session: the slot as it was last told, or None for a session not yet told of."""


def as_facts(slot: SessionSpec) -> dict[str, str]:
    """A slot in plain words, as a Message keeps it."""
    times = {"starts": slot.starts.isoformat(), "ends": slot.ends.isoformat()}
    return vars(slot) | times


def from_facts(facts: Mapping[str, Any]) -> SessionSpec:
    """The slot that ``as_facts`` wrote down."""
    times = {name: datetime.fromisoformat(facts[name]) for name in ("starts", "ends")}
    return SessionSpec(**{**facts, **times})


def all_as_facts(told: LastTold) -> dict[str, dict[str, str] | None]:
    """All that was last told, as a Message keeps it under ``was``."""
    return {str(session): as_facts(slot) if slot else None for session, slot in told.items()}


def all_from_facts(facts: Mapping[str, Any]) -> dict[int, SessionSpec | None]:
    """What a Message keeps under ``was``; empty if it keeps none."""
    was = facts.get("was", {})
    return {int(session): from_facts(slot) if slot else None for session, slot in was.items()}


def seen(slot: SessionSpec, holds: bool) -> SessionSpec:
    """A slot as its reader knows it: where it is online is said only to those with a seat."""
    return slot if holds else replace(slot, online_url="")


def brings_news(plan: Plan, unread: LastTold, holds: bool, now: datetime) -> bool:
    """Whether new dates differ from what somebody knows.

    ``unread`` is what an older letter calls old that has not left yet: it will never be
    read, so that is still what the person knows.
    """
    if plan.adds(now) or not plan.concerns(now):
        return plan.concerns(now)
    known: dict[int, SessionSpec | None] = {**plan.touches(now), **unread}
    return any(_differs(was, plan.after(session), holds) for session, was in known.items())


def _differs(was: SessionSpec | None, new: SessionSpec | None, holds: bool) -> bool:
    if was is None or new is None:
        return was is not new
    return seen(was, holds) != seen(new, holds)


def known_dates(plan: Plan, unread: LastTold) -> dict[int, SessionSpec]:
    """All dates as somebody knows them before a change."""
    known: dict[int, SessionSpec | None] = {**plan.old, **unread}
    return {session: slot for session, slot in known.items() if slot is not None}
