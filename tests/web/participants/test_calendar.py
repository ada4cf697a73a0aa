"""Calendar files: one's own with an alarm for as long as the seat holds, the public ones without."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from registration.actions.signups.ending import cancel_by_link
from registration.actions.trainings.publishing import cancel_training
from registration.store.models import Registration
from tests.support.factories import make_confirmed, make_training, session_spec
from tests.web.participants.own_links import path

ROOM = "https://konferenz.borken.example/geheim"


def own(client: FlaskClient, person: Registration) -> str:
    return client.get(f"{path(client, person)}/calendar.ics").text.replace("\r\n ", "")


@pytest.fixture
def person(client: FlaskClient, now: datetime) -> Registration:
    """Who has a seat in an online training of two dates."""
    days = (now + timedelta(days=30), now + timedelta(days=37))
    sessions = tuple(session_spec(day, online_url=ROOM) for day in days)
    return make_confirmed(make_training(now, sessions=sessions, summary="Ein Abend."), now)


def counts(text: str) -> tuple[int, ...]:
    words = ("BEGIN:VEVENT", "BEGIN:VALARM", "STATUS:CONFIRMED", "STATUS:CANCELLED", ROOM)
    return tuple(text.count(word) for word in words)


def test_a_seat_has_its_entries_with_an_alarm_the_day_before_and_the_room(
    client: FlaskClient, person: Registration
) -> None:
    text = own(client, person)
    assert counts(text) == (2, 2, 2, 0, 2)
    assert text.count("TRIGGER:-P1D") == 2
    assert text.count("SEQUENCE:0") == 2
    assert text.count("mailto:integration@borken.example") == 2
    assert text.count("Fachabteilung Integration") == 2
    for session in person.training.sessions:
        assert f"UID:{person.uid}-{session.uid}@localhost" in text


def test_what_was_given_back_is_struck_out_above_what_was_published(
    client: FlaskClient, person: Registration, now: datetime
) -> None:
    cancel_by_link(person, now)
    text = own(client, person)
    assert counts(text) == (2, 0, 0, 2, 0)
    assert text.count("SEQUENCE:1") == 2


def test_what_is_called_off_is_struck_out_too(
    client: FlaskClient, person: Registration, now: datetime
) -> None:
    cancel_training(person.training_id, "Krank", now, "test")
    text = own(client, person)
    assert counts(text) == (2, 0, 0, 2, 0)
    assert text.count("SEQUENCE:1") == 2


def test_the_public_file_has_the_dates_without_alarm_and_room_and_keeps_its_stamp(
    client: FlaskClient, person: Registration, now: datetime, frozen: time_machine.Traveller
) -> None:
    text = client.get("/trainings/kurs.ics").text
    assert counts(text.replace("\r\n ", "")) == (2, 0, 2, 0, 0)
    assert text.count("DESCRIPTION:Ein Abend.") == 2
    frozen.move_to(now + timedelta(hours=3))
    assert client.get("/trainings/kurs.ics").text == text


def test_files_are_named_after_the_training(client: FlaskClient, person: Registration) -> None:
    answer = client.get("/trainings/kurs.ics")
    assert answer.headers["Content-Disposition"] == "attachment; filename=kurs.ics"
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"


def test_the_calendar_file_holds_each_session_in_utc(client: FlaskClient, now: datetime) -> None:
    person = make_confirmed(make_training(now), now)
    file = client.get(f"{path(client, person)}/calendar.ics")
    assert file.content_type == "text/calendar; charset=utf-8"
    assert "DTSTART:20270203T100000Z" in file.text
    assert "ATTENDEE" not in file.text
