"""A form that was sent once promises nothing after its registration has ended."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from registration.actions.privacy.persons import erase_person
from registration.actions.signups.by_staff import move_registration
from registration.actions.signups.confirming import confirm_address
from registration.actions.signups.ending import (
    cancel_by_link,
    cancel_by_staff,
    decline_offer,
    lapse_all,
)
from registration.actions.trainings.publishing import cancel_training
from registration.domain.states import RegistrationState, WaitlistMode
from registration.store.database import db
from registration.store.models import Registration, Training
from tests.support.factories import make_confirmed, make_training
from tests.support.pages import PERSON, forms_of, open_form, words_of
from tests.web.test_query_counts import counted

FORM, ADDRESS = "/trainings/kurs/register", "amina@borken.example"
AGAIN = "Dieses Formular wurde schon einmal gesendet und gilt nicht mehr."
BEFORE = "Dieses Formular wurde schon gesendet"
PROMISES = ("Wir halten einen Platz", "Ihr Platz ist sicher", "Sie stehen auf der Warteliste")
Ending = Callable[[Registration, datetime], object]


def cancelled(one: Registration, now: datetime) -> None:
    confirm_address(one, now, "participant")
    cancel_by_link(one, now)


def cancelled_by_the_team(one: Registration, now: datetime) -> None:
    cancel_by_staff(one, now, "staff 1", "Doppelt.")


def declined(one: Registration, now: datetime) -> None:
    confirm_address(one, now, "participant")
    one.state, one.answer_by = RegistrationState.OFFERED, now + timedelta(hours=1)
    db.session.commit()
    decline_offer(one, now)


def expired(one: Registration, now: datetime) -> None:
    one.answer_by = now
    db.session.commit()
    assert lapse_all(now) == 1


def moved(one: Registration, now: datetime) -> None:
    confirm_address(one, now, "participant")
    move_registration(one, make_training(now, "anderer").id, now, "staff 1")


ENDINGS = [cancelled, cancelled_by_the_team, declined, expired, moved]


def send(client: FlaskClient, fields: dict[str, Any], **changes: Any) -> Any:
    return client.post(FORM, data=fields | PERSON | changes)


def of_kurs(active: bool = False) -> list[Registration]:
    """Everybody of this address in the training."""
    query = db.select(Registration).join(Training).where(Training.slug == "kurs")
    found = db.session.scalars(query.order_by(Registration.id)).all()
    return [one for one in found if one.email == ADDRESS and (one.state.active or not active)]


def promises_nothing(page: Any) -> bool:
    return not any(words in words_of(page) for words in PROMISES)


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_a_form_whose_registration_has_ended_is_shown_again_with_what_was_typed(
    client: FlaskClient, now: datetime, ending: Ending
) -> None:
    make_training(now)
    fields = open_form(client, FORM)
    receipt = send(client, fields, note="Bitte vorn").location
    ending(of_kurs()[0], now)
    answer = send(client, fields, note="Bitte vorn")
    assert answer.status_code == 422
    assert AGAIN in words_of(answer)
    assert promises_nothing(answer)
    assert not of_kurs(active=True)
    again = forms_of(answer)[0].fields
    assert (again["email"], again["note"].strip()) == (ADDRESS, "Bitte vorn")
    page = client.get(receipt)
    assert BEFORE in words_of(page)
    assert promises_nothing(page)
    assert ADDRESS not in page.text
    assert f'href="{FORM}"' in page.text


def test_the_form_that_is_shown_again_is_a_new_sign_up(
    client: FlaskClient, now: datetime, frozen: time_machine.Traveller
) -> None:
    make_training(now)
    fields = open_form(client, FORM)
    send(client, fields)
    cancelled(of_kurs()[0], now)
    again = forms_of(send(client, fields))[0].fields
    frozen.move_to(now + timedelta(seconds=10))
    answer = send(client, again)
    assert answer.status_code == 303
    assert [one.state for one in of_kurs()] == ["cancelled", "unconfirmed"]
    assert "Wir halten einen Platz" in words_of(client.get(answer.location))


def test_after_an_erasure_nothing_is_left_of_the_form(client: FlaskClient, now: datetime) -> None:
    make_training(now)
    fields = open_form(client, FORM)
    receipt = send(client, fields).location
    erase_person(ADDRESS, now)
    assert client.get(receipt).status_code == 404
    assert send(client, fields).location != receipt
    assert len(of_kurs(active=True)) == 1


def test_whoever_was_registered_already_is_promised_nothing_after_the_end(
    client: FlaskClient, now: datetime
) -> None:
    training = make_training(now)
    person = make_confirmed(training, now, ADDRESS)
    fields = open_form(client, FORM)
    first, second = send(client, fields), send(client, fields)
    assert first.location == second.location
    cancel_by_link(person, now)
    assert send(client, fields).status_code == 422
    assert promises_nothing(client.get(first.location))


def test_once_the_time_to_confirm_is_over_the_form_tells_nobody_who_confirmed(
    client: FlaskClient, now: datetime, frozen: time_machine.Traveller
) -> None:
    """Half of the twenty hours before the start; the form itself is good for a day."""
    training = make_training(now, days=20 / 24)
    known = {"email": "jonas@borken.example"}
    make_confirmed(training, now, known["email"])
    fields = open_form(client, FORM)
    receipts = [send(client, fields).location, send(client, fields, **known).location]
    limit = now + timedelta(hours=10)
    frozen.move_to(limit - timedelta(seconds=1))
    assert [send(client, fields).location, send(client, fields, **known).location] == receipts
    assert not any(promises_nothing(client.get(receipt)) for receipt in receipts)
    frozen.move_to(limit)
    lapse_all(limit)
    assert [send(client, fields).status_code, send(client, fields, **known).status_code] == [
        422
    ] * 2
    one, other = (words_of(client.get(receipt)) for receipt in receipts)
    assert one == other
    assert BEFORE in one


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "19 Plätze frei"),
        ({"capacity": 1}, "Warteliste"),
        ({"capacity": 1, "waitlist": WaitlistMode.OFF}, "ausgebucht"),
    ],
    ids=["free", "queue", "full"],
)
def test_the_answer_page_says_later_what_anybody_would_get_now(
    client: FlaskClient, now: datetime, changes: dict[str, Any], says: str
) -> None:
    training = make_training(now, **changes)
    receipt = send(client, open_form(client, FORM)).location
    cancelled(of_kurs()[0], now)
    make_confirmed(training, now, "jonas@borken.example")
    assert says in words_of(client.get(receipt))


def test_a_full_training_refuses_the_form_of_an_ended_registration(
    client: FlaskClient, now: datetime
) -> None:
    training = make_training(now, capacity=1, waitlist=WaitlistMode.OFF)
    fields = open_form(client, FORM)
    send(client, fields)
    cancelled(of_kurs()[0], now)
    make_confirmed(training, now, "jonas@borken.example")
    assert send(client, fields).status_code == 409
    assert not of_kurs(active=True)


def test_the_answer_page_of_a_cancelled_training_promises_nothing(
    client: FlaskClient, now: datetime
) -> None:
    training = make_training(now)
    receipt = send(client, open_form(client, FORM)).location
    assert not promises_nothing(client.get(receipt))
    cancel_training(training.id, "Krank.", now, "staff 1")
    page = client.get(receipt)
    assert "Diese Schulung fällt aus" in words_of(page)
    assert promises_nothing(page)
    assert f'href="{FORM}"' not in page.text


def test_the_first_sending_asks_nothing_more_for_it(client: FlaskClient, now: datetime) -> None:
    make_training(now)
    fields = open_form(client, FORM)
    with counted() as first:
        receipt = send(client, fields).location
    assert not [sent for sent in first if "receipt = " in sent]
    with counted() as page:
        client.get(receipt)
    assert len([sent for sent in page if "submission" in sent]) == 1
