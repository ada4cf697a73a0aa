"""One session as a letter says it."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from .. import formats
from ..domain.programme import SessionSpec
from .escaping import Md


@dataclass(frozen=True)
class Date:
    """When and where, in the receiver's language."""

    when: str
    short: str
    place: str
    online_url: Md | None = None


def date_of(slot: SessionSpec, zone: ZoneInfo, holds: bool) -> Date:
    """A session in words; where it is online is said only to those who hold a seat."""
    return Date(
        when=formats.span(slot.starts, slot.ends, zone),
        short=formats.short_date(slot.starts, zone),
        place=formats.isolated(slot.venue),
        online_url=Md(slot.online_url) if holds and slot.online_url else None,
    )
