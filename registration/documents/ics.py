"""Calendar files (RFC 5545) and the calendar part of letters (RFC 5546)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

PRODUCT = "-//Zusage//Zusage//DE"
ALARM_BEFORE = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """One session as a calendar shows it; one that has ``ended`` is struck out. Times aware."""

    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    title: str
    place: str
    url: str
    text: str = ""
    ended: bool = False


@dataclass(frozen=True)
class Organizer:
    """Who invites: the training's contact."""

    name: str
    email: str


def calendar(
    entries: Iterable[Entry],
    organizer: Organizer,
    stamp: datetime,
    *,
    method: str = "PUBLISH",
    alarm: bool = False,
    name: str = "",
) -> bytes:
    """An iCalendar object with a METHOD: PUBLISH shows the entries, CANCEL takes them away."""
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", method)
    if name:
        found.add("x-wr-calname", name)
    for entry in entries:
        found.add_component(_event(entry, organizer, stamp, method, alarm))
    return bytes(found.to_ical())


def _event(entry: Entry, organizer: Organizer, stamp: datetime, method: str, alarm: bool) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.starts.astimezone(UTC))
    event.add("dtend", entry.ends.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("location", entry.place)
    event.add("url", entry.url)
    if entry.text:
        event.add("description", entry.text)
    ended = entry.ended or method == "CANCEL"
    event.add("status", "CANCELLED" if ended else "CONFIRMED")
    event["organizer"] = _organizer(organizer)
    if alarm and not ended:
        event.add_component(_alarm(entry.title))
    return event


def _organizer(organizer: Organizer) -> vCalAddress:
    address = vCalAddress(f"mailto:{organizer.email}")
    address.params["cn"] = vText(organizer.name)
    return address


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm
