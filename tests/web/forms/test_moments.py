"""Moments and dates typed whole, by half or not at all."""

from typing import Any

import pytest
from flask import Flask

from registration.store.trainings import trainings as find
from tests.support.desk import Desk
from tests.support.training_form import EARLIER, row, values

MOMENTS = ("registration_opens", "registration_closes", "cancel_until", "decide_by")


@pytest.mark.parametrize("name", MOMENTS)
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ([EARLIER, ""], "Geben Sie auch die Uhrzeit ein"),
        (["", "09:00"], "Geben Sie auch das Datum ein"),
        ([f"{EARLIER}T"], "Geben Sie auch die Uhrzeit ein"),
        (["2200-01-01", "09:00"], "zwischen 2000 und 2199"),
        (["1999-12-31", "09:00"], "zwischen 2000 und 2199"),
        (["0001-01-01", "00:00"], "zwischen 2000 und 2199"),
        ([EARLIER, "25:00"], "Geben Sie die Uhrzeit so ein"),
        ([EARLIER, "09:00", "10:00"], "Fehler:"),
    ],
)
def test_a_moment_typed_by_half_or_wrong_is_a_fault_at_its_field(
    desk: Desk, count_rows: Any, name: str, typed: list[str], words: str
) -> None:
    answer = desk.post("/new", {**values(do="draft", minimum="5"), name: typed})
    assert answer.status_code == 422
    assert f'href="#{name}"' in answer.text
    assert words in answer.text
    if len(typed) == 2:
        first, second = (f'name="{name}" value="{one}"' for one in typed)
        assert first in answer.text
        assert second in answer.text
    assert count_rows("training") == 0


def test_moments_typed_whole_stand_and_empty_ones_are_none(app: Flask, desk: Desk) -> None:
    typed = {"registration_closes": [EARLIER, "09:05"], "cancel_until": ["", ""]}
    assert desk.post("/new", {**values(do="draft"), **typed}).status_code == 303
    made = find.by_slug("asylrecht-kompakt")
    assert made is not None
    zone = app.extensions["zusage_settings"].zone
    closes = made.registration_closes
    assert closes is not None
    assert f"{closes.astimezone(zone):%Y-%m-%d %H:%M}" == f"{EARLIER} 09:05"
    assert (made.cancel_until, made.registration_opens) == (None, None)


@pytest.mark.parametrize("half", [{"day": ""}, {"starts": ""}, {"ends": ""}])
def test_a_date_typed_by_half_is_a_fault(desk: Desk, half: dict[str, str]) -> None:
    (name,) = half
    answer = desk.post("/new", values(do="draft", **row(0, **half)))
    assert answer.status_code == 422
    assert f'href="#sessions-0-{name}"' in answer.text
