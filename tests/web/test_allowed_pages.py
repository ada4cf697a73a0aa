"""Each page offers a button or a link if and only if the rules allow what it does now."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from registration.actions.trainings.publishing import cancel_training
from registration.domain.states import RegistrationState, Role, TrainingState
from registration.links import CONFIRM, MY, TRAINER, Links
from registration.store.database import db
from registration.store.letters.digest import news_since
from registration.store.models import Registration, Training
from registration.store.signups.seats import seats_of
from tests.conftest import NOW
from tests.support.desk import Desk, sign_in
from tests.support.every_case import Stands, each_claim, each_moment, made_person, made_training
from tests.support.factories import make_confirmed, make_registration, make_training
from tests.support.pages import words_of
from tests.support.rows import DAY

OFFERED_TO_A_PERSON = {
    "accept": "/accept",
    "decline": "/decline",
    "cancel_by_person": "/cancel",
    "change_details": "/details",
}
OF_ONE = {
    "confirm": "/registrations/{id}/confirm",
    "move_from": "/registrations/{id}/move",
    "mark_address": "/registrations/{id}/address",
    "cancel_by_staff": "/registrations/{id}/cancel",
    "requeue": "/registrations/{id}/queue",
    "register_again": "again={id}",
}
OF_A_TRAINING = {
    "edit": "/staff/trainings/{slug}/edit",
    "publish": "/staff/trainings/{slug}/publish",
    "delete": "/staff/trainings/{slug}/delete",
    "call_off": "/staff/trainings/{slug}/cancel",
    "add_by_staff": "/staff/trainings/{slug}/add",
    "show": "/trainings/{slug}",
}


def token(app: Flask, purpose: str, row: object) -> str:
    links: Links = app.extensions["zusage_links"]
    return links.token(purpose, row.key, row.link_version)  # type: ignore[attr-defined]


def leads_to(page: str, path: str) -> bool:
    """Whether a link or a form of the page goes there."""
    starts = (f'href="{path}"', f'action="{path}"', f'action="{path}#', f"?{path}")
    return any(start in page for start in starts)


PUBLIC = (TrainingState.PUBLISHED, TrainingState.CANCELLED)


def desk_at(app: Flask, now: datetime) -> Desk:
    """A manager who has signed in just now."""
    return sign_in(app, f"m{now.timestamp():.0f}@borken.example", Role.MANAGER)


def test_one_s_own_page_offers_what_the_rules_allow(app: Flask, client: FlaskClient) -> None:
    wrong = []
    for person, now, case in each_claim(PUBLIC):
        may, path = person.allowed(now), f"/my/{token(app, MY, person)}"
        with time_machine.travel(now, tick=False):
            page = client.get(path).text
            confirm = client.get(f"/confirm/{token(app, CONFIRM, person)}").text
        shown = {name: leads_to(page, path + end) for name, end in OFFERED_TO_A_PERSON.items()}
        shown["confirm"] = '<form class="main" method="post">' in confirm
        # An offer has a button of its own by which it is given back.
        shown["cancel_by_person"] |= may.decline
        wrong += [(name, *case) for name in shown if shown[name] is not getattr(may, name)]
    assert wrong == []


def test_the_team_s_page_of_a_person_offers_what_the_rules_allow(app: Flask) -> None:
    wrong: list[object] = []
    desks: dict[datetime, Desk] = {}
    for person, now, case in each_claim(PUBLIC):
        may = person.allowed(now)
        with time_machine.travel(now, tick=False):
            desk = desks.get(now) or desks.setdefault(now, desk_at(app, now))
            page = desk.get(f"/registrations/{person.id}").text
        for name, path in OF_ONE.items():
            if (path.format(id=person.id) + '"' in page) is not getattr(may, name):
                wrong.append((name, *case))
    assert wrong == []


def test_the_pages_of_a_training_offer_what_the_rules_allow(
    app: Flask, client: FlaskClient
) -> None:
    wrong = []
    for state, now in each_moment():
        training = made_training(state)
        db.session.commit()
        may, slug = training.allowed(now, seats_of(training)), training.slug
        link = f"/trainer/{token(app, TRAINER, training.trainers[0])}/"
        with time_machine.travel(now, tick=False):
            staff = desk_at(app, now).get(f"/trainings/{slug}").text
            public = client.get(f"/trainings/{slug}")
            form = client.get(f"/trainings/{slug}/register")
            opens = client.get(link).status_code == 200
        shown = {n: leads_to(staff, p.format(slug=slug)) for n, p in OF_A_TRAINING.items()}
        shown["sign_up"] = leads_to(public.text, f"/trainings/{slug}/register")
        shown["subscribe"] = leads_to(public.text, f"/trainings/{slug}.ics")
        shown["open_list"] = opens
        wrong += [(n, state, now) for n in shown if shown[n] is not bool(getattr(may, n))]
        assert (public.status_code == 200) is may.show
        assert (form.status_code == 200) is may.sign_up
    assert wrong == []


@pytest.fixture
def called_off(app: Flask) -> Training:
    """A cancelled training with somebody who had a seat, somebody who waits, one unconfirmed."""
    training = make_training(NOW, capacity=1)
    for make in (make_confirmed, make_confirmed, make_registration):
        make(training, NOW)
    cancel_training(training.id, "Die Referentin ist erkrankt.", NOW, "staff 1")
    return training


@pytest.fixture
def later() -> Iterator[datetime]:
    """An hour after it was called off."""
    with time_machine.travel(NOW + DAY, tick=False):
        yield NOW + DAY


def test_one_s_own_pages_say_that_the_training_is_cancelled(
    called_off: Training, client: FlaskClient, later: datetime
) -> None:
    people = db.session.scalars(db.select(Registration).order_by(Registration.id)).all()
    for person in people:
        for purpose in (MY, CONFIRM):
            page = client.get(f"/{purpose}/{token(client.application, purpose, person)}")
            if purpose == MY or person.state == "unconfirmed":
                assert "Diese Schulung fällt aus" in words_of(page)
                assert "Die Referentin ist erkrankt." in words_of(page)
            assert "Ihr Platz ist sicher" not in words_of(page)
            assert 'method="post"' not in page.text
    holder = f"/my/{token(client.application, MY, people[0])}/calendar.ics"
    assert "STATUS:CANCELLED" in client.get(holder).text


def test_feeds_say_that_the_training_is_cancelled(
    called_off: Training, client: FlaskClient, later: datetime
) -> None:
    make_training(NOW, "findet-statt")
    for path in ("/trainings/kurs.ics", "/trainings.ics"):
        assert client.get(path).text.count("STATUS:CANCELLED") == 1
    assert "STATUS:CANCELLED" not in client.get("/trainings/findet-statt.ics").text
    cancelled, decoy = (client.get(f"/trainings/{s}").text for s in ("kurs", "findet-statt"))
    assert "https://schema.org/EventCancelled" in cancelled
    assert "EventCancelled" not in decoy
    assert "https://schema.org/EventScheduled" in decoy
    found = client.get("/api/trainings").json
    assert found is not None
    assert [(one["slug"], one["phase"]) for one in found["trainings"]] == [("findet-statt", "open")]


def test_the_team_reads_that_nobody_has_a_seat_or_waits_any_more(
    called_off: Training, client: FlaskClient, later: datetime
) -> None:
    desk = desk_at(client.application, later)
    page = words_of(desk.get("/trainings/kurs"))
    assert "1 mit Platz bei der Absage 2 wartend bei der Absage" in page
    assert "Plätze belegt" not in page
    assert "1 / 1" not in words_of(desk.get("/?show=cancelled"))
    make_training(NOW, "findet-statt", capacity=7)
    assert "0 / 7" in words_of(desk.get("/?show=all"))
    assert "Plätze belegt" in words_of(desk.get("/trainings/findet-statt"))


def test_the_morning_letter_lets_nobody_wait_for_a_cancelled_training(
    called_off: Training, later: datetime
) -> None:
    other = make_training(NOW, "findet-statt", capacity=1)
    for _ in range(3):
        make_confirmed(other, NOW)
    news = {one.title: one.waiting for one in news_since(NOW - DAY, later)}
    assert news == {called_off.title: 0, other.title: 2}


@pytest.mark.parametrize("state", TrainingState)
def test_a_letter_is_printed_as_the_rules_allow(app: Flask, state: TrainingState) -> None:
    person = made_person(made_training(state), Stands(RegistrationState.CONFIRMED), NOW)
    person.email = person.email_key = None
    db.session.commit()
    may = person.allowed(NOW).print_letter
    with time_machine.travel(NOW, tick=False):
        desk, path = desk_at(app, NOW), f"/registrations/{person.id}"
        assert (desk.get(f"{path}/letter.pdf").status_code == 200) is may
        # Whom nothing is kept for is led to no letter; see tests/web/staff/signups.
        assert f"/staff{path}/letter.pdf" not in desk.get(path).text
