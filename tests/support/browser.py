"""A real browser: Chromium, with everything off that is not under test."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Frame, Page, sync_playwright

from tests.support.machine import chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
COOKIES_BLOCKED = {"profile": {"default_content_setting_values": {"cookies": 2}}}


@contextmanager
def browser_context(
    folder: Path, block_cookies: bool = True, **options: Any
) -> Iterator[BrowserContext]:
    """A fresh browser that refuses all cookies, in German, on a phone unless told otherwise."""
    profile = folder / "Default"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "Preferences").write_text(json.dumps(COOKIES_BLOCKED if block_cookies else {}))
    values: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "locale": "de-DE"}
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=chromium(),
            args=ARGUMENTS,
            headless=True,
            **(values | options),
        )
        context.set_default_timeout(15_000)
        yield context
        context.close()


def frame_of(page: Page, part: str = "/embed/") -> Frame:
    """The frame of ours in a CMS page.

    Playwright now and then loses sight of a frame of another site whose address changes
    before its first answer; the frame itself is there, and seen again on a fresh page.
    """
    page.wait_for_selector("iframe")
    for _ in range(5):
        for _ in range(80):
            for frame in page.frames:
                if part in frame.url:
                    frame.wait_for_load_state()
                    return frame
            page.wait_for_timeout(50)
        page.reload()
    raise AssertionError(f"no frame with {part} among {[frame.url for frame in page.frames]}")
