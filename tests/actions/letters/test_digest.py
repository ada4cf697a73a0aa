"""The morning letter: from seven until noon of the town, to whom it is for, if there is news."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from registration.actions.letters.digest import owe_digests
from registration.actions.staff import auth
from registration.actions.staff.team import set_digest
from registration.store.database import db
from registration.store.models import Staff
from registration.store.models.letters import ON_PAPER
from tests.support.factories import make_confirmed, make_training
from tests.support.newest import newest_letter
from tests.support.rows import a_letter, a_person, a_training, an_entry, committed, keep, letters

ZONE = ZoneInfo("Europe/Berlin")
SEVEN = datetime(2027, 1, 5, 7, tzinfo=ZONE)
TICK, DAY = timedelta(microseconds=1), timedelta(days=1)


def a_member(name: str, **changes: object) -> Staff:
    email = f"{name}@borken.example"
    values = {"email": email, "email_key": email, "created_at": SEVEN - 9 * DAY}
    made: Staff = keep(Staff(**(values | changes)))
    return made


def news(at: datetime = SEVEN - TICK) -> None:
    """Somebody signed up."""
    an_entry(a_training(SEVEN + 9 * DAY), "signed up", at)


@pytest.mark.parametrize(
    ("at", "owed"),
    [
        (SEVEN - TICK, 0),
        (SEVEN, 1),
        (SEVEN.replace(hour=12) - TICK, 1),
        (SEVEN.replace(hour=12), 0),
    ],
)
def test_it_is_owed_from_seven_until_noon(app: Flask, at: datetime, owed: int) -> None:
    a_member("a")
    news()
    db.session.commit()
    assert owe_digests(at, ZONE) == owed
    committed()
    assert len(letters(kind="digest")) == owed


def test_it_goes_once_a_day_to_each_who_is_in_the_team_and_wants_it(app: Flask) -> None:
    wants = a_member("a", language="ar")
    a_member("b", digest=False)
    a_member("c", active=False)
    news()
    news(SEVEN)
    db.session.commit()
    assert owe_digests(SEVEN, ZONE) == 1
    assert owe_digests(SEVEN + timedelta(hours=4), ZONE) == 0
    assert owe_digests(SEVEN + DAY, ZONE) == 1
    committed()
    first, second = letters(kind="digest")
    assert {first.staff_id, second.staff_id} == {wants.id}
    assert (first.address, first.language, first.due_at) == (wants.email, "ar", SEVEN)
    assert first.facts == {"since": (SEVEN - DAY).isoformat()}
    assert second.facts == {"since": SEVEN.isoformat()}


@pytest.mark.parametrize("at", [SEVEN - DAY - TICK, SEVEN])
def test_what_happened_on_another_day_is_no_news(app: Flask, at: datetime) -> None:
    a_member("a")
    news(at)
    db.session.commit()
    assert owe_digests(SEVEN, ZONE) == 0
    # It is news of its own day, to the last moment.
    assert owe_digests(SEVEN - DAY if at < SEVEN else SEVEN + DAY, ZONE) == 1


@pytest.mark.parametrize(
    "sort", ["failed letter", "names that leave", "decision", "letter to print", "nothing"]
)
def test_each_sort_of_news_is_enough(app: Flask, sort: str) -> None:
    a_member("a")
    ahead = a_training(SEVEN + 9 * DAY)
    if sort == "failed letter":
        a_letter(ahead, state="failed")
    if sort == "names that leave":
        a_person(a_training(SEVEN - 25 * DAY))
    if sort == "decision":
        ahead.minimum, ahead.decide_by = 5, SEVEN
    if sort == "letter to print":
        kept = {"state": "withdrawn", "last_error": ON_PAPER}
        a_letter(ahead, registration_id=a_person(ahead, email=None).id, **kept)
    db.session.commit()
    assert owe_digests(SEVEN, ZONE) == (0 if sort == "nothing" else 1)


def test_the_morning_letter_goes_once_to_those_who_want_it(
    app: Flask, now: datetime, count_rows: Any
) -> None:
    zone = app.extensions["zusage_settings"].zone
    morning = now.astimezone(zone).replace(hour=7, minute=5)
    for email in ("a@borken.example", "b@borken.example"):
        staff, _ = auth.add_staff(email, None, now)
    set_digest(staff.id, False, now)
    make_confirmed(make_training(now), morning - timedelta(hours=5))
    assert [owe_digests(morning, zone), owe_digests(morning, zone)] == [1, 0]
    letter = newest_letter(app, "digest", morning)
    assert "Training kurs: 1 neue Anmeldung\n" in letter.text


def test_no_news_no_morning_letter(app: Flask, now: datetime) -> None:
    zone = app.extensions["zusage_settings"].zone
    auth.add_staff("a@borken.example", None, now)
    morning = now.astimezone(zone).replace(hour=7)
    assert owe_digests(morning, zone) == 0
    make_confirmed(make_training(now), morning + DAY - TICK)
    assert owe_digests(morning + DAY, zone) == 1
