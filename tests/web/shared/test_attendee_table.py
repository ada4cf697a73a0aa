"""The list as a table: each row as long as the head, each mark under its date."""

import pytest
from flask import Flask
from flask_babel import force_locale

from registration.store.database import db
from registration.store.models import Training
from registration.web.shared.attendee_table import attendee_table
from tests.conftest import NOW
from tests.support.rows import DAY, a_mark, a_person, a_training, a_walk_in


@pytest.fixture
def training(app: Flask) -> Training:
    """Two dates; people with each mark; one who walked in at the second date."""
    made = a_training(NOW, NOW + DAY)
    first, second = made.sessions
    there = a_person(made, "Anders", role="volunteer", organisation="Tafel", email="a@b.example")
    away, unmarked = a_person(made, "Brand", role="staff"), a_person(made, "Conrad", email=None)
    a_mark(first, there)
    a_mark(second, there, present=False)
    a_mark(second, away)
    a_person(made, "Wartend", state="waitlisted", queue_rank=1)
    a_walk_in(second, family_name="Dazu", given_name="Samuel", organisation="Verein")
    db.session.commit()
    assert unmarked.email is None
    return made


def rows(app: Flask, training: Training) -> list[list[str | int]]:
    with app.test_request_context(), force_locale("en"):
        table = attendee_table(training)
    return [list(table.head), *(list(row) for row in table.rows)]


def test_each_mark_stands_under_its_date(app: Flask, training: Training) -> None:
    assert rows(app, training) == [
        ["No.", "Family name", "Given name", "Organisation", "Role", "Mon 4 Jan", "Tue 5 Jan"],
        [1, "Anders", "Amina", "Tafel", "I volunteer", "there", "not there"],
        [2, "Brand", "Amina", "", "I work in this field", "", "there"],
        [3, "Conrad", "Amina", "", "", "", ""],
        [4, "Dazu", "Samuel", "Verein", "not registered", "", "there"],
    ]


def test_addresses_have_a_column_of_their_own_if_the_team_allows_it(
    app: Flask, training: Training
) -> None:
    plain = rows(app, training)
    training.trainers_see_addresses = True
    db.session.commit()
    shown = rows(app, training)
    assert [row.pop(5) for row in shown][:2] == ["E-mail address", "a@b.example"]
    assert shown == plain
