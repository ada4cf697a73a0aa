"""Texts of declared fields."""

from typing import Any

from flask_babel import lazy_gettext


def later(text: str) -> Any:
    """A declared text in the language of the page, if any.

    It is shown without escaping: never give it what somebody typed.
    """
    return lazy_gettext(text) if text else ""
