"""The link of the first letter."""

from datetime import datetime

from flask.testing import FlaskClient

from registration.actions.signups.confirming import change_details
from registration.domain.signups.fields import Person as Details
from registration.links import CONFIRM, Links
from registration.store.database import db
from registration.store.models import Registration
from tests.support.factories import make_confirmed, make_registration, make_training
from tests.support.pages import words_of
from tests.web.participants.own_links import kinds_of, path

NEW = "neu@borken.example"


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


def new_address(client: FlaskClient, person: Registration, email: str, version: int) -> str:
    links: Links = client.application.extensions["zusage_links"]
    return links.confirm_new(person.key, version, email).removeprefix(links.public_url)


def test_a_new_address_is_confirmed_by_its_own_newest_link_alone(
    client: FlaskClient, now: datetime
) -> None:
    person = make_confirmed(make_training(now), now)
    change_details(person, Details("Amina", "Yılmaz", NEW), "request", now)
    good = new_address(client, person, NEW, person.link_version)
    for bad in (
        new_address(client, person, NEW, person.link_version + 1),
        new_address(client, person, "other@borken.example", person.link_version),
    ):
        assert client.get(bad).status_code == client.post(bad).status_code == 404
    db.session.refresh(person)
    assert person.email != NEW
    assert client.post(good).status_code == 303
    db.session.refresh(person)
    assert person.email == NEW


def test_an_address_that_somebody_has_by_now_is_not_confirmed_and_the_page_says_so(
    client: FlaskClient, now: datetime
) -> None:
    person = make_confirmed(make_training(now), now)
    change_details(person, Details("Amina", "Yılmaz", NEW), "request", now)
    make_confirmed(person.training, now, NEW)
    link = new_address(client, person, NEW, person.link_version)
    before = words_of(client.get(link))
    answer = client.post(link)
    assert answer.status_code == 409
    assert words_of(answer) != before
    db.session.refresh(person)
    assert (person.email == NEW, person.new_email) == (False, NEW)


def test_after_the_press_the_page_of_the_registration_opens_at_how_it_stands(
    client: FlaskClient, now: datetime
) -> None:
    person = make_registration(make_training(now), now)
    answer = client.post(path(client, person, CONFIRM))
    assert answer.location == f"{path(client, person)}#status"


def test_a_new_address_is_asked_about_in_the_person_s_language(
    client: FlaskClient, now: datetime
) -> None:
    person = make_confirmed(make_training(now), now, language="ar")
    change_details(person, Details("Amina", "Yılmaz", NEW), "request", now)
    page = client.get(new_address(client, person, NEW, person.link_version))
    assert '<html lang="ar" dir="rtl"' in page.text
