"""Calling off: with a reason, in one line, and the form is closed afterwards."""

from typing import Any

import pytest
from flask import Flask

from registration.domain.text import NAME_LENGTH
from registration.store.database import db
from registration.store.models import Training
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training
from tests.support.moments import yesterday
from tests.support.training_form import soon, values


@pytest.mark.parametrize(
    ("reason", "status"),
    [("k" * NAME_LENGTH, 303), ("k" * (NAME_LENGTH + 1), 422), ("a\nb", 422), ("  ", 422)],
)
def test_the_reason_of_a_calling_off_is_one_line(
    app: Flask, desk: Desk, reason: str, status: int
) -> None:
    make_training(yesterday())
    other = make_training(yesterday(), "anderer")
    answer = desk.post("/trainings/kurs/cancel", {"reason": reason, "sure": "1"})
    assert answer.status_code == status
    db.session.expire_all()
    states = dict(db.session.execute(db.select(Training.slug, Training.state)).all())
    assert states == {
        "kurs": "cancelled" if status == 303 else "published",
        other.slug: "published",
    }


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_form_of_a_training_that_is_called_off_opens_no_more(
    app: Flask, desk: Desk, method: str
) -> None:
    make_training(yesterday())
    assert desk.get("/trainings/kurs/edit").status_code == 200
    desk.post("/trainings/kurs/cancel", {"reason": "krank", "sure": "1"})
    assert getattr(desk, method)("/trainings/kurs/edit").status_code == 409


def test_a_training_is_cancelled_only_with_reason_and_tick(desk: Desk, count_rows: Any) -> None:
    training = make_training(soon(), "kurs")
    make_confirmed(training, soon())
    for form in ({"reason": ""}, {"reason": "krank"}, {"reason": "", "sure": "1"}):
        assert desk.post("/trainings/kurs/cancel", form).status_code == 422
    assert count_rows("training", "state = 'cancelled'") == 0
    desk.post("/trainings/kurs/cancel", {"reason": "krank", "sure": "1"})
    assert count_rows("message", "kind = 'cancellation'") == 1


def test_a_draft_is_deleted_after_one_more_question(desk: Desk, count_rows: Any) -> None:
    desk.post("/new", values(do="draft"))
    before = count_rows("training")
    page = desk.get("/trainings/asylrecht-kompakt")
    assert "/trainings/asylrecht-kompakt/delete" in page.text
    assert desk.get("/trainings/asylrecht-kompakt/delete").status_code == 200
    assert count_rows("training") == before == 1
    for _ in range(2):
        answer = desk.post("/trainings/asylrecht-kompakt/delete")
        assert answer.status_code == 303
    assert count_rows("training") == 0
