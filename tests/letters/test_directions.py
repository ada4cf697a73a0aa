"""Letters in which languages of both directions meet."""

from datetime import datetime

import pytest
from flask import Flask

from registration.domain.letters.kinds import Kind
from registration.letters import Letter, render_letter
from registration.letters.html import with_buttons
from registration.markdown import parse
from tests.letters.every_kind import REASON, TITLE, owed


def test_a_phone_number_in_an_arabic_letter_keeps_its_order(app: Flask, now: datetime) -> None:
    letter = _letter(app, now, Kind.CONFIRMATION, "ar")
    assert "\u206802861 939-0\u2069" in letter.text
    assert letter.text.count("\u2068") == letter.text.count("\u2069")


def test_a_german_letter_holds_no_direction_marks(app: Flask, now: datetime) -> None:
    letter = _letter(app, now, Kind.CONFIRMATION, "de")
    assert "\u2068" not in letter.subject + letter.text + letter.html


def test_what_the_team_wrote_runs_in_its_own_direction(app: Flask, now: datetime) -> None:
    letter = _letter(app, now, Kind.CUSTOM, "ar")
    assert '<html lang="ar" dir="rtl">' in letter.html
    assert '<p dir="auto">Guten Tag ' in letter.html


def test_a_list_that_the_team_wrote_has_one_direction_with_its_items() -> None:
    html = str(with_buttons(parse("- موعد\n- مكان\n"), mixed=True))
    assert html.startswith('<ul dir="auto">')
    assert html.count("dir=") == 1


def _letter(app: Flask, now: datetime, kind: Kind, language: str) -> Letter:
    settings, links = app.extensions["zusage_settings"], app.extensions["zusage_links"]
    message, at = owed(kind, language, now, settings)
    return render_letter(message, settings, links, at)


@pytest.mark.parametrize(
    "kind",
    [Kind.CONFIRMATION, Kind.CANCELLATION, Kind.CANCELLED_BY_STAFF, Kind.REMINDER, Kind.LINK_AGAIN],
)
def test_whatever_was_typed_is_isolated_wherever_it_stands_in_an_arabic_letter(
    app: Flask, now: datetime, kind: Kind
) -> None:
    letter = _letter(app, now, kind, "ar")
    for typed in (TITLE, REASON, "Stadt Borken", "Fachabteilung Integration", "02861 939-0"):
        for said in (letter.subject, letter.text):
            assert said.count(typed) == said.count(f"\u2068{typed}\u2069"), typed
    reasons = letter.text.count(REASON)
    assert reasons == (kind in (Kind.CANCELLATION, Kind.CANCELLED_BY_STAFF))
