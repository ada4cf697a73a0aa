"""An address that is registered already gets the same answer, and few letters."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from registration.store.database import db
from registration.store.models import Message
from registration.web.participants import sign_up as sign_up_page
from tests.support.factories import make_confirmed, make_registration, make_training
from tests.support.pages import PERSON, open_form, words_of
from tests.web.participants.sign_up.sending import FORM, kinds, people, send


def test_a_known_address_gets_the_same_answer_as_a_new_one(
    client: FlaskClient, now: datetime
) -> None:
    training = make_training(now)
    make_confirmed(training, now - timedelta(days=2), PERSON["email"])
    before = len(kinds())
    known = send(client, open_form(client, FORM))
    new = send(client, open_form(client, FORM), email="neu@borken.example")
    assert known.status_code == new.status_code == 303
    pages = [client.get(one.location) for one in (known, new)]
    assert words_of(pages[0]).replace(PERSON["email"], "X") == words_of(pages[1]).replace(
        "neu@borken.example", "X"
    )
    assert kinds()[before:] == ["already_registered", "confirm_address"]


def test_a_full_training_refuses_known_and_new_alike_but_writes_to_the_known(
    client: FlaskClient, now: datetime
) -> None:
    training = make_training(now, capacity=2, waitlist_limit=0)
    fields = open_form(client, FORM)
    make_confirmed(training, now - timedelta(days=2), PERSON["email"])
    make_confirmed(training, now - timedelta(days=2))
    before = len(kinds())
    known = send(client, fields)
    new = send(client, fields, email="neu@borken.example")
    assert known.status_code == new.status_code == 409
    assert words_of(known) == words_of(new)
    assert kinds()[before:] == []
    known.close()  # the answer has gone out, as quickly as for anybody
    assert kinds()[before:] == ["already_registered"]
    assert client.get(FORM).status_code == 409
    # The page is kept for a second: it may hold nothing of whoever asked.
    sign_up_page._refusal_in_this_second.cache_clear()
    other = {"email": "dritte@borken.example", "given_name": "Dritte", "note": "Hallo"}
    assert send(client, fields, **other).text == new.text


@pytest.mark.parametrize(
    ("opened_ago", "changes"),
    [(1, {}), (25 * 3600, {}), (60, {"website": "https://spam.example"})],
)
def test_a_program_in_front_of_a_full_training_causes_no_letter(
    client: FlaskClient, now: datetime, opened_ago: float, changes: dict[str, str]
) -> None:
    training = make_training(now, capacity=1, waitlist_limit=0)
    good, bad = open_form(client, FORM), open_form(client, FORM, ago=opened_ago)
    make_confirmed(training, now - timedelta(days=2), PERSON["email"])
    before = kinds()
    assert send(client, good, email="neu@borken.example").status_code == 409
    answer = send(client, bad, **changes)
    answer.close()
    assert answer.status_code == 409
    assert kinds() == before


def test_an_address_in_other_case_is_the_same_address(client: FlaskClient, now: datetime) -> None:
    training = make_training(now)
    make_confirmed(training, now - timedelta(days=2), "amina@borken.example")
    send(client, open_form(client, FORM), email="AMINA@BORKEN.example")
    assert len(people()) == 1


def test_a_second_sign_up_of_an_unconfirmed_address_repeats_the_first_letter_after_a_while(
    client: FlaskClient, now: datetime
) -> None:
    training = make_training(now)
    make_registration(training, now - timedelta(hours=2), PERSON["email"])
    db.session.execute(db.update(Message).values(state="sent"))
    db.session.commit()
    send(client, open_form(client, FORM))
    assert kinds() == ["confirm_address", "confirm_address"]
    assert len(people()) == 1


def test_fifty_posts_for_one_victim_owe_one_letter_in_ten_minutes(
    client: FlaskClient, now: datetime
) -> None:
    make_training(now)
    answers = {send(client, open_form(client, FORM)).status_code for _ in range(50)}
    assert answers == {303}
    assert kinds() == ["confirm_address"]
