"""Dates and times as people read them, right across both clock changes."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from registration.base import ROOT
from registration.formats import (
    clock,
    day_and_month,
    direction,
    isolated,
    long_date,
    moment,
    month_name,
    names_leave,
    short_date,
    span,
)

BERLIN = ZoneInfo("Europe/Berlin")
NINE, NOON = datetime(2027, 1, 21, 8, 30, tzinfo=UTC), datetime(2027, 1, 21, 15, 30, tzinfo=UTC)
NEXT_DAY = datetime(2027, 1, 22, 11, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def town() -> Flask:
    """An application that knows the catalogues and no database."""
    app = Flask("registration")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "registration/translations")
    Babel(app)
    return app


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", ["Donnerstag, 21. Januar 2027", "Do 21.1.", "9:30", "Donnerstag, 21. Januar 2027, 9:30 Uhr", "Donnerstag, 21. Januar 2027, 9:30–16:30 Uhr", "21. Januar"]),
        ("en", ["Thursday, 21 January 2027", "Thu 21 Jan", "9:30", "Thursday, 21 January 2027, 9:30", "Thursday, 21 January 2027, 9:30–16:30", "January 21"]),
    ],
)  # fmt: skip
def test_dates_read_as_in_the_language(town: Flask, language: str, expected: list[str]) -> None:
    with town.test_request_context(), force_locale(language):
        assert [
            long_date(NINE, BERLIN),
            short_date(NINE, BERLIN),
            clock(NINE, BERLIN),
            moment(NINE, BERLIN),
            span(NINE, NOON, BERLIN),
            day_and_month(NINE, BERLIN),
        ] == expected


def test_a_session_over_midnight_names_both_days(town: Flask) -> None:
    with town.test_request_context(), force_locale("de"):
        shown = span(NINE, NEXT_DAY, BERLIN)
    assert "21. Januar 2027, 9:30 Uhr" in shown
    assert "22. Januar 2027, 12:00 Uhr" in shown


@pytest.mark.parametrize(
    ("utc", "local"),
    [
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "1:59"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "3:00"),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "2:30"),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "2:30"),
        (datetime(2027, 10, 31, 2, 0, tzinfo=UTC), "3:00"),
        (datetime(2026, 12, 31, 23, 5, tzinfo=UTC), "0:05"),
    ],
)
def test_times_are_the_towns_on_both_sides_of_a_clock_change(
    town: Flask, utc: datetime, local: str
) -> None:
    with town.test_request_context(), force_locale("de"):
        assert clock(utc, BERLIN) == local


def test_the_date_is_the_towns_too(town: Flask) -> None:
    midnight = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    with town.test_request_context(), force_locale("de"):
        assert long_date(midnight, BERLIN) == "Freitag, 1. Januar 2027"
        assert short_date(midnight, BERLIN) == "Fr 1.1."


def test_arabic_names_the_month_in_both_ways_and_keeps_european_digits(town: Flask) -> None:
    with town.test_request_context(), force_locale("ar"):
        assert long_date(NINE, BERLIN) == "الخميس، 21 كانون الثاني/يناير 2027"
        assert short_date(NINE, BERLIN) == "الخميس 21 كانون الثاني/يناير"
        assert day_and_month(NINE, BERLIN) == "21 كانون الثاني/يناير"
        assert clock(NOON, BERLIN) == "16:30"
        assert moment(NINE, BERLIN).endswith("2027، الساعة 9:30")
        assert span(NINE, NOON, BERLIN).endswith("2027، من الساعة 9:30 إلى 16:30")


def test_only_a_language_that_runs_the_other_way_isolates_typed_texts(town: Flask) -> None:
    shown = {}
    for language in ("de", "en", "ar"):
        with town.test_request_context(), force_locale(language):
            shown[language] = isolated("02861 939-0")
            assert isolated("") == ""
    assert shown == {"de": "02861 939-0", "en": "02861 939-0", "ar": "\u206802861 939-0\u2069"}


@pytest.mark.parametrize(
    ("language", "runs"),
    [
        ("ar", "rtl"),
        ("fa-AF", "rtl"),
        ("de", "ltr"),
        ("de-DE", "ltr"),
        ("../x", "ltr"),
        ("", "ltr"),
    ],
)
def test_the_direction_follows_from_the_language(language: str, runs: str) -> None:
    assert direction(language) == runs


def test_a_session_after_midnight_is_on_one_day_of_the_town(town: Flask) -> None:
    begins = datetime(2027, 1, 20, 23, 30, tzinfo=UTC)
    with town.test_request_context(), force_locale("de"):
        shown = span(begins, begins.replace(day=21, hour=0, minute=30), BERLIN)
    assert shown == "Donnerstag, 21. Januar 2027, 0:30–1:30 Uhr"


def test_the_month_is_the_town_s_too(town: Flask) -> None:
    with town.test_request_context(), force_locale("de"):
        assert month_name(datetime(2027, 1, 31, 23, 30, tzinfo=UTC), BERLIN) == "Feb"
        assert day_and_month(datetime(2027, 1, 31, 23, 30, tzinfo=UTC), BERLIN) == "1. Februar"


@pytest.mark.parametrize(
    ("people", "trainings", "said"),
    [
        (1, 1, "1 name of 1 training"),
        (3, 1, "3 names of 1 training"),
        (5, 2, "5 names of 2 trainings"),
    ],
)
def test_how_many_names_of_how_many_trainings_leave(
    town: Flask, people: int, trainings: int, said: str
) -> None:
    with town.test_request_context(), force_locale("en"):
        line = names_leave(date(2027, 1, 21), people, trainings)
    assert line == f"On Thursday, 21 January 2027 we erase {said}."
