"""Certificates: one page a person, accessible, in every script."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

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
