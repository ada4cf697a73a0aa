"""Certificates: one page a person, accessible, in every script."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from registration.documents.certificate import Attended, Attendee, Course, certificates
from tests.documents.conftest import GRANT, MADE_AT, STARTS
from tests.support.pdf import fonts_of, opened, tags_of, text_of

COURSE = Course(
    town="Stadt Borken",
    title="Grundkurs für Sprachpatinnen und Sprachpaten",
    summary="Drei Abende.",
    trainers=("Volkshochschule Borken",),
    contact="Ehrenamtskoordination",
    sessions=3,
    zone=ZoneInfo("Europe/Berlin"),
    grant=GRANT,
)


def attendee(name: str, count: int = 2, hours: float = 2.5) -> Attendee:
    days = [STARTS + timedelta(days=7 * n) for n in range(count)]
    return Attendee(name, [Attended(d, d + timedelta(hours=hours), "Lesesaal") for d in days])


def test_all_in_one_has_a_page_and_a_heading_for_each_person() -> None:
    content = certificates(COURSE, [attendee("Amina Yılmaz"), attendee("محمد الأحمد", 3)], MADE_AT)
    document = opened(content)
    assert len(document.pages) == 2
    assert Counter(tags_of(document))["/H1"] == 2
    assert str(document.Root.Lang) == "de"
    assert all(fonts_of(document).values())
    text = text_of(content)
    assert "Amina Yılmaz hat an dieser Schulung teilgenommen" in text
    assert "\ufffd" not in text


def test_it_says_which_dates_and_how_long() -> None:
    text = text_of(certificates(COURSE, [attendee("Amina Yılmaz")], MADE_AT))
    assert "Donnerstag, 21. Januar 2027, 9:30–12:00 Uhr" in text
    assert "2 von 3 Terminen, 5 Stunden" in text
    assert GRANT.notice in text


def test_one_hour_is_one_hour() -> None:
    text = text_of(certificates(COURSE, [attendee("Amina", 1, hours=1)], MADE_AT))
    assert "1 von 3 Terminen, 1 Stunde " in text


@pytest.mark.parametrize(
    ("count", "hours", "extent"),
    [
        (1, 1.5, "1,5 Stunden"),
        (1, 1, "1 Stunde"),
        (1, 0.75, "0,8 Stunden"),
    ],
)
def test_of_a_training_of_one_date_only_the_time_is_said(
    count: int, hours: float, extent: str
) -> None:
    course = replace(COURSE, sessions=1)
    text = text_of(certificates(course, [attendee("Amina", count, hours)], MADE_AT))
    assert f" Referent/in: {extent} Volkshochschule" in text


def test_half_hours_of_several_dates_are_added_up() -> None:
    text = text_of(certificates(COURSE, [attendee("Amina", 3, hours=1.5)], MADE_AT))
    assert "3 von 3 Terminen, 4,5 Stunden" in text


def test_a_name_of_200_letters_is_broken_and_whole() -> None:
    text = text_of(certificates(COURSE, [attendee("W" * 200)], MADE_AT))
    assert max(word.count("W") for word in text.split()) < 200
    assert text.count("W") == 200
