"""Signing up: what is kept, what is owed, and what the answer says."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from registration.actions.signups.ending import cancel_by_link
from tests.support.factories import make_confirmed, make_training
from tests.support.pages import open_form, words_of
from tests.web.participants.sign_up.sending import FORM, kinds, people, send


def test_a_sign_up_is_kept_owes_one_letter_and_answers_with_what_happens_next(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    answer = send(client, open_form(client, FORM))
    assert answer.status_code == 303
    assert answer.location.endswith("#status")
    page = client.get(answer.location)
    assert page.status_code == 200
    assert "amina@borken.example" in words_of(page)
    assert 'id="status" tabindex="-1"' in page.text
    assert [person.state for person in people()] == ["unconfirmed"]
    assert kinds() == ["confirm_address"]


def test_the_embedded_form_stays_in_the_frame(client: FlaskClient, now: datetime) -> None:
    make_training(now)
    answer = send(client, open_form(client, "/embed" + FORM), "/embed" + FORM)
    assert answer.status_code == 303
    assert answer.location.startswith("/embed/trainings/kurs/registered/")
    assert client.get(answer.location).status_code == 200


def test_the_same_form_sent_twice_is_one_registration_and_the_same_answer(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    fields = open_form(client, FORM)
    first, second = send(client, fields), send(client, fields)
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert len(people()) == 1
    assert kinds() == ["confirm_address"]


def test_the_same_form_with_another_address_is_a_second_person(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    fields = open_form(client, FORM)
    assert send(client, fields).status_code == 303
    assert send(client, fields, email="jonas@borken.example").status_code == 303
    assert [person.email for person in people()] == ["amina@borken.example", "jonas@borken.example"]


def test_a_double_click_on_the_last_seat_still_shows_the_same_answer(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now, capacity=1, waitlist_limit=0)
    fields = open_form(client, FORM)
    assert send(client, fields).location == send(client, fields).location


def test_a_training_that_was_full_takes_people_again_once_a_seat_is_free(
    client: FlaskClient, now: datetime
) -> None:
    training = make_training(now, capacity=1, waitlist_limit=0)
    fields = open_form(client, FORM)
    holder = make_confirmed(training, now - timedelta(days=2))
    assert [send(client, fields).status_code for _ in range(2)] == [409, 409]
    cancel_by_link(holder, now)
    assert send(client, fields).status_code == 303
    assert send(client, fields).status_code == 303
    assert send(client, fields, email="neu@borken.example").status_code == 409


def test_the_waiting_list_is_joined_and_said(client: FlaskClient, now: datetime) -> None:
    training = make_training(now, capacity=1)
    make_confirmed(training, now)
    page = client.get(FORM)
    assert "Auf die Warteliste setzen" in words_of(page)
    answer = send(client, open_form(client, FORM))
    assert "Warteliste" in words_of(client.get(answer.location))
    assert people()[-1].waits


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"registration_opens": timedelta(days=1)}, "noch nicht geöffnet"),
        ({"registration_closes": timedelta(hours=-1)}, "geschlossen"),
        ({"days": -1}, "vorbei"),
    ],
    ids=["announced", "closed", "over"],
)
def test_a_training_that_takes_nobody_says_why_and_where_to_turn(
    client: FlaskClient, now: datetime, changes: dict[str, Any], said: str
) -> None:
    values: dict[str, Any] = {
        k: now + v if isinstance(v, timedelta) else v for k, v in changes.items()
    }
    make_training(now, **values)
    page = client.get(FORM)
    assert page.status_code == 409
    assert said in words_of(page)
    assert "02861 939-0" in words_of(page)


def test_unknown_trainings_answer_404(client: FlaskClient) -> None:
    assert client.get("/trainings/keiner/register").status_code == 404
    assert client.post("/trainings/keiner/register").status_code == 404


def test_a_training_without_confirmation_of_addresses_gives_the_seat_at_once(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now, email_confirmation=False)
    answer = send(client, open_form(client, FORM))
    assert "Ihr Platz ist sicher" in words_of(client.get(answer.location))
    assert [person.state for person in people()] == ["confirmed"]
    assert kinds() == ["confirmation"]


def test_the_answer_page_of_another_training_is_unknown(client: FlaskClient, now: datetime) -> None:
    make_training(now)
    make_training(now, "anderer")
    answer = send(client, open_form(client, FORM))
    assert client.get(answer.location.replace("kurs", "anderer")).status_code == 404


def test_form_pages_are_never_stored(client: FlaskClient, now: datetime) -> None:
    make_training(now)
    answer = send(client, open_form(client, FORM))
    for path in (FORM, answer.location):
        page = client.get(path)
        assert page.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in page.headers
