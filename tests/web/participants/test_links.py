"""The link again, and the pages of the house."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient

from registration.store.database import db
from registration.store.models import Message
from tests.support.factories import make_confirmed, make_registration, make_training
from tests.support.pages import forms_of, words_of


def test_the_answer_is_the_same_for_every_address_but_only_known_ones_get_a_letter(
    client: FlaskClient, now: datetime
) -> None:
    make_confirmed(make_training(now), now, "amina@borken.example")
    locations = set()
    for email in ("amina@borken.example", "niemand@borken.example"):
        fields = forms_of(client.get("/link-again"))[0].fields
        answer = client.post("/link-again", data=fields | {"email": email})
        assert answer.status_code == 303
        locations.add(answer.location)
    assert len(locations) == 1
    assert "Postfach" in words_of(client.get(locations.pop()))
    sent = db.session.scalars(db.select(Message).where(Message.kind == "link_again")).all()
    assert [message.address for message in sent] == ["amina@borken.example"]


def test_one_letter_names_all_registrations(client: FlaskClient, now: datetime) -> None:
    from registration.letters import render_letter

    make_confirmed(make_training(now, "eins", title="Kurs Eins"), now, "a@borken.example")
    make_registration(make_training(now, "zwei", title="Kurs Zwei"), now, "a@borken.example")
    fields = forms_of(client.get("/link-again"))[0].fields
    client.post("/link-again", data=fields | {"email": "A@borken.example"})
    message = db.session.scalars(db.select(Message).where(Message.kind == "link_again")).one()
    extensions = client.application.extensions
    letter = render_letter(message, extensions["zusage_settings"], extensions["zusage_links"], now)
    assert "Kurs Eins" in letter.text
    assert "Kurs Zwei" in letter.text
    assert letter.text.count("/my/") == 1
    assert letter.text.count("/confirm/") == 1


@pytest.mark.parametrize("email", ["", "x", "a@b@c.example"])
def test_an_address_that_is_none_is_named_at_the_field(client: FlaskClient, email: str) -> None:
    fields = forms_of(client.get("/link-again"))[0].fields
    answer = client.post("/link-again", data=fields | {"email": email})
    assert answer.status_code == 422
    assert 'id="email-fault"' in answer.text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/privacy", "Muster"),
        ("/accessibility", "BITV"),
        ("/nirgends", "Diese Seite gibt es nicht"),
        ("/embed/nirgends", "Diese Seite gibt es nicht"),
    ],
)
def test_pages_of_the_house(client: FlaskClient, path: str, said: str) -> None:
    assert said in words_of(client.get(path))


def test_without_trainings_the_programme_says_so(client: FlaskClient) -> None:
    assert "Zurzeit gibt es keine Schulungen" in words_of(client.get("/"))
