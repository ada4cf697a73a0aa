"""One's own details: changed at once, but a new address only when it confirms."""

from datetime import datetime, timedelta

from flask.testing import FlaskClient

from registration.actions.signups.confirming import change_details
from registration.domain.signups.fields import Person as Details
from registration.links import Links
from registration.store.database import db
from registration.store.models import Message
from tests.support.factories import make_confirmed, make_training
from tests.support.pages import forms_of, words_of
from tests.web.participants.own_links import kinds_of, path


def test_details_are_changed_at_once_but_a_new_address_only_when_it_confirms(
    client: FlaskClient, now: datetime
) -> None:
    person = make_confirmed(make_training(now), now, "alt@borken.example")
    link = path(client, person)
    fields = forms_of(client.get(link))[0].fields
    changes = {"family_name": "Neu", "email": "neu@borken.example"}
    assert client.post(f"{link}/details", data=fields | changes).status_code == 303
    db.session.expire_all()
    assert (person.family_name, person.email) == ("Neu", "alt@borken.example")
    assert "neu@borken.example" in words_of(client.get(link))
    asked = db.session.scalars(
        db.select(Message).where(Message.address == "neu@borken.example")
    ).one()
    assert asked.kind == "confirm_address"

    links: Links = client.application.extensions["zusage_links"]
    confirm = links.confirm_new(person.key, person.link_version, "neu@borken.example")
    confirm = confirm.removeprefix(links.public_url)
    assert client.get(confirm).status_code == 200
    assert person.email == "alt@borken.example"
    answer = client.post(confirm)
    assert answer.status_code == 303
    db.session.expire_all()
    assert (person.email, person.new_email) == ("neu@borken.example", None)
    assert client.get(link).status_code == 404
    assert client.get(answer.location).status_code == 200
    told = db.session.scalars(db.select(Message).where(Message.kind == "address_changed")).one()
    assert told.address == "alt@borken.example"


def test_an_older_new_address_can_no_longer_confirm_itself(
    client: FlaskClient, now: datetime
) -> None:
    person = make_confirmed(make_training(now), now)
    links: Links = client.application.extensions["zusage_links"]
    for email in ("eins@borken.example", "zwei@borken.example"):
        change_details(person, Details("Amina", "Yılmaz", email), email, now)
    first = links.confirm_new(person.key, person.link_version, "eins@borken.example")
    assert client.post(first.removeprefix(links.public_url)).status_code == 404


def test_changing_to_an_address_that_is_registered_tells_only_its_owner(
    client: FlaskClient, now: datetime
) -> None:
    training = make_training(now)
    other = make_confirmed(training, now - timedelta(days=2), "andere@borken.example")
    person = make_confirmed(training, now)
    link = path(client, person)
    fields = forms_of(client.get(link))[0].fields
    new = client.post(f"{link}/details", data=fields | {"email": "andere@borken.example"})
    assert new.status_code == 303
    db.session.expire_all()
    assert kinds_of(other)[-1] == "already_registered"
    letter = db.session.scalars(db.select(Message).order_by(Message.id.desc()).limit(1)).one()
    assert letter.recipient_key == "andere@borken.example"  # what limits count by
    assert person.email != "andere@borken.example"


def test_saved_details_are_said_to_be_saved(client: FlaskClient, now: datetime) -> None:
    link = path(client, make_confirmed(make_training(now), now))
    fields = forms_of(client.get(link))[0].fields
    assert "gespeichert" not in words_of(client.get(link))
    answer = client.post(f"{link}/details", data=fields | {"phone": "02861 1"})
    page = client.get(answer.location)
    assert "Ihre Angaben sind gespeichert." in words_of(page)
    assert f'id="{answer.location.partition("#")[2]}" tabindex="-1"' in page.text
    wrong = client.post(answer.location.replace("?", "/details?"), data={"given_name": ""})
    assert "sind gespeichert" not in words_of(wrong)


def test_wrong_details_are_named_at_the_field_and_nothing_changes(
    client: FlaskClient, now: datetime
) -> None:
    person = make_confirmed(make_training(now), now)
    link = path(client, person)
    fields = forms_of(client.get(link))[0].fields
    answer = client.post(f"{link}/details", data=fields | {"given_name": "", "email": "x"})
    assert answer.status_code == 422
    assert 'id="given_name-fault"' in answer.text
    assert "<details open>" in answer.text
    db.session.refresh(person)
    assert person.given_name == "Amina"


def test_an_old_page_takes_nothing_back_that_the_team_has_mended_since(
    client: FlaskClient, now: datetime
) -> None:
    person = make_confirmed(make_training(now), now)
    link = path(client, person)
    fields = forms_of(client.get(link))[0].fields
    person.phone, person.organisation = "02861 939-1", "Sprachtreff"
    db.session.commit()
    typed = fields | {"family_name": "Öztürk", "organisation": "Caritas"}
    assert client.post(f"{link}/details", data=typed).status_code == 303
    db.session.refresh(person)
    stands = (person.family_name, person.phone, person.organisation)
    assert stands == ("Öztürk", "02861 939-1", "Caritas")


def test_details_need_no_marks_of_what_the_page_showed(client: FlaskClient, now: datetime) -> None:
    person = make_confirmed(make_training(now), now)
    link = path(client, person)
    fields = forms_of(client.get(link))[0].fields
    bare = {name: value for name, value in fields.items() if name != "seen"} | {"phone": "0176 1"}
    assert client.post(f"{link}/details", data=bare).status_code == 303
    db.session.refresh(person)
    assert person.phone == "0176 1"
