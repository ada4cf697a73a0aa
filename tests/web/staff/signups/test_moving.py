"""Moved in the queue, or to another training."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from registration.domain.states import WaitlistMode
from registration.store.models import Registration, Training
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training
from tests.support.pages import unescaped, words_of


def test_a_queue_move_needs_a_number_and_a_reason(
    training: Training, people: list[Registration], desk: Desk
) -> None:
    path = f"/registrations/{people[2].id}/queue"
    for form in ({"position": "x", "queue_reason": "weil"}, {"position": "1", "queue_reason": ""}):
        assert desk.post(path, form).status_code == 422
    desk.post(path, {"position": "1", "queue_reason": "weite Anreise"})
    page = unescaped(desk.get(f"/registrations/{people[2].id}"))
    assert "weite Anreise" in page
    assert "Platz 1" in page


def test_somebody_moves_to_another_training(
    training: Training, people: list[Registration], desk: Desk
) -> None:
    for slug in ("anders", "unbeteiligt"):
        make_training(datetime.now(UTC), slug)
    page = " ".join(unescaped(desk.get(f"/registrations/{people[0].id}/move")).split())
    assert "bekommt sofort einen Platz" in page
    assert "1 Person bekommt einen Brief: <strong>zu einer anderen Schulung umgebucht" in page
    answer = desk.post(f"/registrations/{people[0].id}/move", {"to": "anders"})
    follows = desk.client.get(answer.location)
    assert "Training anders" in unescaped(follows)
    found = re.search(r'action="/staff(/undo/\d+)"', follows.text)
    assert found
    pages = [f"/trainings/{slug}" for slug in (training.slug, "anders")]
    pages.append(f"/registrations/{people[0].id}")
    assert [page for page in pages if found[1] not in desk.get(page).text] == []
    assert found[1] not in desk.get("/trainings/unbeteiligt").text
    assert desk.post(found[1], {}).status_code == 303
    pages.append(answer.location.removeprefix("/staff"))
    assert [page for page in pages if found[1] in desk.get(page).text] == []
    again = desk.post(found[1], {})
    assert again.status_code == 409
    assert "schon rückgängig gemacht" in unescaped(again)


FULL = "Alle Plätze sind vergeben, und die Warteliste nimmt niemanden auf."
SHUT = (
    "Zu einem Entwurf oder einer Schulung, die abgesagt oder vorbei ist, kann niemand hinzukommen."
)


@pytest.mark.parametrize("why", [FULL, SHUT])
def test_why_nobody_is_added_or_moved_there_is_said(app: Flask, desk: Desk, why: str) -> None:
    now = datetime.now(UTC)
    if why == FULL:
        target = make_training(now, "ziel", capacity=1, waitlist=WaitlistMode.OFF)
        make_confirmed(target, now)
    else:
        make_training(now - timedelta(days=60), "ziel", days=3)
    person = make_confirmed(make_training(now, "von"), now)
    answers = (
        desk.post(f"/registrations/{person.id}/move", {"to": "ziel"}),
        desk.post("/trainings/ziel/add", {"given_name": "A", "family_name": "B"}),
    )
    for answer in answers:
        assert answer.status_code == 409
        words = words_of(answer)
        assert [said for said in (FULL, SHUT) if said in words] == [why]
