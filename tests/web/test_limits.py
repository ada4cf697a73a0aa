"""Abuse: networks and trainings are limited generously, recipients strictly and in silence."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from flask.testing import FlaskClient

from registration.domain.letters import limits
from registration.domain.letters.kinds import Kind
from registration.settings import Settings
from registration.store.database import db
from registration.store.models import Message, Registration, Staff
from tests.conftest import settings_for
from tests.support.factories import make_training
from tests.support.pages import PERSON, open_form, words_of

FORM = "/trainings/kurs/register"


@pytest.fixture(autouse=True)
def frozen(now: datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture(params=["with Redis", "without Redis"])
def settings(request: pytest.FixtureRequest, database_url: str) -> Settings:
    # Counts are kept under HMACs of this key, so each test counts from nought.
    key = f"a-key-for-this-test-alone-{uuid4().hex}"
    found = replace(settings_for(database_url), ratelimit_enabled=True, secret_keys=(key,))
    if request.param == "with Redis":
        found = replace(found, redis_url=request.getfixturevalue("valkey"))
    return found


def letters() -> list[Message]:
    return list(db.session.scalars(db.select(Message).order_by(Message.id)))


def test_sixty_posts_a_minute_are_free_and_a_flood_is_told_when_to_come_again(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    answers = [client.post("/link-again", data={"email": "x"}) for _ in range(121)]
    assert {answer.status_code for answer in answers[:60]} == {422}
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 61
    assert "Zu viele Anfragen" in words_of(answers[-1])


def test_who_sent_too_much_waits_for_the_rest_of_the_minute_that_began_with_the_first(
    client: FlaskClient, settings: Settings, frozen: time_machine.Traveller
) -> None:
    here = settings.redis_url == settings_for("").redis_url
    for _ in range(120):
        client.post("/link-again", data={"email": "x"})
    frozen.shift(timedelta(seconds=20))
    # While Redis was not yet asked the process counts by itself, and Redis begins anew.
    posts = (client.post("/link-again", data={"email": "x"}) for _ in range(1 if here else 121))
    answer = next(answer for answer in posts if answer.status_code == 429)
    # The clock of a server can't be moved from here.
    assert int(answer.headers["Retry-After"]) in ({41} if here else range(1, 62))


def test_a_household_is_one_network_in_ipv6_but_offices_next_door_are_not_in_ipv4(
    client: FlaskClient, now: datetime
) -> None:
    def post(address: str) -> int:
        client.environ_base["REMOTE_ADDR"] = address
        return client.post("/link-again", data={"email": "x"}).status_code

    for number in range(120):
        post(f"2001:db8:1:1::{number + 1:x}")
    assert post("2001:db8:1:1::ffff") == 429
    assert post("2001:db8:1:2::1") == 422
    for _ in range(120):
        post("192.0.2.1")
    assert post("192.0.2.1") == 429
    assert post("192.0.2.2") == 422


def test_reading_is_never_limited(client: FlaskClient, now: datetime) -> None:
    make_training(now)
    for _ in range(125):
        client.post("/link-again", data={"email": "x"})
    assert client.get(FORM).status_code == 200


def test_a_victim_gets_three_letters_an_hour_at_most_over_all_trainings(
    client: FlaskClient, now: datetime
) -> None:
    for number in range(6):
        make_training(now, f"kurs-{number}")
        path = f"/trainings/kurs-{number}/register"
        assert client.post(path, data=open_form(client, path) | PERSON).status_code == 303
    due = [letter.due_at for letter in letters()]
    assert [at - now for at in due[:3]] == [timedelta()] * 3
    assert all(at >= now + timedelta(hours=1) for at in due[3:])


def test_past_the_limit_links_are_not_sent_again_and_the_page_does_not_tell(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    client.post(FORM, data=open_form(client, FORM) | PERSON)
    pages = set()
    for _ in range(5):
        fields = open_form(client, "/link-again")
        answer = client.post("/link-again", data=fields | {"email": PERSON["email"]})
        pages.add((answer.status_code, answer.location))
    assert len(pages) == 1
    assert [letter.kind for letter in letters()] == ["confirm_address", "link_again"]


def test_when_strangers_cause_a_flood_their_letters_wait_and_the_team_is_told_once(
    client: FlaskClient, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BREAKER_PER_HOUR", 3)
    db.session.add(
        Staff(
            email="l@borken.example", email_key="l@borken.example", role="manager", created_at=now
        )
    )
    db.session.commit()
    make_training(now)
    for number in range(5):
        data = open_form(client, FORM) | PERSON | {"email": f"p{number}@borken.example"}
        assert client.post(FORM, data=data).status_code == 303
    waits = [letter.due_at - now for letter in letters() if letter.kind == "confirm_address"]
    assert waits == [timedelta()] * 3 + [timedelta(hours=1)] * 2
    assert [letter.kind for letter in letters()].count(Kind.ALARM) == 1


def test_many_links_flag_a_registration_but_seat_and_letter_stand(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    spam = {"note": "http://a.example http://b.example www.c.example"}
    assert client.post(FORM, data=open_form(client, FORM) | PERSON | spam).status_code == 303
    (person,) = db.session.scalars(db.select(Registration)).all()
    assert (person.flagged, person.state) == (True, "unconfirmed")
    assert [letter.kind for letter in letters()] == ["confirm_address"]
