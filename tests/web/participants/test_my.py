"""My registration: what it shows, and what one can do about it."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from registration.actions.signups.confirming import Details, change_details
from registration.actions.signups.ending import cancel_by_link, cancel_by_staff
from registration.domain.states import WaitlistMode
from registration.links import CONFIRM, MY, Links
from registration.store.database import db
from registration.store.models import Message, Registration
from registration.store.signups.seats import queue_of
from tests.support.factories import make_confirmed, make_registration, make_training
from tests.support.pages import forms_of, words_of


def path(client: FlaskClient, person: Registration, purpose: str = MY) -> str:
    links: Links = client.application.extensions["zusage_links"]
    return f"/{purpose}/{links.token(purpose, person.key, person.link_version)}"


def kinds_of(person: Registration) -> list[str]:
    query = db.select(Message.kind).where(Message.registration_id == person.id).order_by(Message.id)
    return list(db.session.scalars(query))


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


def test_whoever_waits_sees_the_place_in_the_queue(client: FlaskClient, now: datetime) -> None:
    training = make_training(now, capacity=1)
    make_confirmed(training, now)
    make_confirmed(training, now)
    second = make_confirmed(training, now)
    page = words_of(client.get(path(client, second)))
    assert "Sie sind Nummer 2 auf der Warteliste" in page
    assert "wer am längsten wartet" in page


def test_whoever_waits_is_asked_about_the_queue_and_told_when_it_has_ended(
    client: FlaskClient, now: datetime
) -> None:
    training = make_training(now, days=1, capacity=1)
    make_confirmed(training, now)
    link = path(client, make_confirmed(training, now))
    assert "Ja, ich möchte die Warteliste verlassen." in words_of(client.get(link))
    with time_machine.travel(now + timedelta(days=2), tick=False):
        page = words_of(client.get(link))
    assert "Sie standen auf der Warteliste" in page
    assert "Nummer 1" not in page


def test_cancelling_needs_the_tick_and_frees_the_seat_for_the_next(
    client: FlaskClient, now: datetime
) -> None:
    training = make_training(now, capacity=1)
    holder, waiting = make_confirmed(training, now), make_confirmed(training, now)
    link = path(client, holder)
    refused = client.post(f"{link}/cancel")
    assert refused.status_code == 422
    assert "Setzen Sie das Häkchen" in words_of(refused)
    done = client.post(f"{link}/cancel", data={"sure": "yes"})
    assert done.status_code == 303
    assert "abgesagt" in words_of(client.get(link))
    db.session.expire_all()
    assert (holder.state, waiting.state) == ("cancelled", "confirmed")
    assert kinds_of(waiting)[-1] == "promoted"


def test_cancelling_twice_is_the_same_as_once(client: FlaskClient, now: datetime) -> None:
    person = make_confirmed(make_training(now), now)
    link = path(client, person)
    answers = [client.post(f"{link}/cancel", data={"sure": "yes"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert kinds_of(person).count("cancelled_by_you") == 1


def test_after_the_deadline_a_seat_can_no_longer_be_cancelled_by_link_but_the_queue_be_left(
    client: FlaskClient, now: datetime, frozen: time_machine.Traveller
) -> None:
    training = make_training(now, capacity=1, cancel_until=now + timedelta(days=2))
    holder, waiting = make_confirmed(training, now), make_confirmed(training, now)
    frozen.move_to(now + timedelta(days=3))
    assert client.post(f"{path(client, holder)}/cancel", data={"sure": "y"}).status_code == 409
    assert "rufen Sie uns an" in words_of(client.get(path(client, holder)))
    assert client.post(f"{path(client, waiting)}/cancel", data={"sure": "y"}).status_code == 303
    db.session.expire_all()
    assert (holder.state, waiting.state) == ("confirmed", "cancelled")


def offered(now: datetime) -> Registration:
    training = make_training(now, capacity=1, waitlist=WaitlistMode.OFFER)
    holder, waiting = make_confirmed(training, now), make_confirmed(training, now)
    cancel_by_link(holder, now)
    assert waiting.state == "offered"
    return waiting


def test_an_offer_can_be_accepted_until_it_lapses(
    client: FlaskClient, now: datetime, frozen: time_machine.Traveller
) -> None:
    person = offered(now)
    link = path(client, person)
    assert "Ein Platz ist für Sie frei" in words_of(client.get(link))
    frozen.move_to(now + timedelta(hours=49))
    assert client.post(f"{link}/accept").status_code == 409
    frozen.move_to(now + timedelta(hours=47))
    assert client.post(f"{link}/accept").status_code == 303
    assert "Ihr Platz ist sicher" in words_of(client.get(link))
    assert client.post(f"{link}/accept").status_code == 303


def test_a_declined_offer_goes_to_the_next(client: FlaskClient, now: datetime) -> None:
    person = offered(now)
    following = make_confirmed(person.training, now)
    assert client.post(f"{path(client, person)}/decline").status_code == 303
    assert "abgelehnt" in words_of(client.get(path(client, person)))
    db.session.expire_all()
    assert following.state == "offered"
    assert queue_of(person.training_id) == []


@pytest.mark.parametrize("what", ["nonsense", "another purpose", "rotated", "erased"])
def test_a_link_that_does_not_work_answers_with_one_page_that_offers_a_new_one(
    client: FlaskClient, now: datetime, what: str
) -> None:
    person = make_confirmed(make_training(now), now)
    link = path(client, person)
    if what == "nonsense":
        link = "/my/nonsense"
    elif what == "another purpose":
        link = link.replace("/my/", "/survey/")
    elif what == "rotated":
        person.link_version += 1
    else:
        person.given_name = person.family_name = ""
    db.session.commit()
    answer = client.get(link)
    assert answer.status_code == 404
    assert "/link-again" in answer.text


def test_the_calendar_file_holds_each_session_in_utc(client: FlaskClient, now: datetime) -> None:
    person = make_confirmed(make_training(now), now)
    file = client.get(f"{path(client, person)}/calendar.ics")
    assert file.content_type == "text/calendar; charset=utf-8"
    assert "DTSTART:20270203T100000Z" in file.text
    assert "ATTENDEE" not in file.text


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


@pytest.mark.parametrize("holds", [True, False])
@pytest.mark.parametrize("by", ["link", "staff"])
def test_whoever_never_had_a_seat_is_not_told_that_somebody_else_gets_it(
    client: FlaskClient, now: datetime, by: str, holds: bool
) -> None:
    training = make_training(now, capacity=1)
    people = [make_confirmed(training, now) for _ in range(2)]
    person = people[0] if holds else people[1]
    into = "In meinen Kalender"
    assert (into in words_of(client.get(path(client, person)))) == holds
    if by == "link":
        cancel_by_link(person, now)
    else:
        cancel_by_staff(person, now, "staff 1", "angerufen")
    page = words_of(client.get(path(client, person)))
    assert "Ihre Anmeldung ist abgesagt" in page
    assert "Sie können sich jederzeit neu anmelden." in page
    assert ("Jetzt kann jemand anderes den Platz bekommen." in page) == holds
    assert ("Aus meinem Kalender entfernen" in page) == holds
    assert into not in page


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
