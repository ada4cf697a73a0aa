"""The certificate of attendance, from my registration."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registration.actions import attendance as act
from registration.actions.signups.ending import cancel_by_staff
from registration.store.database import db
from registration.store.models import Registration, Training
from tests.support.factories import make_confirmed, make_training, session_spec
from tests.support.pages import words_of
from tests.support.pdf import text_of


@pytest.fixture
def training(app: Flask, now: datetime) -> Training:
    """Three dates, of which 60 per cent are asked for."""
    starts = [now + timedelta(days=days) for days in (1, 8, 15)]
    made = make_training(now, sessions=tuple(session_spec(s) for s in starts))
    made.attendance_percent = 60
    db.session.commit()
    return made


@pytest.fixture
def person(training: Training, now: datetime) -> Registration:
    """Somebody with a seat."""
    return make_confirmed(training, now, given_name="Ольга", family_name="Ковалєнко")


def path_of(app: Flask, person: Registration) -> str:
    links = app.extensions["zusage_links"]
    return f"/my/{links.token('my', person.key, person.link_version)}"


def attend(person: Registration, count: int, now: datetime) -> None:
    for session in person.training.sessions[:count]:
        act.mark(session, person.id, True, "trainer 1", now)


def test_whoever_was_there_often_enough_gets_a_certificate_after_the_end(
    app: Flask, client: FlaskClient, person: Registration, frozen: Any, now: datetime
) -> None:
    attend(person, 2, now)
    path = path_of(app, person)
    assert client.get(f"{path}/certificate.pdf").status_code == 404
    assert "Teilnahmebescheinigung" not in client.get(path).text
    frozen.move_to(now + timedelta(days=16))
    assert "Teilnahme\u00adbescheinigung (PDF)" in words_of(client.get(path))
    answer = client.get(f"{path}/certificate.pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    text = text_of(answer.data)
    assert "Ольга Ковалєнко" in text
    assert "2 von 3 Terminen, 6 Stunden" in text
    assert "12. Januar 2027" in text
    assert "19. Januar 2027" not in text.split("Stand:")[0]


def test_whoever_was_there_too_seldom_gets_none(
    app: Flask, client: FlaskClient, person: Registration, frozen: Any, now: datetime
) -> None:
    attend(person, 1, now)
    frozen.move_to(now + timedelta(days=16))
    path = path_of(app, person)
    assert client.get(f"{path}/certificate.pdf").status_code == 404
    assert "Teilnahmebescheinigung" not in client.get(path).text


def test_whoever_was_cancelled_gets_none(
    app: Flask, client: FlaskClient, person: Registration, frozen: Any, now: datetime
) -> None:
    attend(person, 3, now)
    cancel_by_staff(person, now, "staff 1", "Fehler")
    frozen.move_to(now + timedelta(days=16))
    assert client.get(f"{path_of(app, person)}/certificate.pdf").status_code == 404


def test_the_certificate_of_another_is_not_mine(
    app: Flask,
    client: FlaskClient,
    person: Registration,
    training: Training,
    now: datetime,
    frozen: Any,
) -> None:
    attend(person, 3, now)
    other = make_confirmed(training, now)
    frozen.move_to(now + timedelta(days=16))
    assert client.get(f"{path_of(app, other)}/certificate.pdf").status_code == 404
