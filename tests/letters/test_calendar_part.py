"""Calendar parts, applied to a calendar as RFC 5546 says: entries follow every change."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from icalendar import Calendar

from registration.actions.signups.by_staff import move_registration
from registration.actions.signups.ending import cancel_by_link
from registration.actions.trainings.programme import import_programme
from registration.actions.trainings.publishing import cancel_training
from registration.domain.programme import Programme
from registration.domain.states import MessageState, WaitlistMode
from registration.letters import render_letter
from registration.store.database import db
from registration.store.models import Message, Registration
from tests.support.factories import make_confirmed, make_training, session_spec, training_spec
from tests.support.newest import newest_letter


@dataclass
class Diary:
    """What a calendar program keeps: by UID, the newest SEQUENCE wins (RFC 5546, 2.1.5)."""

    entries: dict[str, datetime] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)

    def apply(self, content: bytes) -> None:
        calendar = Calendar.from_ical(content)
        for event in calendar.walk("VEVENT"):
            uid, sequence = str(event["UID"]), int(event.decoded("SEQUENCE"))
            if sequence < self.sequences.get(uid, 0):
                continue
            self.sequences[uid] = sequence
            if calendar["METHOD"] == "CANCEL":
                self.entries.pop(uid, None)
            else:
                self.entries[uid] = event.decoded("DTSTART")

    def read_letters_of(self, app: Flask, person: Registration, now: datetime) -> "Diary":
        """Read all letters to a person in the order in which they were owed."""
        settings, links = app.extensions["zusage_settings"], app.extensions["zusage_links"]
        query = db.select(Message).where(
            Message.registration_id == person.id, Message.state == "queued"
        )
        for message in db.session.scalars(query.order_by(Message.id)).all():
            for part in render_letter(message, settings, links, now).calendars:
                self.apply(part.content)
            message.state = MessageState.SENT
        db.session.commit()
        return self


@pytest.fixture
def days(now: datetime) -> list[datetime]:
    return [now + timedelta(days=number) for number in (30, 37)]


def change(now: datetime, *starts: datetime) -> None:
    spec = training_spec(now, sessions=tuple(session_spec(start) for start in starts))
    import_programme(Programme(trainings=(spec,)), now, "test")


def test_entries_follow_moved_dropped_and_added_dates(
    app: Flask, now: datetime, days: list[datetime]
) -> None:
    training = make_training(now, sessions=tuple(session_spec(day) for day in days))
    person = make_confirmed(training, now)
    diary = Diary().read_letters_of(app, person, now)
    assert sorted(diary.entries.values()) == days
    uids = set(diary.entries)

    moved = days[1] + timedelta(days=3, hours=1)
    change(now, days[0], moved)
    diary.read_letters_of(app, person, now)
    assert sorted(diary.entries.values()) == [days[0], moved]
    assert set(diary.entries) == uids

    change(now, moved)
    diary.read_letters_of(app, person, now)
    assert list(diary.entries.values()) == [moved]

    added = days[0] + timedelta(days=60)
    change(now, moved, added)
    diary.read_letters_of(app, person, now)
    assert sorted(diary.entries.values()) == [moved, added]


def test_a_cancelled_seat_leaves_no_entry_behind(
    app: Flask, now: datetime, days: list[datetime]
) -> None:
    training = make_training(now, sessions=tuple(session_spec(day) for day in days))
    person = make_confirmed(training, now)
    diary = Diary().read_letters_of(app, person, now)
    cancel_by_link(person, now)
    assert diary.read_letters_of(app, person, now).entries == {}


def test_a_cancelled_training_leaves_no_entry_behind(
    app: Flask, now: datetime, days: list[datetime]
) -> None:
    training = make_training(now, sessions=tuple(session_spec(day) for day in days))
    person = make_confirmed(training, now)
    diary = Diary().read_letters_of(app, person, now)
    cancel_training(training.id, "krank", now, "test")
    assert diary.read_letters_of(app, person, now).entries == {}


def test_an_old_letter_read_late_does_not_bring_an_old_date_back(
    app: Flask, now: datetime, days: list[datetime]
) -> None:
    training = make_training(now, sessions=(session_spec(days[0]),))
    person = make_confirmed(training, now)
    settings, links = app.extensions["zusage_settings"], app.extensions["zusage_links"]
    first = db.session.scalars(db.select(Message).where(Message.kind == "confirmation")).one()
    early = render_letter(first, settings, links, now).calendars[0].content
    change(now, days[1])
    diary = Diary().read_letters_of(app, person, now)
    diary.apply(early)
    assert list(diary.entries.values()) == [days[1]]


def test_an_entry_is_in_utc_rings_a_day_before_and_names_no_attendee(
    app: Flask, now: datetime, days: list[datetime]
) -> None:
    make_confirmed(make_training(now, sessions=(session_spec(days[0]),)), now)
    settings, links = app.extensions["zusage_settings"], app.extensions["zusage_links"]
    message = db.session.scalars(db.select(Message).where(Message.kind == "confirmation")).one()
    text = render_letter(message, settings, links, now).calendars[0].content.decode()
    assert f"DTSTART:{days[0].astimezone(UTC):%Y%m%dT%H%M%SZ}" in text
    assert "TRIGGER:-P1D" in text
    assert "mailto:integration@borken.example" in text.replace("\r\n ", "")
    assert "ATTENDEE" not in text


def parts_of(app: Flask, kind: str, now: datetime) -> list[tuple[str, Calendar]]:
    """The parts of the newest letter of a kind: METHOD and what a calendar program reads."""
    found = newest_letter(app, kind, now).calendars
    return [(part.method, Calendar.from_ical(part.content)) for part in found]


@pytest.mark.parametrize("holds", [True, False])
@pytest.mark.parametrize("free", [True, False])
def test_who_moves_loses_the_entries_she_had_and_gets_those_of_a_seat(
    app: Flask, now: datetime, holds: bool, free: bool
) -> None:
    source = make_training(now, "von", capacity=1, waitlist=WaitlistMode.AUTO)
    target = make_training(now, "nach", capacity=1, waitlist=WaitlistMode.AUTO)
    for training, taken in ((source, not holds), (target, not free)):
        if taken:
            make_confirmed(training, now)
    person = make_confirmed(source, now)
    move_registration(person, target.id, now, "staff 1")
    found = parts_of(app, "moved", now)
    assert [method for method, _ in found] == ["CANCEL"] * holds + ["PUBLISH"] * free
    titles = [str(event["SUMMARY"]) for _, part in found for event in part.walk("VEVENT")]
    assert titles == ["Training von"] * holds + ["Training nach"] * free
    text = newest_letter(app, "moved", now).text
    assert text.index("Training von") < text.index("Training nach")


def test_who_waited_has_no_entry_to_take_away(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=1, waitlist=WaitlistMode.AUTO)
    people = [make_confirmed(training, now) for _ in range(3)]
    cancel_by_link(people[2], now)
    assert parts_of(app, "cancelled_by_you", now) == []
    cancel_training(training.id, "krank", now, "test")
    letters = db.session.scalars(db.select(Message).where(Message.kind == "cancellation")).all()
    settings, links = app.extensions["zusage_settings"], app.extensions["zusage_links"]
    counts = {
        one.registration_id: len(render_letter(one, settings, links, now).calendars)
        for one in letters
    }
    assert counts == {people[0].id: 1, people[1].id: 0}


def test_a_date_that_was_dropped_before_she_came_is_not_taken_away_from_her(
    app: Flask, now: datetime, days: list[datetime]
) -> None:
    gone = days[1] + timedelta(days=7)
    training = make_training(now, sessions=tuple(session_spec(day) for day in (*days, gone)))
    change(now, *days)
    make_confirmed(training, now)
    change(now, days[0] + timedelta(hours=1), days[1])
    assert [method for method, _ in parts_of(app, "change", now)] == ["PUBLISH"]


def test_a_trainer_who_is_taken_off_loses_the_entries_above_their_sequence(
    app: Flask, now: datetime, days: list[datetime]
) -> None:
    room = "https://konferenz.borken.example/raum"
    sessions = tuple(session_spec(day, online_url=room) for day in days)
    make_training(now, sessions=sessions)
    spec = training_spec(now, sessions=sessions, trainers=())
    import_programme(Programme(trainings=(spec,)), now, "test")
    ((method, part),) = parts_of(app, "trainer_cancellation", now)
    events = part.walk("VEVENT")
    assert (method, str(part["METHOD"]), len(events)) == ("CANCEL", "CANCEL", 2)
    assert {str(event["STATUS"]) for event in events} == {"CANCELLED"}
    assert {int(event.decoded("SEQUENCE")) for event in events} == {1}
    assert not [event for event in events if event.walk("VALARM")]
    assert room not in part.to_ical().decode().replace("\r\n ", "")


def test_the_confirmation_s_entries_lead_to_ones_own_page_and_to_the_room(
    app: Flask, now: datetime, days: list[datetime]
) -> None:
    room = "https://konferenz.borken.example/raum"
    training = make_training(now, sessions=(session_spec(days[0], online_url=room),))
    person = make_confirmed(training, now)
    ((_, part),) = parts_of(app, "confirmation", now)
    (event,) = part.walk("VEVENT")
    links = app.extensions["zusage_links"]
    assert str(event["URL"]) == links.my(person.key, person.link_version)
    assert room in str(event["DESCRIPTION"])
    assert str(event["STATUS"]) == "CONFIRMED"
    assert str(event["LOCATION"]) == "Rathaus Borken, Im Piepershagen 17"
