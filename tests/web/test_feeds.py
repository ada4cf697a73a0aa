"""The programme for other programs: complete, cheap to ask for, and without secrets."""

import json
import re
from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from registration.domain.states import WaitlistMode
from registration.store.database import db
from tests.support.factories import make_confirmed, make_training, session_spec

SECRET = "https://konferenz.borken.example/geheim"


@pytest.fixture(autouse=True)
def frozen(now: datetime):  # type: ignore[no-untyped-def]
    with time_machine.travel(now, tick=False):
        yield


def test_the_api_tells_all_a_cms_needs(client: FlaskClient, now: datetime) -> None:
    training = make_training(now, capacity=1, waitlist=WaitlistMode.AUTO)
    make_confirmed(training, now)
    make_confirmed(training, now)
    answer = client.get("/api/trainings")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    (found,) = answer.json["trainings"]  # type: ignore[index]
    assert found == {
        "slug": "kurs",
        "title": "Training kurs",
        "summary": "",
        "topic": "",
        "language": "de",
        "phase": "full",
        "seats": {"capacity": 1, "free": 0, "waiting": 1},
        "open": True,
        "registration_opens": "2026-12-05T11:00:00+01:00",
        "registration_closes": None,
        "sessions": [
            {
                "starts": "2027-02-03T11:00:00+01:00",
                "ends": "2027-02-03T14:00:00+01:00",
                "place": "Rathaus Borken",
                "address": "Im Piepershagen 17",
                "online": False,
            }
        ],
        "trainers": ["Volkshochschule"],
        "url": "http://localhost/trainings/kurs",
        "register_url": "http://localhost/trainings/kurs/register",
        "embed_url": "http://localhost/embed/trainings/kurs",
    }


@pytest.mark.parametrize(
    "path",
    ["/", "/embed/", "/trainings/kurs", "/api/trainings", "/trainings.ics", "/trainings/kurs.ics"],
)
def test_no_public_page_tells_an_online_address_or_a_trainer_s_address(
    client: FlaskClient, now: datetime, path: str
) -> None:
    sessions = (session_spec(now.replace(day=20), online_url=SECRET, place="Online"),)
    make_training(now, sessions=sessions)
    page = client.get(path)
    assert page.status_code == 200
    assert "geheim" not in page.text
    assert "vhs@borken.example" not in page.text


@pytest.mark.parametrize(
    "path",
    ["/", "/embed/", "/trainings/kurs", "/api/trainings", "/trainings.ics", "/trainings/kurs.ics"],
)
def test_whoever_asks_again_gets_304_until_something_changes(
    client: FlaskClient, now: datetime, path: str
) -> None:
    training = make_training(now, capacity=5)
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    make_confirmed(training, now)
    changed = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == (304 if path.endswith(".ics") else 200)


def test_search_engines_find_events(client: FlaskClient, now: datetime) -> None:
    make_training(now)
    page = client.get("/trainings/kurs").text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    (event,) = json.loads(found[1])
    assert event["@type"] == "EducationEvent"
    assert event["startDate"] == "2027-02-03T11:00:00+01:00"


def test_a_title_can_not_end_the_script_of_the_event(client: FlaskClient, now: datetime) -> None:
    make_training(now, title="</script><script>alert(1)</script>")
    assert "<script>alert" not in client.get("/trainings/kurs").text


@pytest.mark.parametrize(
    ("address", "expected"),
    [("", "Rathaus"), ("Im Piepershagen 17", "Rathaus\\, Im Piepershagen 17")],
)
def test_a_date_names_its_place_and_the_address_if_it_has_one(
    client: FlaskClient, now: datetime, address: str, expected: str
) -> None:
    session = session_spec(now + timedelta(days=30), place="Rathaus", address=address)
    make_training(now, sessions=(session,))
    lines = client.get("/trainings/kurs.ics").text.splitlines()
    assert [line for line in lines if line.startswith("LOCATION")] == [f"LOCATION:{expected}"]


def test_any_site_may_read_the_programme_and_no_site_a_page(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    assert client.get("/api/trainings").headers["Access-Control-Allow-Origin"] == "*"
    for path in ("/", "/trainings/kurs", "/trainings.ics"):
        assert "Access-Control-Allow-Origin" not in client.get(path).headers


def test_a_training_with_more_people_than_seats_has_none_free(
    client: FlaskClient, now: datetime
) -> None:
    training = make_training(now, capacity=3)
    for _ in range(3):
        make_confirmed(training, now)
    training.capacity = 1
    training.version += 1
    db.session.commit()
    (found,) = client.get("/api/trainings").json["trainings"]  # type: ignore[index]
    assert found["seats"] == {"capacity": 1, "free": 0, "waiting": 0}


def test_the_calendar_to_subscribe_changes_only_with_the_programme(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now, "eins")
    first = client.get("/trainings.ics")
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert "X-WR-CALNAME:Stadt Borken" in first.text
    with time_machine.travel(now + timedelta(hours=3), tick=False):
        assert client.get("/trainings.ics").text == first.text
        make_training(now + timedelta(hours=3), "zwei")
        assert client.get("/trainings.ics").text.count("BEGIN:VEVENT") == 2
