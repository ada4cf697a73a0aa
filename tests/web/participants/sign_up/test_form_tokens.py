"""The form's token: how old it may be, and that no fault of it loses what was typed."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.support.factories import make_training
from tests.support.pages import PERSON, form_with, forms_of, open_form
from tests.web.participants.sign_up.sending import FORM, people, send


def test_a_form_sent_too_quickly_keeps_its_token_and_goes_through_later(
    client: FlaskClient, now: datetime, frozen: time_machine.Traveller
) -> None:
    make_training(now)
    fields = open_form(client, FORM, ago=1)
    quick = send(client, fields)
    assert quick.status_code == 422
    again = forms_of(quick)[0].fields
    assert again["form_token"] == fields["form_token"]
    frozen.move_to(now + timedelta(seconds=2))
    assert send(client, again).status_code == 303


def test_exactly_three_seconds_are_enough(client: FlaskClient, now: datetime) -> None:
    make_training(now)
    assert send(client, open_form(client, FORM, ago=3)).status_code == 303


def test_an_old_form_comes_back_with_its_values_and_a_fresh_token(
    client: FlaskClient, now: datetime, frozen: time_machine.Traveller
) -> None:
    make_training(now)
    fields = open_form(client, FORM, ago=25 * 3600)
    answer = send(client, fields)
    assert answer.status_code == 422
    again = forms_of(answer)[0].fields
    assert again["form_token"] != fields["form_token"]
    assert again["email"] == PERSON["email"]
    frozen.move_to(now + timedelta(seconds=5))
    assert send(client, again).status_code == 303


@pytest.mark.parametrize("how", ["tampered", "missing", "of another training"])
def test_a_token_that_is_not_ours_loses_nothing_that_was_typed(
    client: FlaskClient, now: datetime, how: str
) -> None:
    make_training(now)
    make_training(now, "anderer")
    fields = open_form(client, FORM)
    token = {
        "tampered": fields["form_token"][:-2] + "xx",
        "missing": "",
        "of another training": open_form(client, "/trainings/anderer/register")["form_token"],
    }[how]
    answer = send(client, fields, form_token=token)
    assert answer.status_code == 422
    assert forms_of(answer)[0].fields["family_name"] == "Yılmaz"
    assert people() == []


def test_one_form_serves_four_addresses_and_gives_the_fifth_a_new_form(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now, capacity=50)
    fields = open_form(client, FORM)
    answers = [send(client, fields, email=f"{n}@borken.example") for n in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 4 + [422] * 2
    assert [one.email for one in people()] == [f"{n}@borken.example" for n in range(4)]
    # Who was served goes on reading the same answer; the others send the new form.
    again = send(client, fields, email="0@borken.example")
    assert (again.status_code, again.location) == (303, answers[0].location)
    assert 'value="5@borken.example"' in answers[5].text
    fresh = form_with(answers[5], "form_token").fields
    assert fresh["form_token"] != fields["form_token"]
    assert send(client, open_form(client, FORM), email="5@borken.example").status_code == 303
