"""No list asks the database more often because it is longer: 50 rows take what one row takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from registration.actions.staff.auth import add_staff, sign_in
from registration.domain.states import Role
from registration.links import TRAINER, Links
from registration.store.database import db
from registration.store.models import Funding, Training
from registration.store.models.letters import ON_PAPER
from tests.support.rows import (
    DAY,
    HOUR,
    a_letter,
    a_mark,
    a_person,
    a_trainer,
    a_training,
    a_walk_in,
    an_answer,
    an_entry,
    keep,
)

PAGES = [
    *("/", "/embed/", "/trainings.ics", "/api/trainings", "/staff/", "/staff/?show=all"),
    *("/staff/?show=over", "/staff/?q=Kurs", "/staff/trainings/kurs", "/staff/outbox"),
    *("/staff/trainings/kurs?show=all&sort=name", "/staff/outbox?state=all", "/staff/surveys"),
    *("/staff/trainings/kurs/history", "/staff/trainings/kurs/papers", "/staff/settings"),
    *("/staff/trainings/kurs/registrations.csv", "/staff/trainings/kurs/registrations.xlsx"),
    *("/staff/trainings/kurs/edit", "/staff/trainings/kurs/survey", "/staff/programme.toml"),
    *("/staff/fundings/1", "/staff/registrations/1"),
    *("/staff/registrations/1/move", "/staff/fundings/1/report?begin=2020-01-01&end=2040-01-01"),
    *("/trainer/<token>/", "/trainer/<token>/list.csv", "/trainer/<token>/results"),
    *("/trainer/<token>/sessions/<session>/attendance", "/trainer/<token>/list.xlsx"),
]


class Town:
    """One training about which everything is, and as many others as are asked for."""

    def __init__(self, now: datetime) -> None:
        texts = {"title": "LEADER", "programme": "EU", "notice": "x", "reference": "1"}
        self.now, self.grant = now, keep(Funding(key="leader", retention_years=5, **texts))
        self.training: Training = a_training(now - HOUR, slug="kurs", funding=self.grant)
        self.trainer = a_trainer(self.training, "VHS", "vhs@borken.example")
        db.session.commit()

    def grow(self, count: int) -> None:
        """So many more people, letters, marks, lines of the log and trainings of each kind."""
        for name in ("training", "trainer", "grant"):
            setattr(self, name, db.session.merge(getattr(self, name)))
        (session,) = self.training.all_sessions
        for _ in range(count):
            person = a_person(self.training)
            a_person(self.training, state="cancelled")
            a_letter(self.training, registration_id=person.id, state="failed")
            a_letter(self.training, registration_id=person.id, trainer_id=self.trainer.id)
            self._letters_to_print(self.training)
            a_mark(session, person)
            a_walk_in(session)
            an_answer(self.training, overall=3)
            an_entry(self.training, "edited", self.now, registration_id=person.id)
            self._more_trainings()
        db.session.commit()

    def _letters_to_print(self, training: Training) -> None:
        for printed_at in (None, self.now):
            kept = {"state": "withdrawn", "last_error": ON_PAPER, "printed_at": printed_at}
            person = a_person(training, email=None)
            a_letter(training, registration_id=person.id, **kept)

    def _more_trainings(self) -> None:
        for days in (5, -5):
            training = a_training(self.now + days * DAY, funding=self.grant)
            a_trainer(training, "VHS", "vhs@borken.example")
            person = a_person(training)
            a_letter(training, registration_id=person.id, state="failed")
            self._letters_to_print(training)
            an_answer(training, overall=3)


@pytest.fixture
def town(app: Flask) -> Town:
    return Town(datetime.now(UTC))


@pytest.fixture
def browser(app: Flask, town: Town) -> FlaskClient:
    """A manager's."""
    client = app.test_client()
    _, token = add_staff("l@borken.example", Role.MANAGER, town.now)
    client.set_cookie("zusage", sign_in(token, town.now) or "")
    return client


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(*args: object) -> None:
        sent.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def statements(browser: FlaskClient, town: Town, page: str) -> list[str]:
    links: Links = browser.application.extensions["zusage_links"]
    token = links.token(TRAINER, town.trainer.key, town.trainer.link_version)
    session = town.training.all_sessions[0].uid
    db.session.remove()
    with counted() as sent:
        answer = browser.get(page.replace("<token>", token).replace("<session>", session))
    assert answer.status_code == 200, page
    return sent


def test_no_list_takes_more_statements_for_fifty_rows_than_for_one(
    browser: FlaskClient, town: Town
) -> None:
    town.grow(1)
    few = {page: statements(browser, town, page) for page in PAGES}
    town.grow(49)
    more = {}
    for page in PAGES:
        many = statements(browser, town, page)
        if len(many) != len(few[page]):
            more[page] = (len(few[page]), len(many))
    assert more == {}
