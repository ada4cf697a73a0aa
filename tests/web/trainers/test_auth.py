"""Whose link opens, when, and what the audit log keeps of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from registration.actions.attendance import rotate_link
from registration.actions.trainings.publishing import cancel_training
from registration.domain.attendance import LINK_AFTER, LINK_BEFORE
from registration.store.database import db
from registration.store.models import AuditEntry
from tests.support.factories import make_confirmed, make_training
from tests.support.pages import words_of
from tests.web.trainers.conftest import Desk

PAGES = ["", "list.csv", "list.xlsx", "results", "results.pdf", "sessions/1/sheet.pdf"]


def actions() -> list[str]:
    entries = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id))
    return [f"{entry.actor}: {entry.action}" for entry in entries if "trainer" in entry.actor]


def reasons() -> list[Any]:
    entries = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id))
    return [e.facts["reason"] for e in entries if e.action == "used a dead link"]


def test_each_use_of_the_link_is_noted(client: FlaskClient, desk: Desk) -> None:
    for page in ("", "list.csv", "list.xlsx", "results"):
        client.get(desk.url + page)
    client.get(desk.session(page="sheet.pdf"))
    client.get(desk.session())
    who = f"trainer {desk.trainer.uid}"
    assert actions() == [
        f"{who}: saw the attendee list",
        f"{who}: saw the attendee list as CSV",
        f"{who}: saw the attendee list as XLSX",
        f"{who}: saw the survey results",
        f"{who}: saw the signature sheet",
        f"{who}: saw the attendance list",
    ]


def test_the_link_opens_from_two_weeks_before_to_two_weeks_after(
    client: FlaskClient, desk: Desk, frozen: Any
) -> None:
    first, last = desk.training.first_start, desk.training.last_end
    assert first is not None
    assert last is not None
    moment = timedelta(seconds=1)
    wanted = {
        first - LINK_BEFORE - moment: 404,
        first - LINK_BEFORE: 200,
        last + LINK_AFTER - moment: 200,
        last + LINK_AFTER: 404,
    }
    found = {}
    for when in wanted:
        frozen.move_to(when)
        found[when] = client.get(desk.url).status_code
    assert found == wanted
    assert reasons() == ["out of time", "out of time"]


@pytest.mark.parametrize("page", PAGES)
def test_a_revoked_link_answers_like_an_unknown_one(
    client: FlaskClient, desk: Desk, now: datetime, page: str
) -> None:
    make_confirmed(desk.training, now, family_name="Geheim")
    old = desk.url + page
    rotate_link(desk.trainer, "staff 1", now)
    revoked, unknown = client.get(old), client.get(f"/trainer/nonsense/{page}")
    assert revoked.status_code == unknown.status_code == 404
    assert words_of(revoked) == words_of(unknown)
    assert "Geheim" not in revoked.text
    assert reasons() == ["revoked"]
    assert client.get(desk.url).status_code == 200


def test_a_link_for_something_else_opens_nothing(
    client: FlaskClient, desk: Desk, now: datetime
) -> None:
    person = make_confirmed(desk.training, now)
    foreign = desk.links.token("my", person.key, person.link_version)
    assert client.get(f"/trainer/{foreign}/").status_code == 404
    assert reasons() == []


def test_a_link_opens_one_training_only(client: FlaskClient, desk: Desk, now: datetime) -> None:
    other = make_training(now, "anderer", days=2)
    make_confirmed(other, now, family_name="Nebenan")
    assert "Nebenan" not in client.get(desk.url).text
    session = other.sessions[0].uid
    for page in ("sheet.pdf", "attendance"):
        assert client.get(f"{desk.url}sessions/{session}/{page}").status_code == 404


def test_the_link_of_a_trainer_who_left_opens_nothing(client: FlaskClient, desk: Desk) -> None:
    url = desk.url
    desk.training.trainers = []
    db.session.commit()
    assert client.get(url).status_code == 404
    assert reasons() == ["no such trainer"]


def test_the_list_of_a_cancelled_training_says_so_and_names_nobody(
    client: FlaskClient, desk: Desk, now: datetime
) -> None:
    person = make_confirmed(desk.training, now, family_name="Kurt")
    cancel_training(desk.training.id, "Krank.", now, "staff 1")
    page = client.get(desk.url)
    assert page.status_code == 200
    assert "Diese Schulung fällt aus" in words_of(page)
    assert "Krank." in words_of(page)
    assert person.family_name not in words_of(page)
    assert actions() == []
    others = [client.get(desk.url + page).status_code for page in PAGES[1:]]
    assert others == [404] * len(others)
    assert client.post(desk.session(page="all-present")).status_code == 404


def test_a_training_without_sessions_has_no_list(
    client: FlaskClient, desk: Desk, now: datetime
) -> None:
    for session in desk.training.all_sessions:
        session.dropped_at = now
    db.session.commit()
    assert client.get(desk.url).status_code == 404


def test_a_letter_to_a_trainer_who_leaves_does_not_hold_the_trainer(
    desk: Desk, now: datetime
) -> None:
    from registration.actions.letters.trainers import send_list
    from registration.store.models import Message

    send_list(desk.trainer, "request", "staff 1", now)
    desk.training.trainers = []
    db.session.commit()
    message = db.session.scalars(db.select(Message)).one()
    assert message.trainer_id is None


@pytest.mark.parametrize("step", [-1, 1])
def test_a_link_of_any_other_version_opens_nothing(
    client: FlaskClient, desk: Desk, step: int
) -> None:
    old = desk.url
    desk.trainer.link_version += step
    db.session.commit()
    assert client.get(old).status_code == 404
    assert reasons() == ["revoked"]


def test_a_press_is_noted_as_what_it_does_and_not_as_a_look(
    client: FlaskClient, desk: Desk, now: datetime, frozen: Any
) -> None:
    make_confirmed(desk.training, now)
    frozen.move_to(desk.training.sessions[0].starts)
    client.post(desk.session(page="all-present"))
    client.post(desk.session(page="complete"), data={"complete": "yes"})
    assert [one.partition(": ")[2] for one in actions()] == [
        "marked all present",
        "completed the list",
    ]
