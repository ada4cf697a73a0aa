"""Which letters are tried again or withdrawn, and which are left as they are."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from time import sleep
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from registration.actions.letters.outbox import resend_letter, retry_letters, withdraw_letters
from registration.domain.states import MessageState
from registration.store.database import db
from registration.store.dialect import table_of
from registration.store.models import Message
from registration.store.signups import registration_lists
from tests.conftest import NOW
from tests.support.factories import make_confirmed, make_training
from tests.support.rows import HOUR, a_letter, committed, noted

LATER = NOW + HOUR


def one_of_each() -> dict[str, Message]:
    """Two letters of each state; the second of each is not chosen."""
    made: dict[str, Message] = {}
    for state in MessageState:
        made[state] = a_letter(state=state, attempts=4)
        made[f"other {state}"] = a_letter(state=state, attempts=4)
    db.session.commit()
    return made


def changed(made: dict[str, Message]) -> set[str]:
    committed(*made.values())
    return {name for name, one in made.items() if one.state != name.removeprefix("other ")}


def chosen(made: dict[str, Message]) -> list[int]:
    return [letter.id for name, letter in made.items() if not name.startswith("other")]


def test_of_the_chosen_letters_only_failed_ones_are_tried_again(app: Flask) -> None:
    made = one_of_each()
    assert retry_letters(chosen(made), LATER, "staff 1") == 1
    assert changed(made) == {"failed"}
    failed = made["failed"]
    assert (failed.state, failed.due_at, failed.attempts) == ("queued", LATER, 0)
    # It is owed since it was, and two days count anew from here.
    assert (failed.created_at, failed.tried_since) == (NOW, LATER)
    assert made["queued"].tried_since == NOW
    (entry,) = noted("retried letters")
    assert (entry.actor, entry.facts) == ("staff 1", {"letters": [failed.id]})


def test_without_a_choice_all_failed_letters_are_tried_again(app: Flask) -> None:
    made = one_of_each()
    assert retry_letters(None, LATER, "staff 1") == 2
    assert changed(made) == {"failed", "other failed"}


@pytest.mark.parametrize("times", [1, 2])
def test_of_the_chosen_letters_those_that_wait_or_failed_are_withdrawn(
    app: Flask, times: int
) -> None:
    made = one_of_each()
    counts = [withdraw_letters(chosen(made), LATER, "staff 1") for _ in range(times)]
    assert counts == [3, 0][:times]
    assert changed(made) == {"queued", "retrying", "failed"}
    assert made["queued"].last_error == "withdrawn by staff"
    assert made["sending"].last_error == ""
    assert len(noted("withdrew letters")[0].facts["letters"]) == 3


def test_a_letter_that_a_postman_takes_meanwhile_goes(app: Flask) -> None:
    letter, other = a_letter(), a_letter()
    db.session.commit()
    ids, table = [letter.id, other.id], table_of(Message)
    db.session.rollback()
    with ThreadPoolExecutor() as pool, db.engine.connect() as postman:
        postman.execute(update(table).where(table.c.id == ids[0]).values(state="sending"))
        count = pool.submit(_withdraw_elsewhere, app, ids)
        sleep(0.3)  # it now waits for the row that the postman holds
        postman.commit()
        assert count.result() == 1
    committed(letter, other)
    assert (letter.state, other.state) == ("sending", "withdrawn")


def _withdraw_elsewhere(app: Flask, ids: list[int]) -> int:
    with app.app_context():
        return withdraw_letters(ids, LATER, "staff 1")


def test_a_letter_goes_once_more_as_a_new_one(app: Flask, now: datetime, count_rows: Any) -> None:
    person = make_confirmed(make_training(now), now)
    old = next(m for m in registration_lists.letters_of(person.id) if m.kind == "confirmation")
    old.state = MessageState.SENT
    db.session.commit()
    first, second = (resend_letter(old.id, now, "staff 1") for _ in range(2))
    assert len({old.id, first, second}) == 3
    assert count_rows("message", "kind = 'confirmation'") == 3
