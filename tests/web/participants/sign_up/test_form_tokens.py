"""The form's token: how old it may be, and that no fault of it loses what was typed."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.support.factories import make_training
from tests.support.pages import PERSON, forms_of, open_form
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
