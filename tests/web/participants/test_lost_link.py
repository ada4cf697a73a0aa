"""The link again: the same answer for every address."""

import re
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


def test_a_dead_link_of_one_s_own_offers_a_new_one_first(client: FlaskClient) -> None:
    pages = {path: client.get(path).text for path in ("/my/nonsense", "/nirgends")}
    assert re.findall('class="(button.*?)" href="(.*?)"', pages["/my/nonsense"]) == [
        ("button", "/link-again"),
        ("button quiet", "/"),
    ]
    assert re.findall('class="(button.*?)" href="(.*?)"', pages["/nirgends"]) == [
        ("button", "/"),
        ("button quiet", "/link-again"),
    ]


def test_from_the_frame_a_new_link_is_asked_for_in_a_window_of_its_own(
    client: FlaskClient,
) -> None:
    page = client.get("/embed/nirgends").text
    assert 'href="/link-again" target="_blank" rel="noopener"' in page
