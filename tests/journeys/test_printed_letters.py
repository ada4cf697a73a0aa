"""Letters on paper at a desk and at a phone: seen, printed, said so, and taken back."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from registration.actions.signups.ending import cancel_by_staff
from registration.actions.staff import auth as staff_door
from registration.store.database import db
from tests.support.accessibility import overflows, small_targets, violations
from tests.support.browser import browser_context
from tests.support.factories import make_training
from tests.support.town import RunningTown
from tests.web.staff.letters.test_on_paper import on_paper


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """What the buttons do is held on both databases elsewhere."""
    shutil.copy(migrated_sqlite, tmp_path / "zusage.sqlite")
    return f"sqlite:///{tmp_path / 'zusage.sqlite'}"


def looked_at(page: Page) -> None:
    """What a machine can find wrong with a page."""
    assert violations(page) == []
    assert not overflows(page)
    assert small_targets(page) == []


def sideways(page: Page) -> bool:
    """Whether one would have to scroll the list sideways to reach its buttons."""
    return bool(page.locator(".scroll").first.evaluate("e => e.scrollWidth > e.clientWidth"))


def letters_of_four(town: RunningTown) -> str:
    """Four people without an address, one of whom is cancelled; a link to sign in."""
    now = datetime.now(UTC) - timedelta(days=2)
    with town.app.app_context():
        training = make_training(now, "kurs", capacity=3)
        for name in ("Ahlers", "Özdemir", "Schulze-Wiesenkötter"):
            on_paper(training, now, family_name=name)
        gone = on_paper(training, now, family_name="Becker")
        cancel_by_staff(gone, now, "staff 1", "Irrtum")
        _, token = staff_door.add_staff("leitung@borken.example", None, datetime.now(UTC))
        db.session.remove()
    return f"{town.url}/staff/sign-in/{token}"


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["de", "ar"])
def test_what_is_printed_leaves_the_list_and_can_come_back(
    town: RunningTown, tmp_path: Path, width: int, language: str
) -> None:
    size = {"width": width, "height": 800}
    door = letters_of_four(town)
    with browser_context(
        tmp_path / "b", block_cookies=False, viewport=size, locale=language
    ) as context:
        page = context.pages[0]
        page.goto(door)
        page.click("main button")
        page.click(".decisions a")
        assert page.url.endswith("/staff/trainings/kurs#to-print")
        looked_at(page)
        each = page.locator("td form[action$='/letters/printed'] button")
        assert each.count() == 4
        assert not sideways(page)
        each.nth(1).click()
        page.wait_for_selector("#status")
        assert each.count() == 3
        page.click(".scroll + form[action$='/letters/printed'] button")
        page.wait_for_selector("#status")
        assert each.count() == 0
        page.click("details.more summary")
        looked_at(page)
        page.locator("form[action$='/letters/not-printed'] button").first.click()
        page.wait_for_selector("#to-print")
        assert each.count() == 1
