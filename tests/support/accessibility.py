"""What a machine can see of a page's accessibility: axe-core, reflow, targets, valid HTML."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import html5lib
from html5lib.html5parser import HTMLParser
from playwright.sync_api import Frame, Page

SMALLEST_TARGET = 24
OUR_TARGET = 44
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# html5lib knows no data-block scripts' content model and reports named entities it can't see.
_TARGETS = """() => [...document.querySelectorAll('button, input:not([type=hidden]), textarea, select, .button')]
  .filter(e => e.offsetParent && !e.closest('.trap'))
  .map(e => { const box = (['radio', 'checkbox'].includes(e.type) ? e.closest('.choice') || e : e).getBoundingClientRect();
    return [e.outerHTML.slice(0, 80), box.height] })
  .filter(([, height]) => height < %d)"""


@lru_cache(maxsize=1)
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page | Frame) -> list[str]:
    """What axe-core finds wrong in a page or frame, a line each."""
    page.evaluate(_axe())
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", _RULES
    )
    return [
        f"{one['id']}: {one['help']}: {node['html'][:120]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def overflows(page: Page) -> bool:
    """Whether one would have to scroll sideways to read the page."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth > innerWidth + 1"))


def small_targets(page: Page) -> list[Any]:
    """Buttons and fields that are lower than 44 px."""
    found: list[Any] = page.evaluate(_TARGETS % OUR_TARGET)
    return found


def html_faults(source: str) -> list[str]:
    """Where a page is not valid HTML, as html5lib reads it."""
    parser = HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=False)
    parser.parse(source)
    return [f"line {line}: {code} {data}" for (line, _), code, data in parser.errors]
