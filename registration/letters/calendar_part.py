"""Which calendar entries a letter brings, and which it takes away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ..documents.ics import Entry, Organizer, calendar
from ..domain.kinds import Calendar, Kind
from ..domain.states import RegistrationState
from ..links import Links
from ..settings import Settings
from ..store import registrations
from ..store.models import Message, Registration, Training, TrainingSession


@dataclass(frozen=True)
class CalendarPart:
    """An iCalendar object and its METHOD."""

    method: str
    content: bytes


def calendar_parts(
    message: Message, links: Links, settings: Settings, now: datetime
) -> tuple[CalendarPart, ...]:
    """The parts of one letter; none for people who hold no certain seat."""
    person, training = message.registration, message.training
    does = Kind(message.kind).row.calendar
    if person is None or training is None:
        return ()
    if does is Calendar.MOVE:
        return _moved(message, person, links, settings, now)
    if does is Calendar.CANCEL and held_seat(message, person):
        return _parts(person, (), training.sessions, links, settings, now)
    if does is Calendar.PUBLISH and person.status is RegistrationState.CONFIRMED:
        return _parts(person, training.sessions, _dropped(message, training), links, settings, now)
    return ()


def _moved(
    message: Message, person: Registration, links: Links, settings: Settings, now: datetime
) -> tuple[CalendarPart, ...]:
    """The entries of the old training go, those of the new one come for whoever has a seat."""
    old = registrations.by_id(message.facts.get("moved_from", 0))
    ended: tuple[CalendarPart, ...] = ()
    if old is not None and message.facts.get("held_seat"):
        ended = _parts(old, (), old.training.sessions, links, settings, now)
    if person.status is not RegistrationState.CONFIRMED:
        return ended
    return ended + _parts(person, person.training.sessions, (), links, settings, now)


def held_seat(message: Message, person: Registration) -> bool:
    """Whether the person had a certain seat, and so an entry in the calendar."""
    holds = person.status is RegistrationState.CONFIRMED
    return bool(message.facts.get("held_seat", holds))


def _dropped(message: Message, training: Training) -> list[TrainingSession]:
    """Sessions that this letter says are dropped and that the person knew of."""
    known = {key for key, was in message.facts.get("was", {}).items() if was is not None}
    return [s for s in training.all_sessions if s.dropped_at and str(s.id) in known]


def _parts(
    person: Registration,
    held: Sequence[TrainingSession],
    ended: Sequence[TrainingSession],
    links: Links,
    settings: Settings,
    now: datetime,
) -> tuple[CalendarPart, ...]:
    found = []
    for method, sessions in (("PUBLISH", held), ("CANCEL", ended)):
        if sessions:
            entries = [entry(person, s, links, settings, method) for s in sessions]
            content = calendar(entries, organizer(person.training), now, method=method, alarm=True)
            found.append(CalendarPart(method, content))
    return tuple(found)


def organizer(training: Training) -> Organizer:
    """The training's contact as its organizer."""
    return Organizer(training.contact_name, training.contact_email)


def entry(
    person: Registration,
    session: TrainingSession,
    links: Links,
    settings: Settings,
    method: str = "PUBLISH",
) -> Entry:
    """A person's calendar entry of one session: one UID for the life of both.

    A person who gives the seat back ends the entry with a SEQUENCE above the one it
    was published with (RFC 5546, 2.1.4).
    """
    training = person.training
    ended_by_person = method == "CANCEL" and not person.status.active
    # Where it is online is for people with a seat: what ends an entry does not say it.
    holds = method == "PUBLISH" and person.status is RegistrationState.CONFIRMED
    online = session.online_url if holds else ""
    return Entry(
        uid=f"{person.uid}-{session.uid}@{settings.host.split(':')[0]}",
        sequence=session.sequence + (1 if ended_by_person else 0),
        starts=session.starts,
        ends=session.ends,
        title=training.title,
        place=", ".join(part for part in (session.place, session.address) if part),
        url=links.my(person.key, person.link_version),
        text="\n".join(part for part in (training.summary, online) if part),
    )
