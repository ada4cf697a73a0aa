"""My registration: what it shows, confirming, cancelling and offers."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from registration.actions.signups.ending import cancel_by_link, cancel_by_staff
from registration.domain.states import WaitlistMode
from registration.store.database import db
from registration.store.models import Registration
from registration.store.signups.seats import queue_of
from tests.support.factories import make_confirmed, make_training
from tests.support.pages import words_of
from tests.web.participants.own_links import kinds_of, path


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
    assert ("Sie haben diesen Platz nicht mehr." in page) == holds
    assert ("Aus meinem Kalender entfernen" in page) == holds
    assert into not in page
