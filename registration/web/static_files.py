"""Static files, and addresses for them that are new whenever their content is."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import url_for

from ..domain.colours import text_on
from ..settings import Settings
from .guards import settings

STATIC = Path(__file__).parent / "static"


def asset(name: str) -> str:
    """The address of a static file."""
    if name == "style.css":
        return url_for("embedding.style", v=_version(stylesheet()))
    return url_for("static", filename=name, v=_version(_read(name)))


def stylesheet() -> str:
    """The stylesheet in the town's colours."""
    return _read("style.css") + _theme(settings())


@lru_cache(maxsize=32)
def _read(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


@lru_cache(maxsize=32)
def _version(content: str) -> str:
    return sha256(content.encode()).hexdigest()[:12]


def _theme(town: Settings) -> str:
    """The town's colours as custom properties; empty if it set none."""
    pairs = {"": town.accent_colour, "-dark": town.accent_colour_dark}
    lines = [
        f"--zusage-accent{which}:{colour};--zusage-on-accent{which}:{text_on(colour)};"
        for which, colour in pairs.items()
        if colour
    ]
    return f"\n:root{{{''.join(lines)}}}\n" if lines else ""
