"""Which calendar entries a letter brings, and which it takes away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..documents.ics import Entry, Organizer, calendar
from ..domain.letters.kinds import Calendar
from ..domain.letters.last_notified import all_from_facts
from ..links import Links
from ..settings import Settings
from ..store.models import Message, Registration, Training, TrainingSession
from ..store.signups import registrations


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
    does = message.kind.row.calendar
    if training is None:
        return ()
    if person is None:
        return _to_trainer(message, training, links, settings, now)
    if does is Calendar.MOVE:
        return _moved(message, person, links, settings, now)
    if does is Calendar.CANCEL and held_seat(message, person):
        return _parts(person, (), _known(message, training), links, settings, now)
    if does is Calendar.PUBLISH and person.state.has_certain_seat:
        return _parts(person, training.sessions, _dropped(message, training), links, settings, now)
    return ()


def _to_trainer(
    message: Message, training: Training, links: Links, settings: Settings, now: datetime
) -> tuple[CalendarPart, ...]:
    """A trainer's entries: the same, under UIDs of her own."""
    does, uid = message.kind.row.calendar, message.facts.get("trainer")
    if does is Calendar.CANCEL and uid is not None:
        ended = _known(message, training)
        return _made(_entries_of(uid, training, (), ended, links, settings), training, now)
    if does is Calendar.PUBLISH and message.trainer is not None:
        held, dropped = training.sessions, _dropped(message, training)
        entries = _entries_of(message.trainer.uid, training, held, dropped, links, settings)
        return _made(entries, training, now)
    return ()


def _moved(
    message: Message, person: Registration, links: Links, settings: Settings, now: datetime
) -> tuple[CalendarPart, ...]:
    """The entries of the old training go, those of the new one come for whoever has a seat."""
    old = registrations.by_id(message.facts.get("moved_from", 0))
    ended: tuple[CalendarPart, ...] = ()
    if old is not None and message.facts.get("held_seat"):
        ended = _parts(old, (), old.training.sessions, links, settings, now)
    if not person.state.has_certain_seat:
        return ended
    return ended + _parts(person, person.training.sessions, (), links, settings, now)


def held_seat(message: Message, person: Registration) -> bool:
    """Whether the person had a certain seat, and so an entry in the calendar."""
    holds = person.state.has_certain_seat
    return bool(message.facts.get("held_seat", holds))


def _known(message: Message, training: Training) -> list[TrainingSession]:
    """The sessions that the letter's receiver knows of, dropped ones among them."""
    known = all_from_facts(message.facts)
    if not known:
        return training.sessions
    return [session for session in training.all_sessions if session.id in known]


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
    entries = {
        "PUBLISH": [entry(person, session, links, settings) for session in held],
        "CANCEL": [entry(person, session, links, settings, ended=True) for session in ended],
    }
    return _made(entries, person.training, now)


def _made(
    entries: Mapping[str, Sequence[Entry]], training: Training, now: datetime
) -> tuple[CalendarPart, ...]:
    """A part for each METHOD that has entries."""
    return tuple(
        CalendarPart(method, calendar(found, organizer(training), now, method=method, alarm=True))
        for method, found in entries.items()
        if found
    )


def organizer(training: Training) -> Organizer:
    """The training's contact as its organizer."""
    return Organizer(training.contact_name, training.contact_email)


def entry(
    person: Registration,
    session: TrainingSession,
    links: Links,
    settings: Settings,
    ended: bool = False,
) -> Entry:
    """A person's calendar entry of one session: one UID for the life of both.

    A person who gives the seat back ends the entry with a SEQUENCE above the one it
    was published with (RFC 5546, 2.1.4).
    """
    ended_by_person = ended and not person.state.active
    # Where it is online is for people with a seat: what ends an entry does not say it.
    holds = not ended and person.state.has_certain_seat
    return _entry(
        person.uid,
        session,
        settings,
        sequence=session.sequence + (1 if ended_by_person else 0),
        url=links.my(person.key, person.link_version),
        online=holds,
        ended=ended,
    )


def _entries_of(
    trainer_uid: str,
    training: Training,
    held: Sequence[TrainingSession],
    ended: Sequence[TrainingSession],
    links: Links,
    settings: Settings,
) -> dict[str, list[Entry]]:
    """A trainer who is taken off ends entries above the SEQUENCE they were published with."""
    url, whose = links.training(training.slug), trainer_uid
    return {
        "PUBLISH": [_entry(whose, s, settings, s.sequence, url, True) for s in held],
        "CANCEL": [_entry(whose, s, settings, s.sequence + 1, url, False) for s in ended],
    }


def _entry(
    whose: str,
    session: TrainingSession,
    settings: Settings,
    sequence: int,
    url: str,
    online: bool,
    ended: bool = False,
) -> Entry:
    training = session.training
    room = session.online_url if online else ""
    return Entry(
        uid=f"{whose}-{session.uid}@{settings.host.split(':')[0]}",
        sequence=sequence,
        starts=session.starts,
        ends=session.ends,
        title=training.title,
        place=session.venue,
        url=url,
        text="\n".join(part for part in (training.summary, room) if part),
        ended=ended,
    )
