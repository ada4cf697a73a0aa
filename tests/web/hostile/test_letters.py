"""What is typed into letters, reasons and the programme file is text wherever it is shown."""

import tomllib
from collections.abc import Iterable
from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from registration.actions.letters.circulars import write_circular
from registration.actions.signups.ending import cancel_by_staff
from registration.actions.trainings.programme import export_programme, import_programme
from registration.actions.trainings.publishing import cancel_training
from registration.addresses import address_in
from registration.domain.programme import (
    Extras,
    read_programme,
)
from registration.links import MY
from registration.store.database import db
from registration.store.models import Message, Staff, Training
from tests.conftest import NOW
from tests.support.factories import make_confirmed
from tests.support.hostile import elements, made_of_it, parsed, squeezed, told_in, typed
from tests.support.hostile_training import (
    ANSWERS,
    MEMBER,
    QUESTIONS,
    letter_of,
    path,
    says,
    shows,
    the_training,
)


def test_what_the_team_writes_to_people(app: Flask, client: FlaskClient, staff: Staff) -> None:
    training = the_training("offen", 30)
    person = make_confirmed(training, NOW, answers=ANSWERS)
    write_circular(training.id, [person], (typed("subject"), typed("body")), staff, NOW)
    letter = letter_of(app, "custom")
    assert squeezed(typed("subject")) in squeezed(letter.subject)
    assert "\n" not in letter.subject
    assert "=body+1 <script>alert(1)</script><b>fett</b><img" in letter.text
    assert {"script", "b", "img"}.isdisjoint(made_of_it(letter.html))
    assert "javascript:" not in [one.get("href", "")[:11] for one in elements(parsed(letter.html))]
    message = db.session.scalars(db.select(Message).filter_by(kind="custom")).one()
    page = client.get(f"/staff/outbox/{message.id}")
    shows(page, "subject")
    assert squeezed(letter.text) in squeezed(told_in(page.text))
    assert made_of_it(client.get("/staff/outbox").text) == []
    assert made_of_it(client.get("/staff/trainings/offen/history").text) == []


def test_why_the_team_cancels(app: Flask, client: FlaskClient, staff: Staff) -> None:
    training = the_training("offen", 30)
    person, other = (make_confirmed(training, NOW, answers=ANSWERS) for _ in "ab")
    cancel_by_staff(person, NOW, "staff 1", typed("mistake"))
    shows(client.get(f"/staff/registrations/{person.id}"), "mistake")
    says(letter_of(app, "cancelled_by_staff"), "title", "mistake")
    cancel_training(training.id, typed("reason"), NOW, "staff 1")
    says(letter_of(app, "cancellation", registration_id=other.id), "title", "reason")
    shows(client.get("/staff/trainings/offen"), "reason")
    shows(client.get(path(app, MY, other)), "title", "reason")
    assert made_of_it(client.get("/staff/trainings/offen/history").text) == []


def test_an_address_of_the_team(app: Flask, client: FlaskClient, staff: Staff) -> None:
    page = client.get("/staff/settings").text
    assert MEMBER in told_in(page)
    assert made_of_it(page) == []


def told(training: Training) -> Iterable[str]:
    return (training.title, training.summary, training.topic, training.contact_name)


def test_a_programme_file_goes_out_and_in(app: Flask, client: FlaskClient, staff: Staff) -> None:
    training = the_training("offen", 30)
    kept = export_programme()
    content = client.get("/staff/programme.toml").data.decode()
    read = read_programme(tomllib.loads(content), address_in)
    assert read == kept
    report = import_programme(read, NOW, "test")
    assert (report.unchanged, report.changed) == (["offen"], [])
    other = replace(read.trainings[0], slug="kopie", funding=None)
    import_programme(replace(read, trainings=(other,)), NOW, "test")
    copy = db.session.scalars(db.select(Training).filter_by(slug="kopie")).one()
    assert list(told(copy)) == list(told(training))
    assert copy.question_specs == list(QUESTIONS)
    assert copy.sessions[0].place == typed("place")
    assert copy.trainers[0].name == typed("trainer")
    assert Extras().internal_notes == copy.internal_notes  # no file brings it
