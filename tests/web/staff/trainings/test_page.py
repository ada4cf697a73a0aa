"""The page of a training, with its people."""

from datetime import UTC, datetime
from typing import Any

from flask import Flask

from registration.actions.signups.by_staff import requeue
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training


def test_people_are_found_sorted_and_their_place_shown(app: Flask, desk: Desk) -> None:
    now = datetime.now(UTC)
    training = make_training(now, "kurs", capacity=1)
    names = ("Özdemir", "Brüning", "Anders")
    people = [make_confirmed(training, now, family_name=name) for name in names]
    requeue(people[2], 1, "Grund", now, "test")
    page = desk.get("/trainings/kurs").get_data(as_text=True)
    assert page.index("Özdemir") < page.index("Anders") < page.index("Brüning")
    by_name = desk.get("/trainings/kurs?sort=name").get_data(as_text=True)
    assert by_name.index("Anders") < by_name.index("Brüning") < by_name.index("Özdemir")
    found = desk.get("/trainings/kurs?q=özdemir").get_data(as_text=True)
    assert "Özdemir" in found
    assert "Brüning" not in found


def test_looking_at_people_stands_in_the_log(app: Flask, desk: Desk, count_rows: Any) -> None:
    make_training(datetime.now(UTC), "kurs")
    for path in ("/trainings/kurs", "/trainings/kurs/registrations.csv", "/outbox"):
        desk.get(path)
    assert count_rows("audit", "action LIKE 'saw %'") == 3
