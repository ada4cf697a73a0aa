"""One path registers somebody, whoever causes it: the form, the team or a move."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from registration.actions.signups.by_staff import add_by_staff, move_registration
from registration.actions.signups.sign_up import sign_up
from registration.store.database import db
from registration.store.models import Registration, Training
from tests.conftest import NOW
from tests.support.factories import NOTICE, applicant, make_confirmed
from tests.support.factories import make_training as made
from tests.support.rows import DAY, letters

WAITS = "waitlisted"
AMINA = "amina@borken.example"


def by_form(training: Training) -> None:
    sign_up(training.id, applicant(AMINA), "form", NOTICE, NOW, 48)


def by_team(training: Training) -> None:
    add_by_staff(training.id, applicant(AMINA), False, NOW, "staff 1")


def by_move(training: Training) -> None:
    elsewhere = made(NOW, "elsewhere")
    move_registration(make_confirmed(elsewhere, NOW - DAY, AMINA), training.id, NOW, "staff 1")


@pytest.mark.parametrize(
    ("cause", "confirm_first", "waits", "state", "letter"),
    [
        (by_form, True, False, "unconfirmed", "confirm_address"),
        (by_form, True, True, "unconfirmed", "confirm_address"),
        (by_form, False, False, "confirmed", "confirmation"),
        (by_form, False, True, WAITS, WAITS),
        (by_team, True, False, "confirmed", "confirmation"),
        (by_team, True, True, WAITS, WAITS),
        (by_move, True, False, "confirmed", "moved"),
        (by_move, True, True, WAITS, "moved"),
    ],
)
def test_state_rank_times_and_letter_follow_from_the_place(
    app: Flask,
    cause: Callable[[Training], None],
    confirm_first: bool,
    waits: bool,
    state: str,
    letter: str,
) -> None:
    training = made(NOW, capacity=2, email_confirmation=confirm_first)
    for _ in range(3 if waits else 1):
        make_confirmed(training, NOW - DAY)
    cause(training)
    query = db.select(Registration).filter_by(training_id=training.id)
    new = db.session.scalars(query.order_by(Registration.id.desc())).first()
    assert new is not None
    assert (new.state, new.queue_rank) == (state, 2 if waits else None)
    assert (new.email, new.created_at, new.ended_at) == (AMINA, NOW, None)
    assert new.answer_by == (NOW + 2 * DAY if state == "unconfirmed" else None)
    assert new.informed_at == (NOW if state == "confirmed" else None)
    assert new.added_by_staff is (cause is not by_form)
    assert new.key != new.uid
    assert [one.kind for one in letters(registration_id=new.id)] == [letter]


def test_rows_of_registrations_are_written_at_one_place() -> None:
    writing = [
        path.name
        for path in Path("registration").rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _writes(node)
    ]
    assert writing == ["sign_up_rows.py"]


def _writes(call: ast.Call) -> bool:
    """Whether a call makes a Registration, or an INSERT into its table."""
    names = {ast.unparse(one) for one in (call.func, *call.args)}
    inserts = ast.unparse(call.func).endswith(("insert", "insert_once"))
    return ast.unparse(call.func) == "Registration" or (
        inserts and bool(names & {"Registration", "_REGISTRATION", "table_of(Registration)"})
    )
