"""No id or number from outside is more than the database holds."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from registration.store.database import db
from registration.store.models import Message
from registration.web.numbers import LARGEST_ID, Id, id_in
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training

ODD = [str(2**31), "9" * 25, "-1", "٣", "1_000", " 1", "1e5", ""]


def test_every_id_in_an_address_is_bounded(app: Flask) -> None:
    found = [
        converter
        for rule in app.url_map.iter_rules()
        for converter in rule._converters.values()
        if "int" in type(converter).__mro__[0].__name__.lower() or isinstance(converter, Id)
    ]
    assert found
    assert {type(converter) for converter in found} == {Id}


@pytest.mark.parametrize("text", ODD)
def test_what_is_no_id_is_none(text: str) -> None:
    assert id_in(text) is None
    assert id_in(str(LARGEST_ID)) == LARGEST_ID


@pytest.mark.parametrize("number", [2**31 - 1, 2**31, 10**25])
def test_an_id_beyond_the_database_is_not_found(desk: Desk, number: int) -> None:
    make_training(datetime.now(UTC), "kurs")
    assert desk.get(f"/registrations/{number}").status_code == 404
    assert desk.get("/trainings/kurs").status_code == 200
    again = desk.get(f"/trainings/kurs/add?again={number}").status_code
    assert again == (404 if number <= LARGEST_ID else 200)
    assert desk.get(f"/?page={number}").status_code == 200
    assert desk.get(f"/outbox?training={number}").status_code == 404
    retried = desk.post("/outbox", {"do": "retry", "letter": str(number)})
    assert retried.status_code == 303


@pytest.mark.parametrize("text", [*ODD, "0", "9" * 5000])
def test_a_place_in_the_queue_that_is_none_is_a_fault(desk: Desk, text: str) -> None:
    training = make_training(datetime.now(UTC), "kurs", capacity=1)
    people = [make_confirmed(training, datetime.now(UTC)) for _ in range(2)]
    path = f"/registrations/{people[1].id}/queue"
    answer = desk.post(path, {"position": text, "queue_reason": "krank"})
    assert answer.status_code == 422
    good = desk.post(path, {"position": "1", "queue_reason": "krank"})
    assert good.status_code == 303


def test_letters_are_withdrawn_by_their_button_alone(desk: Desk) -> None:
    make_confirmed(make_training(datetime.now(UTC), "kurs"), datetime.now(UTC))
    letter = db.session.scalars(db.select(Message).filter_by(kind="confirmation")).one()
    for do in ("", "other"):
        answer = desk.post("/outbox", {"do": do, "letter": str(letter.id)})
        assert answer.status_code == 400
        db.session.expire_all()
        assert letter.state == "queued"
    desk.post("/outbox", {"do": "withdraw", "letter": str(letter.id)})
    db.session.expire_all()
    assert letter.state == "withdrawn"
