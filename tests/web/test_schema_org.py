"""What a search engine reads of a training: each event whole, and no room of an online one."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.factories import make_training, session_spec

ROOM = "https://konferenz.borken.example/geheim"
PAGE = "http://localhost/trainings/kurs"


def events_of(client: FlaskClient) -> list[dict[str, Any]]:
    page = client.get("/trainings/kurs").text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    read: list[dict[str, Any]] = json.loads(found[1])
    return read


@pytest.mark.parametrize(
    ("where", "mode", "location"),
    [
        (
            {"place": "Rathaus", "address": "Im Piepershagen 17"},
            "Offline",
            {"@type": "Place", "name": "Rathaus", "address": "Im Piepershagen 17"},
        ),
        (
            {"place": "Rathaus", "address": ""},
            "Offline",
            {"@type": "Place", "name": "Rathaus", "address": "Rathaus"},
        ),
        (
            {"place": "Online", "address": "", "online_url": ROOM},
            "Online",
            {"@type": "VirtualLocation", "url": PAGE},
        ),
    ],
)
def test_an_event_says_what_when_where_and_by_whom(
    client: FlaskClient, now: datetime, where: dict[str, Any], mode: str, location: Any
) -> None:
    session = session_spec(now + timedelta(days=30), **where)
    make_training(now, sessions=(session,), summary="Ein Abend.", language="en")
    assert events_of(client) == [
        {
            "@context": "https://schema.org",
            "@type": "EducationEvent",
            "name": "Training kurs",
            "description": "Ein Abend.",
            "inLanguage": "en",
            "startDate": "2027-02-03T11:00:00+01:00",
            "endDate": "2027-02-03T14:00:00+01:00",
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
            "location": location,
            "organizer": {"@type": "Organization", "name": "Stadt Borken"},
            "url": PAGE,
            "isAccessibleForFree": True,
        }
    ]
