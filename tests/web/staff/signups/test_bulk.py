"""Several people at once: counted beforehand, then confirmed, written to, called off."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from registration.store.database import db
from registration.store.models import (
    Registration,
    Training,
)
from tests.support.desk import Desk
from tests.support.factories import make_registration, make_training
from tests.support.pages import unescaped


def test_several_are_cancelled_only_after_a_count_and_a_reason(
    training: Training, people: list[Registration], desk: Desk, count_rows: Any
) -> None:
    chosen = {"do": "cancel", "person": [str(p.id) for p in people]}
    asked = desk.post("/trainings/kurs/selection", chosen)
    assert "Es betrifft 3 Personen" in unescaped(asked)
    without = desk.post("/trainings/kurs/selection", chosen | {"sure": "1", "reason": ""})
    assert without.status_code == 422
    assert count_rows("registration", "state = 'cancelled'") == 0
    desk.post("/trainings/kurs/selection", chosen | {"sure": "1", "reason": "Raum zu klein"})
    assert count_rows("registration", "state = 'cancelled'") == 3
    assert count_rows("message", "kind = 'promoted'") == 0


def test_several_addresses_are_confirmed_at_once(
    training: Training, desk: Desk, count_rows: Any
) -> None:
    now = datetime.now(UTC)
    ids = [str(make_registration(training, now).id) for _ in range(2)]
    desk.post("/trainings/kurs/selection", {"do": "confirm", "sure": "1", "person": ids})
    assert count_rows("registration", "state = 'unconfirmed'") == 0


def test_a_letter_is_read_as_one_person_and_counted_before_it_goes(
    training: Training, people: list[Registration], desk: Desk, count_rows: Any
) -> None:
    form = {"do": "check", "all": "1", "show": "active", "as": str(people[1].id)}
    text = {"subject": "Neuer Raum", "body": "Guten Tag {Nachname}, {Link}"}
    page = unescaped(desk.post("/trainings/kurs/selection", form | text))
    assert "3 Personen bekommen diesen Brief" in page
    assert f"Guten Tag {people[1].family_name}" in page
    assert "/my/preview" in page
    assert count_rows("message", "kind = 'custom'") == 0
    answer = desk.post("/trainings/kurs/selection", form | text | {"do": "send"})
    assert "3 Briefe gehen in fünf Minuten hinaus" in unescaped(desk.client.get(answer.location))
    assert count_rows("message", "kind = 'custom'") == 3


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ({"subject": "", "body": "x"}, "Schreiben Sie hier etwas."),
        ({"subject": "A\r\nBcc: x@y.example", "body": "x"}, "übliche Zeichen"),
        ({"subject": "A", "body": "{Kontonummer}"}, "{Kontonummer} ist kein Platzhalter"),
        ({"subject": "A" * 151, "body": "x"}, "höchstens 150"),
    ],
)
def test_a_bad_letter_is_not_sent(
    training: Training,
    people: list[Registration],
    desk: Desk,
    count_rows: Any,
    text: dict[str, str],
    fault: str,
) -> None:
    answer = desk.post("/trainings/kurs/selection", {"do": "send", "all": "1"} | text)
    assert answer.status_code == 422
    assert fault in unescaped(answer)
    assert count_rows("message", "kind = 'custom'") == 0


def test_nobody_chosen_nothing_done(
    training: Training, people: list[Registration], desk: Desk
) -> None:
    answer = desk.post("/trainings/kurs/selection", {"do": "cancel"})
    assert "Wählen Sie zuerst mindestens eine Person" in unescaped(desk.client.get(answer.location))


def test_six_hundred_people_are_written_to_at_once(app: Flask, desk: Desk, count_rows: Any) -> None:
    now = datetime.now(UTC)
    large = make_training(now, "gross", capacity=600)
    rows = [
        {
            "training_id": large.id,
            "state": "confirmed",
            "given_name": "Amina",
            "family_name": f"Yılmaz {number}",
            "email": f"p{number}@borken.example",
            "email_key": f"p{number}@borken.example",
            "answers": {},
            "created_at": now,
        }
        for number in range(600)
    ]
    db.session.execute(db.insert(Registration), rows)
    db.session.commit()
    text = {"subject": "Raum", "body": "Guten Tag {Vorname}"}
    page = unescaped(desk.post("/trainings/gross/selection", {"do": "check", "all": "1"} | text))
    assert "600 Personen bekommen diesen Brief" in page
    found = re.search(r'name="chosen" value="([\d,]+)"', page)
    assert found is not None
    desk.post("/trainings/gross/selection", {"do": "send", "chosen": found.group(1)} | text)
    assert count_rows("message", "kind = 'custom'") == 600
