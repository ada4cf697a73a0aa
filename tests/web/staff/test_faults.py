"""What is wrong with a form of the team stands on top, all at once, and leads to each field."""

import io
import re
from typing import Any

import pytest
from flask import Flask

from registration.store.models import Funding, Registration, Training
from tests.support.desk import Desk
from tests.support.pages import unescaped

from .fundings.conftest import funding

__all__ = ["funding"]

CALL_OFF, SELECTION = "/trainings/kurs/cancel", "/trainings/kurs/selection"


def leads_to(answer: Any) -> list[str]:
    """The ids that the summary leads to; each is a field that is marked as wrong."""
    page = answer.text
    assert answer.status_code == 422
    assert "<title>Fehler: " in page
    box = re.search(r'<div class="box fault" id="faults"[^>]* autofocus>.*?</div>', page, re.DOTALL)
    assert box
    ids = re.findall(r'href="#([^"]+)"', box[0])
    marked = re.findall(r'id="([^"]+)-fault"', page)
    assert ids == marked
    tags = {name: re.findall(rf'<(?:input|textarea)[^>]*id="{name}"[^>]*>', page) for name in ids}
    assert [name for name, (tag,) in tags.items() if 'aria-invalid="true"' not in tag] == []
    return ids


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({}, ["reason", "sure"]),
        ({"reason": "krank"}, ["sure"]),
        ({"sure": "1"}, ["reason"]),
    ],
)
def test_faults_of_a_calling_off(
    training: Training, desk: Desk, form: dict[str, str], wrong: list[str]
) -> None:
    assert leads_to(desk.post(CALL_OFF, form)) == wrong
    assert 'id="faults"' not in desk.get(CALL_OFF).text


def test_faults_of_cancelling_one_or_several(people: list[Registration], desk: Desk) -> None:
    path = f"/registrations/{people[0].id}"
    assert 'id="faults"' not in desk.get(f"{path}/cancel").text
    assert leads_to(desk.post(f"{path}/cancel", {"reason": ""})) == ["reason"]
    several = {"chosen": str(people[0].id), "do": "cancel"}
    assert 'id="faults"' not in desk.post(SELECTION, several).text
    assert leads_to(desk.post(SELECTION, several | {"sure": "1", "reason": ""})) == ["reason"]


def test_faults_of_another_place_in_the_queue(people: list[Registration], desk: Desk) -> None:
    path = f"/registrations/{people[2].id}/queue"
    assert leads_to(desk.post(path, {})) == ["position", "queue_reason"]
    assert leads_to(desk.post(path, {"position": "1"})) == ["queue_reason"]


def test_faults_of_a_letter_to_people(people: list[Registration], desk: Desk) -> None:
    form = {"chosen": str(people[0].id), "do": "check"}
    assert leads_to(desk.post(SELECTION, form)) == ["subject", "body"]
    assert leads_to(desk.post(SELECTION, form | {"subject": "Raum"})) == ["body"]


def test_faults_of_a_logo(desk: Desk, funding: Funding) -> None:
    def sent(label: str) -> Any:
        form = {"label": label, "file": (io.BytesIO(b"GIF89a"), "logo.gif")}
        path = f"/fundings/{funding.id}/logos"
        return desk.post(path, form, content_type="multipart/form-data")

    assert leads_to(sent(" ")) == ["file", "label"]
    answer = sent("Europäische Union")
    assert leads_to(answer) == ["file"]
    assert 'value="Europäische Union"' in unescaped(answer)


def test_faults_of_the_period_of_a_report(app: Flask, desk: Desk, funding: Funding) -> None:
    path = f"/fundings/{funding.id}/report"
    assert leads_to(desk.get(f"{path}?begin=x&end=")) == ["begin", "end"]
    answer = desk.get(f"{path}?begin=2027-02-01&end=2027-01-31")
    assert leads_to(answer) == ["end"]
    assert "Der letzte Tag liegt vor dem ersten." in answer.text
    assert ['value="2027-02-01"' in answer.text, 'value="2027-01-31"' in answer.text] == [True] * 2
