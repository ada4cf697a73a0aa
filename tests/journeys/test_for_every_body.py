"""Every page in every state, language and theme: usable by everybody."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from registration.web.language import LANGUAGES
from tests.support.accessibility import html_faults, overflows, small_targets, violations
from tests.support.browser import browser_context
from tests.support.states import every_state
from tests.support.town import RunningTown


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """What a page looks like does not depend on the database."""
    shutil.copy(migrated_sqlite, tmp_path / "zusage.sqlite")
    return f"sqlite:///{tmp_path / 'zusage.sqlite'}"


@pytest.fixture
def states(town: RunningTown) -> dict[str, str]:
    with town.app.app_context():
        return every_state(town.app.extensions["zusage_links"])


def faults_of(page: Page, name: str) -> list[str]:
    """All that is wrong with the page as it stands."""
    found = violations(page)
    found += ["scrolls sideways"] if overflows(page) else []
    found += [f"low target: {one}" for one in small_targets(page)]
    return [f"{name}: {fault}" for fault in found]


def open_page(page: Page, town: RunningTown, path: str, language: str) -> str:
    joint = "&" if "?" in path else "?"
    answer = page.goto(f"{town.url}{path}{joint}lang={language}")
    assert answer is not None
    return answer.text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_hinders_anybody(
    town: RunningTown, states: dict[str, str], tmp_path: Path, language: str
) -> None:
    faults: list[str] = []
    with browser_context(tmp_path / "p", viewport={"width": 320, "height": 640}) as phone:
        page = phone.new_page()
        for name, path in states.items():
            source = open_page(page, town, path, language)
            faults += faults_of(page, name)
            faults += [f"{name}: {fault}" for fault in html_faults(source)]
    assert faults == []


def test_no_page_hinders_anybody_in_the_dark(
    town: RunningTown, states: dict[str, str], tmp_path: Path
) -> None:
    faults: list[str] = []
    with browser_context(tmp_path / "p", color_scheme="dark") as phone:
        page = phone.new_page()
        # A frame's ground is the CMS page's: it is looked at in a page, not by itself.
        alone = {name: path for name, path in states.items() if "/embed/" not in path}
        for name, path in alone.items():
            open_page(page, town, path, "de")
            faults += faults_of(page, name)
    assert faults == []


@pytest.fixture
def page(town: RunningTown, phone: BrowserContext) -> Iterator[Page]:
    yield phone.new_page()


FORM = "/trainings/offen/register"


def test_a_form_with_faults_takes_the_focus_to_a_summary_that_leads_to_each_field(
    town: RunningTown, states: dict[str, str], page: Page
) -> None:
    page.goto(town.url + FORM)
    page.get_by_role("button", name="Verbindlich anmelden").click()
    assert page.locator("#faults").evaluate("e => e === document.activeElement")
    assert page.title().startswith("Fehler:")
    assert faults_of(page, "form with faults") == []
    for link in page.locator("#faults a").all():
        link.click()
        target = (link.get_attribute("href") or "")[1:]
        assert page.evaluate("() => document.activeElement.id") == target
        assert page.locator(f"#{target}").get_attribute("aria-invalid") == "true" or "-0" in target


def test_the_form_is_filled_in_by_keyboard_alone(
    town: RunningTown, states: dict[str, str], page: Page
) -> None:
    page.goto(town.url + FORM)
    page.wait_for_timeout(3000)
    page.get_by_label("Vorname").focus()
    for word in ("Amina", "Yılmaz", "amina@borken.example", "", "", ""):
        if word:
            page.keyboard.type(word)
        page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the first answer to the training's question
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert page.locator("#status").evaluate("e => e === document.activeElement")


@pytest.mark.parametrize("path", ["/", FORM, "/trainings/voll"])
def test_on_a_phone_with_text_twice_as_large_one_never_scrolls_sideways(
    town: RunningTown, states: dict[str, str], page: Page, path: str
) -> None:
    page.goto(town.url + path)
    page.evaluate("() => { document.documentElement.style.setProperty('font-size', '225%') }")
    assert not overflows(page)


def test_with_text_twice_as_large_and_widely_spaced_nothing_is_lost(
    town: RunningTown, states: dict[str, str], page: Page
) -> None:
    page.set_viewport_size({"width": 720, "height": 900})
    page.goto(town.url + FORM)
    page.evaluate(
        "() => { const css = new CSSStyleSheet(); css.replaceSync("
        "'html{font-size:225%!important} *{line-height:1.5!important;letter-spacing:.12em!important;"
        "word-spacing:.16em!important} p{margin-bottom:2em!important}');"
        "document.adoptedStyleSheets = [css]; }"
    )
    assert not overflows(page)
    hidden = page.evaluate(
        "() => [...document.querySelectorAll('label, legend, p, button')].filter(e =>"
        " e.offsetParent && !e.closest('.trap') && e.scrollWidth > e.clientWidth + 1"
        " && getComputedStyle(e).display !== 'inline').map(e => e.outerHTML.slice(0, 80))"
    )
    assert hidden == []
