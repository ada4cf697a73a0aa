"""axe-core, as a judge of pages: what it finds in a page and in each of its frames."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@lru_cache(maxsize=1)
def _source() -> str:
    import axe_playwright_python

    return next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text()


def faults_of(page: Page) -> list[str]:
    """Each fault as ``rule: element``; none on a good page."""
    return [fault for frame in page.frames for fault in _in_frame(frame)]


def _in_frame(frame: Frame) -> list[str]:
    # Evaluated, not added as a script: our Content-Security-Policy allows no foreign ones.
    frame.evaluate(_source())
    found: dict[str, Any] = frame.evaluate(
        "rules => axe.run(document, {iframes: false, runOnly: rules})", RULES
    )
    return [f"{v['id']}: {node['html']}" for v in found["violations"] for node in v["nodes"]]
