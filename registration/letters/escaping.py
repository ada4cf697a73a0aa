"""What a letter's template prints is escaped for Markdown unless it says otherwise."""

from typing import Any

from .. import markdown


class Md(str):
    """A text that is Markdown already, such as a link of our own."""


def as_written(value: Any) -> Any:
    """Jinja's ``finalize`` for letters: typed and translated text stays text."""
    if value is None:
        return ""
    if isinstance(value, Md):
        return value
    return markdown.escape(str(value))
