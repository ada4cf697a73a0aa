"""A page of the team on paper: the lists are there, what one presses or goes on by is not."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from registration.actions.staff import auth as staff_door
from registration.store.database import db
from registration.store.models import TrainingSession
from tests.support.browser import browser_context
from tests.support.factories import make_confirmed, make_training
from tests.support.town import RunningTown


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """The style of a page is one for both databases."""
    shutil.copy(migrated_sqlite, tmp_path / "zusage.sqlite")
    return f"sqlite:///{tmp_path / 'zusage.sqlite'}"


def people_of_a_training(town: RunningTown, days: float = 30) -> str:
    """One with a seat, one who waits; a link to sign in."""
    now = datetime.now(UTC)
    with town.app.app_context():
        training = make_training(now, "kurs", days=days, capacity=1)
        for _ in range(2):
            make_confirmed(training, now)
        _, token = staff_door.add_staff("leitung@borken.example", None, now)
        db.session.remove()
    return f"{town.url}/staff/sign-in/{token}"


PAGES = ("trainings/kurs", "outbox?state=all", "registrations/1", "settings", "")


def test_every_list_is_printed_and_no_button(town: RunningTown, tmp_path: Path) -> None:
    door = people_of_a_training(town)
    with browser_context(tmp_path / "b", block_cookies=False) as context:
        page = context.pages[0]
        page.goto(door)
        page.click("main button")
        page.emulate_media(media="print")
        for path in PAGES:
            page.goto(f"{town.url}/staff/{path}")
            tables = page.locator("main table").all()
            assert tables, path
            assert [table.is_visible() for table in tables] == [True] * len(tables), path
            pressed = page.locator("nav, button, .tick, .filters, .rail").all()
            assert [one.inner_text() for one in pressed if one.is_visible()] == [], path
        page.goto(f"{town.url}/staff/trainings/kurs")
        assert page.locator("main form table tbody tr").count() == 2


def test_the_names_that_are_ticked_are_printed(town: RunningTown, tmp_path: Path) -> None:
    """Each stands on a button of its own."""
    door = people_of_a_training(town, days=0.01)
    with town.app.app_context():
        [uid] = db.session.scalars(db.select(TrainingSession.uid))
    with browser_context(tmp_path / "b", block_cookies=False) as context:
        page = context.pages[0]
        page.goto(door)
        page.click("main button")
        page.goto(f"{town.url}/staff/trainings/kurs/sessions/{uid}/attendance")
        page.emulate_media(media="print")
        assert [one.is_visible() for one in page.locator(".ticks .who").all()] == [True]
        assert not page.locator("input[name=given_name]").is_visible()
