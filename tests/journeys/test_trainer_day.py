"""A trainer's day on a phone without scripts: letter, sheet, list, who is there, a walk-in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from registration.store import attendance as find
from registration.store.database import db
from registration.store.models import SurveyAnswer, Training, WalkIn
from tests.support.accessibility import html_faults, overflows, small_targets, violations
from tests.support.browser import browser_context
from tests.support.factories import make_confirmed, make_training, session_spec
from tests.support.mail import links_in, text_of
from tests.support.town import RunningTown

TRAINER = "vhs@borken.example"
NAMES = ["Ädler", "Yılmaz", "Ковалєнко", "الأحمد", "=HYPERLINK(1)"]


@pytest.fixture
def plain_phone(tmp_path: Path) -> Iterator[BrowserContext]:
    """A phone that refuses cookies and runs no scripts."""
    with browser_context(tmp_path / "plain", java_script_enabled=False) as context:
        yield context


def begin_a_training(town: RunningTown, now: datetime) -> int:
    """A training that has begun five minutes ago, with five people; its id."""
    starts = now - timedelta(minutes=5)
    with town.app.app_context():
        training = make_training(starts - timedelta(days=9), sessions=(session_spec(starts),))
        for name in NAMES:
            make_confirmed(training, starts - timedelta(days=8), family_name=name)
        training_id = training.id
        db.session.remove()
    return training_id


def the_link(town: RunningTown, now: datetime) -> list[str]:
    """The links of the letter that the clock owes the day before."""
    town.minute(now - timedelta(hours=1))
    letter = town.mailbox.to(TRAINER)[0]
    assert letter["X-Zusage-Letter"] == "attendee_list"
    assert not any(name in text_of(letter) for name in NAMES)
    return links_in(letter, "trainer")


def marks_of(town: RunningTown, training_id: int) -> tuple[list[bool], list[str], bool]:
    """What is stored: the marks, the walk-ins, and whether the list is complete."""
    with town.app.app_context():
        session = db.session.get_one(Training, training_id).sessions[0]
        marks = list(find.marks([session.id])[session.id].values())
        walk_ins = [one.family_name for one in db.session.scalars(db.select(WalkIn))]
        complete = session.list_completed_at is not None
        db.session.remove()
    return marks, walk_ins, complete


def tick(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state()


def test_a_trainer_opens_one_letter_and_has_all_that_is_needed(
    town: RunningTown, plain_phone: BrowserContext
) -> None:
    now = datetime.now(UTC)
    training_id = begin_a_training(town, now)
    sheet, to_list = the_link(town, now)
    paper = plain_phone.request.get(sheet)
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF-")

    page = plain_phone.new_page()
    page.goto(to_list)
    assert "5 Personen sind angemeldet" in page.locator("main").inner_text()
    assert plain_phone.request.get(f"{to_list}list.xlsx").ok
    assert plain_phone.request.get(f"{to_list}list.csv").ok
    page.get_by_role("link", name="Wer ist da?").click()
    tick(page, "Ковалєнко")
    assert page.url.split("#")[1].startswith("p")
    tick(page, "Alle Übrigen sind da")
    tick(page, "Ädler")
    page.get_by_label("Vorname").fill("Samuel")
    page.get_by_label("Nachname").fill("Tesfay")
    tick(page, "Hinzufügen")
    tick(page, "Die Liste ist vollständig")
    assert "4 von 5 sind da" in page.locator("#status").inner_text()
    marks, walk_ins, complete = marks_of(town, training_id)
    assert sorted(marks) == [False, True, True, True, True]
    assert (walk_ins, complete) == (["Tesfay"], True)
    assert plain_phone.cookies() == []


def answered_six_times(town: RunningTown, training_id: int) -> None:
    with town.app.app_context():
        for number in range(6):
            answers = {"overall": 1 + number % 5, "good": "Viel geübt. " * 9}
            key = f"answer {number}"
            db.session.add(SurveyAnswer(key=key, training_id=training_id, answers=answers))
        db.session.commit()


def faults_of(page: Page) -> list[str]:
    """All that a machine can see wrong with the page as it stands."""
    found = violations(page)
    found += ["scrolls sideways"] if overflows(page) else []
    return found + [f"low target: {one}" for one in small_targets(page)]


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("de", "light", 360), ("ar", "dark", 320)]
)
def test_the_trainers_pages_fit_a_phone_and_hinder_nobody(
    town: RunningTown, tmp_path: Path, language: str, theme: Any, width: int
) -> None:
    now = datetime.now(UTC)
    training_id = begin_a_training(town, now)
    answered_six_times(town, training_id)
    sheet, to_list = the_link(town, now)
    attendance = sheet.replace("sheet.pdf", "attendance")
    size = {"width": width, "height": 740}
    with browser_context(tmp_path / "p", color_scheme=theme, viewport=size) as phone:
        page = phone.new_page()
        for path in (to_list, attendance, f"{to_list}results"):
            answer = page.goto(f"{path}?lang={language}")
            assert answer is not None
            assert (path, faults_of(page)) == (path, [])
            assert (path, html_faults(answer.text())) == (path, [])
        page.goto(f"{attendance}?lang={language}")
        heights = [button.bounding_box() for button in page.locator(".ticks button").all()]
        assert min(box["height"] for box in heights if box) >= 56
        page.locator("form.main button").click()
        assert page.locator("#faults").is_visible()
        assert faults_of(page) == []
