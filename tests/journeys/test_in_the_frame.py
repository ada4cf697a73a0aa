"""In the iframe of a foreign page: its height, its language, its weight, and who may frame it."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Frame, Page

from tests.support.browser import browser_context, frame_of
from tests.support.cms import site
from tests.support.factories import make_training
from tests.support.town import RunningTown

TWO_FRAMES = """<!doctype html><html lang="en"><title>CMS</title>
<iframe id="one" src="{url}/embed/" style="width:100%;height:50px"></iframe>
<iframe id="two" src="{url}/embed/trainings/kurs/register" style="width:100%;height:50px"></iframe>
<iframe id="other" src="about:blank" style="height:77px"></iframe>
<script src="{url}/embed.js"></script>"""
PLAIN = """<!doctype html><html lang="de"><title>CMS</title>
<iframe src="{url}/embed/trainings/kurs/register" style="width:100%;height:900px"></iframe>"""


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """What happens in the browser does not depend on the database."""
    path = tmp_path / "zusage.sqlite"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture(autouse=True)
def training(town: RunningTown) -> None:
    with town.app.app_context():
        make_training(datetime.now(UTC))


@pytest.fixture
def cms(town: RunningTown) -> Iterator[str]:
    """A page with two of our frames and a foreign one, on an origin that may embed."""
    pages = {"/": TWO_FRAMES.format(url=town.url), "/plain": PLAIN.format(url=town.url)}
    with site(pages) as origin:
        allowed = (*town.settings.embed_origins, origin)
        town.app.extensions["zusage_settings"] = replace(town.settings, embed_origins=allowed)
        yield origin


def settle(page: Page, frame: Frame) -> None:
    """Wait until the second frame is as high as its content."""
    inside = frame.evaluate("() => document.body.getBoundingClientRect().height")
    page.wait_for_function(
        "height => Math.abs(document.getElementById('two').getBoundingClientRect().height"
        " - height) < 8",
        arg=inside,
    )


def height_of(page: Page, frame: str) -> float:
    return float(page.locator(f"#{frame}").evaluate("e => e.getBoundingClientRect().height"))


def test_each_frame_grows_to_its_content_and_no_other_frame_is_touched(
    cms: str, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto(f"{cms}/")
    for name, part in (("one", "/embed/?"), ("two", "/register")):
        frame = frame_of(page, part)
        inside = frame.evaluate("() => document.body.getBoundingClientRect().height")
        page.wait_for_function(
            "([name, height]) => Math.abs(document.getElementById(name)"
            ".getBoundingClientRect().height - height) < 8",
            arg=[name, inside],
        )
        assert inside > 100
    assert abs(height_of(page, "other") - 77) < 8


def test_the_frame_speaks_the_language_of_the_page_around_it(
    cms: str, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto(f"{cms}/")
    frame = frame_of(page, "register?lang=en")
    assert frame.locator("h1").inner_text() == "Register"


@pytest.mark.parametrize("scheme", ["light", "light dark"])
def test_a_dark_reader_sees_the_frame_as_the_page_around_it_is(
    town: RunningTown, tmp_path: Path, scheme: str
) -> None:
    html = f"""<!doctype html><html lang="de" style="color-scheme:{scheme}"><title>CMS</title>
        <iframe src="{town.url}/embed/" style="width:100%;height:50px"></iframe>
        <script src="{town.url}/embed.js"></script>"""
    with site({"/": html}) as origin, browser_context(tmp_path / "d", color_scheme="dark") as dark:
        allowed = (*town.settings.embed_origins, origin)
        town.app.extensions["zusage_settings"] = replace(town.settings, embed_origins=allowed)
        page = dark.new_page()
        page.goto(f"{origin}/")
        frame = frame_of(
            page, "/embed/?lang=de&theme=auto" if "dark" in scheme else "/embed/?lang=de"
        )
        text = frame.evaluate("() => getComputedStyle(document.body).color")
        assert text == ("rgb(233, 239, 241)" if "dark" in scheme else "rgb(22, 35, 42)")


def test_after_a_fault_the_frame_scrolls_into_view_and_the_summary_has_focus(
    cms: str, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto(f"{cms}/")
    frame = frame_of(page, "/register")
    frame.get_by_role("button", name="Register").click()
    frame = frame_of(page, "/register")
    frame.locator("#faults").wait_for()
    assert frame.locator("#faults").evaluate("e => e === document.activeElement")
    page.wait_for_function(
        "() => Math.abs(document.getElementById('two').getBoundingClientRect().top) < 5"
    )


@pytest.mark.parametrize("height", ["1e9", "NaN", "-5", "Infinity", '"400"', "null"])
def test_a_height_that_is_none_is_clamped_or_ignored(
    cms: str, phone: BrowserContext, height: str
) -> None:
    page = phone.new_page()
    page.goto(f"{cms}/")
    frame = frame_of(page, "/register")
    settle(page, frame)
    before = height_of(page, "two")
    frame.evaluate(f"() => parent.postMessage({{zusage: 'height', height: {height}}}, '*')")
    page.wait_for_timeout(200)
    after = height_of(page, "two")
    assert after in (before, 20_000, 20_004)
    assert (after != before) == (height == "1e9")


def test_messages_from_another_origin_change_nothing(cms: str, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(f"{cms}/")
    settle(page, frame_of(page, "/register?"))
    before = height_of(page, "two")
    page.evaluate("() => window.postMessage({zusage: 'height', height: 5000}, '*')")
    page.evaluate(
        "() => document.getElementById('other').contentWindow.eval("
        "\"parent.postMessage({zusage: 'height', height: 5000}, '*')\")"
    )
    page.wait_for_timeout(200)
    assert height_of(page, "two") == before


def test_a_page_that_may_not_embed_gets_neither_frame_nor_height(
    town: RunningTown, phone: BrowserContext
) -> None:
    with site({"/": TWO_FRAMES.format(url=town.url)}) as stranger:
        page = phone.new_page()
        page.goto(f"{stranger}/")
        page.wait_for_timeout(1000)
        assert all("/embed/" not in frame.url for frame in page.frames)
        assert height_of(page, "one") < 60


def test_the_first_visit_of_the_form_is_light_and_sets_nothing(
    cms: str, town: RunningTown, phone: BrowserContext
) -> None:
    page = phone.new_page()
    session = phone.new_cdp_session(page)
    session.send("Network.enable")
    seen: dict[str, float] = {}
    urls: dict[str, str] = {}
    session.on(
        "Network.requestWillBeSent", lambda e: urls.update({e["requestId"]: e["request"]["url"]})
    )
    session.on(
        "Network.loadingFinished", lambda e: seen.update({e["requestId"]: e["encodedDataLength"]})
    )
    page.goto(f"{town.url}/embed/trainings/kurs/register")
    page.wait_for_load_state("networkidle")
    assert sum(seen.values()) <= 30_000
    assert len(urls) <= 4
    assert all(url.startswith(town.url) for url in urls.values())
    assert phone.cookies() == []
    stored = "() => [localStorage.length, sessionStorage.length].join()"
    with pytest.raises(Exception, match="Access is denied"):
        page.evaluate(stored)  # the phone refuses storage, and the page asks for none


def test_without_scripts_the_whole_form_works_in_the_frame(
    cms: str, town: RunningTown, tmp_path: Path
) -> None:
    with browser_context(tmp_path / "no-scripts", java_script_enabled=False) as phone:
        page = phone.new_page()
        page.goto(f"{cms}/plain")
        frame = page.frame_locator("iframe")
        page.wait_for_timeout(3000)
        frame.get_by_label("Vorname").fill("Amina")
        frame.get_by_label("Nachname").fill("Yılmaz")
        frame.get_by_label("E-Mail-Adresse").fill("amina@borken.example")
        frame.get_by_role("button", name="Verbindlich anmelden").click()
        frame.get_by_role("heading", name="Ein Schritt fehlt noch").wait_for()
        assert "#status" in page.frames[1].url
    town.work()
    assert town.mailbox.kinds("amina@borken.example") == ["confirm_address"]


@pytest.mark.parametrize("scripts", [True, False])
def test_back_after_a_mended_fault_shows_the_form_and_not_the_browsers_error(
    cms: str, town: RunningTown, tmp_path: Path, scripts: bool
) -> None:
    with browser_context(tmp_path / "back", java_script_enabled=scripts) as phone:
        page = phone.new_page()
        page.goto(f"{cms}/plain")
        frame = page.frame_locator("iframe")
        frame.get_by_label("Vorname").fill("Amina")
        frame.get_by_label("Nachname").fill("Yılmaz")
        send = frame.get_by_role("button", name="Verbindlich anmelden")
        send.click()
        frame.locator("[aria-invalid=true]").first.wait_for()
        page.wait_for_timeout(3000)
        frame.get_by_label("E-Mail-Adresse").fill("amina@borken.example")
        send.click()
        frame.get_by_role("heading", name="Ein Schritt fehlt noch").wait_for()
        page.evaluate("history.back()")
        frame.get_by_label("Vorname").wait_for()
