"""A day of the team: plan a training in five minutes, see everything, mend mistakes."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from registration.actions.staff import auth
from registration.store.database import db
from tests.support.accessibility import overflows, small_targets, violations
from tests.support.browser import browser_context
from tests.support.factories import make_confirmed, make_training
from tests.support.mail import text_of
from tests.support.town import RunningTown

# Keystroke-level model (Card, Moran & Newell 1980), seconds: a key of a slow typist, pointing
# with a click, and thinking before each field or decision.
KEY, CLICK, THINK = 0.5, 1.3, 1.35
FIVE_MINUTES = 300
# The same day and month read alike whatever order the browser's date field has.
DAY = f"1111{datetime.now(UTC).year + 1}"


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """What the team's pages do is held on both databases elsewhere."""
    shutil.copy(migrated_sqlite, tmp_path / "zusage.sqlite")
    return f"sqlite:///{tmp_path / 'zusage.sqlite'}"


@pytest.fixture(params=[1280, 768])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser at a desk, and a small one."""
    size = {"width": request.param, "height": 900}
    with browser_context(tmp_path / "desk", block_cookies=False, viewport=size) as context:
        yield context


@dataclass
class Hand:
    """A person at the keyboard and the mouse, who is counted."""

    page: Page
    keys: int = 0
    clicks: int = 0
    thoughts: int = 0

    @property
    def seconds(self) -> float:
        """How long an unhurried person takes."""
        return self.keys * KEY + self.clicks * CLICK + self.thoughts * THINK

    def click(self, selector: str) -> None:
        """Point and click."""
        self.page.click(selector)
        self.clicks += 1
        self.thoughts += 1

    def type(self, text: str) -> None:
        """Write, a key a letter."""
        self.page.keyboard.type(text)
        self.keys += len(text)

    def press(self, key: str) -> None:
        """Press one key."""
        self.page.keyboard.press(key)
        self.keys += 1

    def tab_to(self, selector: str) -> None:
        """Go on with the tab key until something has the focus."""
        for _ in range(80):
            if self.page.evaluate("s => document.activeElement?.matches(s)", selector):
                self.thoughts += 1
                return
            self.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector}")


def sign_in(town: RunningTown, context: BrowserContext) -> Page:
    """A new member of the team opens the door with the one button of the page."""
    with town.app.app_context():
        _, token = auth.add_staff("neu@borken.example", None, datetime.now(UTC))
        db.session.remove()
    page = context.new_page()
    page.goto(f"{town.url}/staff/sign-in/{token}")
    page.click("main button")
    assert page.url == f"{town.url}/staff/"
    return page


def looked_at(page: Page) -> None:
    """What a machine can find wrong with a page."""
    assert violations(page) == []
    assert not overflows(page)
    assert small_targets(page) == []


def fill_in(hand: Hand) -> None:
    """The fields of a usual training, from one to the next with the tab key."""
    hand.tab_to("#title")
    hand.type("Asylrecht kompakt")
    hand.tab_to("#summary")
    hand.type("Die wichtigsten Begriffe und Fristen.")
    hand.tab_to("#sessions-0-day")
    hand.type(DAY)
    hand.tab_to("#sessions-0-starts")
    hand.type("0930A")
    hand.tab_to("#sessions-0-ends")
    hand.type("1130A")
    hand.tab_to("#sessions-0-place")
    hand.type("Rathaus Borken")
    hand.tab_to("#sessions-0-address")
    hand.type("Im Piepershagen 17, 46325 Borken")
    hand.tab_to("#capacity")
    hand.type("16")
    hand.tab_to("#description")
    hand.type("Ein Nachmittag mit Fallbeispielen aus der Region. Keine Rechtsberatung.")


def test_a_new_user_creates_and_publishes_a_usual_training_in_five_minutes(
    town: RunningTown, desk: BrowserContext
) -> None:
    page = sign_in(town, desk)
    hand = Hand(page)
    looked_at(page)
    hand.click("text=Neue Schulung")
    looked_at(page)
    fill_in(hand)
    hand.click(".plan .row.end button")
    assert "Stimmt das so?" in page.inner_text("h1")
    assert "Niemand bekommt" in page.inner_text(".follows")
    looked_at(page)
    hand.click("button[value=publish]")
    assert "Die Schulung ist veröffentlicht." in page.inner_text("#status")
    looked_at(page)
    page.goto(f"{town.url}/trainings/asylrecht-kompakt")
    assert "16 Plätze frei" in page.inner_text("main")
    assert hand.seconds < FIVE_MINUTES
    told = f"{hand.keys} keys and {hand.clicks} clicks"
    assert told in Path("CHANGELOG.md").read_text(encoding="utf-8"), told


def test_the_keyboard_alone_is_enough(town: RunningTown, desk: BrowserContext) -> None:
    page = sign_in(town, desk)
    hand = Hand(page)
    hand.tab_to("main a.button")
    hand.press("Enter")
    page.wait_for_selector("#title")
    fill_in(hand)
    hand.tab_to("#contact_email")
    hand.press("Enter")
    page.wait_for_selector(".follows")
    hand.tab_to("button[value=publish]")
    hand.press("Enter")
    page.wait_for_selector("#status")
    assert page.evaluate("location.hash") == "#status"
    assert "Die Schulung ist veröffentlicht." in page.inner_text("#status")
    assert hand.clicks == 0


def test_a_fault_is_reached_from_the_summary(town: RunningTown, desk: BrowserContext) -> None:
    page = sign_in(town, desk)
    page.goto(f"{town.url}/staff/new")
    page.click(".plan .row.end button")
    assert page.title().startswith("Fehler:")
    looked_at(page)
    page.click('#faults a[href="#title"]')
    assert page.evaluate("document.activeElement.id") == "title"


def a_full_training(town: RunningTown, now: datetime) -> None:
    """A training with one seat; one person has it, one waits."""
    with town.app.app_context():
        training = make_training(now - timedelta(days=2), "kurs", days=20, capacity=1)
        for name in ("Ädler", "Yılmaz"):
            make_confirmed(
                training,
                now - timedelta(days=2),
                f"{name}@borken.example".casefold().replace("ä", "a").replace("ı", "i"),
                family_name=name,
            )
        db.session.remove()


def test_a_wrong_date_is_seen_before_it_leaves_and_mended_after(
    town: RunningTown, desk: BrowserContext
) -> None:
    a_full_training(town, datetime.now(UTC))
    page = sign_in(town, desk)
    page.goto(f"{town.url}/staff/trainings/kurs/edit")
    page.fill("#sessions-0-place", "Rathaus, falscher Raum")
    page.click(".plan .row.end button")
    assert "2 Personen bekommen einen Brief" in page.inner_text(".follows")
    looked_at(page)
    page.click("button[value=back]")
    assert page.input_value("#sessions-0-place") == "Rathaus, falscher Raum"
    page.click(".plan .row.end button")
    page.click("button[value=save]")
    # The trainer is told too.
    assert "3 Personen bekommen einen Brief" in page.inner_text("#status")
    page.goto(f"{town.url}/staff/trainings/kurs/edit")
    page.fill("#sessions-0-place", "Rathaus Borken")
    page.click(".plan .row.end button")
    page.click("button[value=save]")
    town.work()
    sent = [text_of(letter) for letter in town.mailbox.to("adler@borken.example")]
    assert not any("falscher Raum" in text for text in sent)


def test_a_wrong_cancel_is_mended(town: RunningTown, desk: BrowserContext) -> None:
    a_full_training(town, datetime.now(UTC))
    page = sign_in(town, desk)
    page.goto(f"{town.url}/staff/trainings/kurs")
    looked_at(page)
    page.click("th a:has-text('Ädler')")
    looked_at(page)
    page.click("a.risky")
    assert "1 Person rückt von der Warteliste nach" in page.inner_text("main")
    page.fill("#reason", "Verwechslung")
    page.click("button.danger")
    page.click("text=Wieder anmelden")
    looked_at(page)
    assert page.input_value("#family_name") == "Ädler"
    page.click("form.main > button")
    assert "auf der Warteliste" in page.inner_text(".tags")
    page.click("summary")
    page.fill("#position", "1")
    page.fill("#queue_reason", "Versehen von uns")
    page.click("text=Platz ändern")
    assert "Versehen von uns" in page.inner_text(".events")


def test_a_wrong_message_is_withdrawn_before_it_goes(
    town: RunningTown, desk: BrowserContext
) -> None:
    a_full_training(town, datetime.now(UTC))
    page = sign_in(town, desk)
    page.goto(f"{town.url}/staff/trainings/kurs")
    page.check("#all")
    page.click("button[value=write]")
    page.fill("#subject", "Neuer Raum für {Schulung}")
    page.fill("#body", "Guten Tag {Vorname}, wir treffen uns oben.")
    page.click("form.main > button")
    assert "Neuer Raum für Training kurs" in page.inner_text(".letter")
    looked_at(page)
    page.click("button[value=test]")
    town.work()
    assert town.mailbox.kinds("neu@borken.example") == ["custom"]
    page.click("button[value=send]")
    assert "in fünf Minuten" in page.inner_text("#status")
    looked_at(page)
    for box in page.query_selector_all("input[name=letter]"):
        box.check()
    page.click("button[value=withdraw]")
    town.minute(datetime.now(UTC) + timedelta(minutes=6))
    assert "custom" not in town.mailbox.kinds("adler@borken.example")


def test_every_other_page_is_usable_by_everybody(town: RunningTown, desk: BrowserContext) -> None:
    a_full_training(town, datetime.now(UTC))
    page = sign_in(town, desk)
    for path in (
        *("", "outbox?state=all", "outbox/1", "surveys", "settings", "fundings/new"),
        *("survey-templates/new", "trainings/kurs/add", "trainings/kurs/cancel"),
        *("trainings/kurs/history", "registrations/1/move", "registrations/1/cancel"),
    ):
        page.goto(f"{town.url}/staff/{path}")
        looked_at(page)
