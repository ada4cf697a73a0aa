"""The link of the first letter."""

from datetime import datetime

from flask.testing import FlaskClient

from registration.links import CONFIRM
from registration.store.database import db
from tests.support.factories import make_registration, make_training
from tests.support.pages import words_of
from tests.web.participants.own_links import kinds_of, path


def test_a_letter_s_link_changes_nothing_until_the_button_is_pressed(
    client: FlaskClient, now: datetime
) -> None:
    person = make_registration(make_training(now), now)
    link = path(client, person, CONFIRM)
    for method in ("GET", "HEAD"):
        assert client.open(link, method=method).status_code == 200
    db.session.refresh(person)
    assert person.state == "unconfirmed"
    answer = client.post(link)
    assert answer.status_code == 303
    assert "Ihr Platz ist sicher" in words_of(client.get(answer.location))


def test_confirming_twice_shows_the_same_page_and_owes_one_letter(
    client: FlaskClient, now: datetime
) -> None:
    person = make_registration(make_training(now), now)
    link = path(client, person, CONFIRM)
    assert client.post(link).location == client.post(link).location
    assert kinds_of(person) == ["confirm_address", "confirmation"]
    assert "schon bestätigt" in words_of(client.get(link))
