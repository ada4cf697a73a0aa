"""A date typed by half in a real browser: it is never dropped without a word."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from registration.actions.staff import auth
from registration.store.database import db
from tests.support.browser import browser_context
from tests.support.factories import make_training, session_spec
from tests.support.town import RunningTown

HALVES = (("#cancel_until", "11"), ("#cancel_until-time", "9"), ("#sessions-0-last_day", "11"))


@pytest.mark.parametrize(("field", "keys"), HALVES)
def test_a_date_typed_by_half_stays_in_the_form(
    town: RunningTown, tmp_path: Path, field: str, keys: str
) -> None:
    with town.app.app_context():
        now = datetime.now(UTC)
        noon = now.replace(hour=11, minute=0)  # a session overnight has its last day filled in
        make_training(now, "kurs", sessions=(session_spec(noon + timedelta(days=30)),))
        _, token = auth.add_staff("leitung@borken.example", None, datetime.now(UTC))
        db.session.remove()
    with browser_context(tmp_path / "browser", block_cookies=False) as context:
        page = context.pages[0]
        page.goto(f"{town.url}/staff/sign-in/{token}")
        page.click("button[type=submit]")
        page.goto(f"{town.url}/staff/trainings/kurs/edit")
        for summary in page.locator("details.more summary").all():
            summary.click()
        page.locator(field).focus()
        page.keyboard.type(keys)
        page.locator("button[value=check]").last.click()
        assert page.url.endswith("/edit")
        assert page.evaluate("document.activeElement.matches(':invalid')")
        assert page.evaluate(f"document.activeElement === document.querySelector('{field}')")
