"""What letters to trainers say. They name nobody who takes part."""

from typing import Any
from zoneinfo import ZoneInfo

from .. import formats
from ..domain.letters.kinds import Kind
from ..links import Links
from ..store import attendance
from ..store.models import Message, Training
from .changed import about_change
from .dates import date_of
from .escaping import Md


def about_trainer_letter(
    message: Message, training: Training, zone: ZoneInfo, links: Links
) -> dict[str, Any]:
    """The values for the template of a letter to a trainer, whose row may be gone by now."""
    trainer = {"name": message.trainer.name if message.trainer else None}
    called_off = {"called_off": training.calendar.called_off}
    if message.kind == Kind.ATTENDEE_LIST:
        return trainer | _list(message, training, zone, links)
    if message.kind == Kind.TRAINER_CHANGE:
        return trainer | about_change(message, training, zone)
    return trainer | called_off


def _list(message: Message, training: Training, zone: ZoneInfo, links: Links) -> dict[str, Any]:
    """The links to the list and to each date's sheet."""
    if message.trainer is None:
        return {"nothing_to_say": True}
    named = message.sessions
    sessions = training.sessions if named is None else named
    key = (message.trainer.key, message.trainer.link_version)
    return {
        "people": len(attendance.expected(training.id)),
        "list_url": Md(links.trainer(*key)),
        "sheets": [
            (
                date_of(s.slot, zone, holds=True),
                Md(links.trainer(*key, f"sessions/{s.uid}/sheet.pdf")),
            )
            for s in sessions
        ],
        "first": formats.short_date(sessions[0].starts, zone) if sessions else "",
        "nothing_to_say": not sessions,
    }
