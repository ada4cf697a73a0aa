"""What my registration says of deadlines, the end and the survey, and what a press answers."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from registration.actions.signups.ending import cancel_by_link
from registration.store.database import db
from tests.support.factories import make_confirmed, make_training
from tests.support.pages import forms_of, words_of
from tests.web.participants.own_links import path

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def in_english(client: FlaskClient, link: str) -> str:
    return words_of(client.get(f"{link}?lang=en"))


@pytest.mark.parametrize(
    ("days", "until"),
    [(10, "Thursday, 14 January 2027, 11:00"), (None, "Wednesday, 3 February 2027, 11:00")],
)
def test_it_says_until_when_one_can_cancel_here_and_afterwards_until_when_one_could(
    client: FlaskClient,
    now: datetime,
    frozen: time_machine.Traveller,
    days: int | None,
    until: str,
) -> None:
    cancel_until = now + days * DAY if days else None
    person = make_confirmed(make_training(now, cancel_until=cancel_until), now)
    link = path(client, person)
    assert f"You can cancel until {until}." in in_english(client, link)
    limit = cancel_until or person.training.first_start
    assert limit is not None
    frozen.move_to(limit - SECOND)
    assert f"You can cancel until {until}." in in_english(client, link)
    frozen.move_to(limit)
    assert f"You could cancel here until {until}." in in_english(client, link)


def test_after_the_last_date_it_says_that_the_training_is_over(
    client: FlaskClient, now: datetime, frozen: time_machine.Traveller
) -> None:
    person = make_confirmed(make_training(now), now)
    link, end = path(client, person), person.training.last_end
    assert end is not None
    frozen.move_to(end - SECOND)
    page = in_english(client, link)
    assert "Your seat is certain" in page
    assert "You had a seat" not in page
    frozen.move_to(end)
    page = in_english(client, link)
    assert "You had a seat" in page
    assert "Your seat is certain" not in page


def test_the_survey_is_offered_from_the_end_on_until_one_has_answered(
    client: FlaskClient, now: datetime, frozen: time_machine.Traveller
) -> None:
    person = make_confirmed(make_training(now), now)
    link, end, offered = path(client, person), person.training.last_end, "Answer the questions"
    assert end is not None
    frozen.move_to(end - SECOND)
    assert offered not in in_english(client, link)
    frozen.move_to(end)
    assert offered in in_english(client, link)
    assert path(client, person, "survey") in client.get(link).text
    person.has_answered = True
    db.session.commit()
    assert offered not in in_english(client, link)


def test_whoever_has_cancelled_already_needs_no_tick(client: FlaskClient, now: datetime) -> None:
    person = make_confirmed(make_training(now), now)
    cancel_by_link(person, now)
    answer = client.post(f"{path(client, person)}/cancel")
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("press", "fields"), [("cancel", {"sure": "y"}), ("accept", {}), ("decline", {})]
)
def test_each_press_leads_back_to_how_it_stands(
    client: FlaskClient, now: datetime, press: str, fields: dict[str, str]
) -> None:
    person = make_confirmed(make_training(now), now)
    link = path(client, person)
    answer = client.post(f"{link}/{press}", data=fields)
    assert (answer.status_code, answer.location) == (303, f"{link}#status")
    assert 'id="status"' in client.get(link).text
    db.session.refresh(person)
    # Without an offer nothing is declined.
    assert person.state == ("cancelled" if press == "cancel" else "confirmed")


def test_a_form_of_somebody_else_s_page_is_not_taken(client: FlaskClient, now: datetime) -> None:
    training = make_training(now)
    mine, other = make_confirmed(training, now), make_confirmed(training, now)
    foreign = forms_of(client.get(path(client, other)))[0].fields["form_token"]
    own = forms_of(client.get(path(client, mine)))[0].fields
    link = f"{path(client, mine)}/details"
    assert client.post(link, data=own | {"form_token": foreign}).status_code == 422
    assert client.post(link, data=own).status_code == 303


@pytest.mark.parametrize("step", [-1, 1])
@pytest.mark.parametrize("purpose", ["my", "confirm", "survey"])
def test_a_link_of_any_other_version_opens_nothing(
    client: FlaskClient, now: datetime, purpose: str, step: int
) -> None:
    person = make_confirmed(make_training(now), now)
    link = path(client, person, purpose)
    assert client.get(link).status_code == 200
    person.link_version += step
    db.session.commit()
    assert client.get(link).status_code == 404
