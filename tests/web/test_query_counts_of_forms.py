"""Nothing that is sent reads more often because it is about more people."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registration.domain.states import Role
from registration.store.database import db
from registration.store.models import Training
from tests.support.desk import Desk, sign_in
from tests.support.factories import make_training
from tests.support.pages import open_form
from tests.support.rows import DAY, HOUR, a_person, a_trainer, a_training, letters
from tests.web.test_query_counts import counted

ADDRESS = "vhs@borken.example"
WORDS = {"subject": "Neuer Raum", "body": "Guten Tag {Nachname}, {Link}"}
LOOKS = ["confirm", "cancel", "write", "check", "test"]
# How many statements one person more may cost: they write.
PER_PERSON = {"confirm": 5, "cancel": 5, "send": 1}


@pytest.fixture
def training(app: Flask) -> Training:
    return make_training(datetime.now(UTC), capacity=200)


@pytest.fixture
def desk(app: Flask) -> Desk:
    return sign_in(app, "leitung@borken.example", Role.MANAGER)


def people(training: Training, count: int, state: str) -> str:
    """So many more, as a form carries them."""
    found = [a_person(training, state=state, note="x") for _ in range(count)]
    db.session.commit()
    return ",".join(str(one.id) for one in found)


def spent(desk: Desk, chosen: str, **fields: str) -> tuple[int, int]:
    """How many statements one form takes that read, and how many that write."""
    db.session.remove()
    with counted() as sent:
        answer = desk.post("/trainings/kurs/selection", {"chosen": chosen, **WORDS, **fields})
    assert answer.status_code in (200, 303)
    reads = [one for one in sent if one.lstrip().startswith("SELECT")]
    return len(reads), len(sent) - len(reads)


@pytest.mark.parametrize("do", LOOKS)
def test_a_selection_is_shown_by_as_many_statements_for_sixty_as_for_one(
    training: Training, desk: Desk, do: str
) -> None:
    state = "unconfirmed" if do == "confirm" else "confirmed"
    one, sixty = people(training, 1, state), people(training, 60, state)
    assert spent(desk, one, do=do) == spent(desk, sixty, do=do)


@pytest.mark.parametrize("do", PER_PERSON)
def test_what_is_done_to_sixty_reads_no_more_and_writes_a_few_rows_for_each(
    training: Training, desk: Desk, do: str
) -> None:
    state = "unconfirmed" if do == "confirm" else "confirmed"
    one, sixty = people(training, 1, state), people(training, 60, state)
    reads, writes = spent(desk, one, do=do, sure="1", reason="Doppelt.")
    more_reads, more_writes = spent(desk, sixty, do=do, sure="1", reason="Doppelt.")
    kind = {"confirm": "confirmation", "cancel": "cancelled_by_staff", "send": "custom"}[do]
    assert len(letters(kind=kind)) == 61
    assert more_reads == reads
    assert more_writes - writes <= 59 * PER_PERSON[do]


def link_again(client: FlaskClient) -> list[str]:
    fields = open_form(client, "/link-again", ago=1)
    db.session.remove()
    with counted() as sent:
        answer: Any = client.post("/link-again", data=fields | {"email": ADDRESS})
    assert answer.status_code == 303
    return [one for one in sent if one.lstrip().startswith("SELECT")]


def test_a_lost_link_costs_no_more_where_there_are_many_trainings_and_registrations(
    client: FlaskClient,
) -> None:
    now = datetime.now(UTC)

    def town(count: int) -> None:
        for number in range(count):
            over = a_training(now - 60 * DAY)
            a_trainer(over, "VHS", ADDRESS)
            ahead = a_training(now + 2 * DAY - HOUR)
            a_trainer(ahead, "Andere", f"andere{number}@borken.example")
            a_person(ahead, email=ADDRESS, email_key=ADDRESS)
        db.session.commit()

    town(1)
    few = link_again(client)
    town(49)
    assert len(link_again(client)) == len(few)
    assert len(letters(kind="link_again")) == 1
