"""The calendar file of one registration."""

from datetime import datetime

from flask.testing import FlaskClient

from tests.support.factories import make_confirmed, make_training
from tests.web.participants.own_links import path


def test_the_calendar_file_holds_each_session_in_utc(client: FlaskClient, now: datetime) -> None:
    person = make_confirmed(make_training(now), now)
    file = client.get(f"{path(client, person)}/calendar.ics")
    assert file.content_type == "text/calendar; charset=utf-8"
    assert "DTSTART:20270203T100000Z" in file.text
    assert "ATTENDEE" not in file.text
