"""What a change letter says: what differs between what its receiver knew and how it is now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from .. import formats
from ..domain.letters.kinds import Receiver
from ..domain.letters.last_notified import all_from_facts, seen
from ..domain.programme import SessionSpec
from ..store.models import Message, Training
from .dates import Date, date_of


@dataclass(frozen=True)
class Changed:
    """One session that was moved, dropped or added; ``old`` or ``new`` is missing then.

    ``what`` is dropped, added, date, place, both, or link for that of an online session.
    """

    what: str
    starts: datetime
    old: Date | None
    new: Date | None


def about_change(message: Message, training: Training, zone: ZoneInfo) -> dict[str, Any]:
    """The values for the template of a change letter."""
    changes = _changes(message, training, zone)
    kinds = {changed.what for changed in changes}
    return {
        "changes": changes,
        "nothing_to_say": not changes,
        "what": kinds.pop() if len(kinds) == 1 else "several",
        "first": formats.short_date(changes[0].starts, zone) if changes else "",
    }


def _changes(message: Message, training: Training, zone: ZoneInfo) -> list[Changed]:
    holds = reads_links(message)
    sessions = {session.id: session for session in training.all_sessions}
    found = []
    for session_id, was in all_from_facts(message.facts).items():
        session = sessions[session_id]
        old = seen(was, holds) if was else None
        new = None if session.dropped_at else seen(session.slot, holds)
        if old != new:
            found.append(_changed(old, new, zone))
    return sorted(found, key=lambda changed: changed.starts)


def reads_links(message: Message) -> bool:
    """Whether its receiver learns where the training is online: trainers and seat holders do."""
    person = message.registration
    if person is None:
        return message.kind.row.receiver is Receiver.TRAINER
    return person.state.has_certain_seat and message.kind.row.online_link


def _changed(old: SessionSpec | None, new: SessionSpec | None, zone: ZoneInfo) -> Changed:
    return Changed(
        what=_what(old, new),
        starts=next(slot.starts for slot in (new, old) if slot),
        old=date_of(old, zone, holds=False) if old else None,
        new=date_of(new, zone, holds=True) if new else None,
    )


def _what(old: SessionSpec | None, new: SessionSpec | None) -> str:
    if old is None:
        return "added"
    if new is None:
        return "dropped"
    moved = (old.starts, old.ends) != (new.starts, new.ends)
    elsewhere = (old.place, old.address) != (new.place, new.address)
    if moved and elsewhere:
        return "both"
    if moved:
        return "date"
    return "place" if elsewhere else "link"
