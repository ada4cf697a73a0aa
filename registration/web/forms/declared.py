"""Declared fields as (unbound) fields of a form."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField

from ...domain.fields import Field, Kind
from .fields import Given, Line, MailAddress, Optionally, Paragraphs
from .moments import Moment, WholeNumber
from .questions import OneOf

_INPUT: Mapping[Kind, dict[str, str]] = {
    Kind.EMAIL: {
        "type": "email",
        "inputmode": "email",
        "autocapitalize": "none",
        "spellcheck": "false",
    },
    Kind.PHONE: {"type": "tel"},
}


def form_field(one: Field, default: Any = "", **attributes: str) -> Any:
    """The field of a declaration; ``attributes`` are those of its input."""
    about: dict[str, Any] = {"label": later(one.label), "description": later(one.hint)}
    if one.kind is Kind.YES_NO:
        return BooleanField(default=default, **about)
    about["validators"] = _checks(one, default)
    if one.kind is Kind.CHOICE:
        words = {str(value): later(word) for value, word in one.choices.items()}
        return OneOf(choices=words, **about)
    if one.kind is Kind.MOMENT:
        return Moment(**about)
    if one.kind is Kind.NUMBER:
        lowest, highest = one.bounds
        usual = one.opens_with or ("" if default is None else str(default))
        return WholeNumber(lowest=lowest, highest=highest, default=usual, **about)
    if one.kind in (Kind.TEXT, Kind.ADDRESS):
        return Paragraphs(longest=one.longest, render_kw={"rows": str(one.rows)}, **about)
    return Line(longest=one.longest, render_kw=_INPUT.get(one.kind, {}) | attributes, **about)


def _checks(one: Field, default: Any) -> list[Any]:
    address = [MailAddress()] if one.kind is Kind.EMAIL else []
    if one.missing:
        return [Given(later(one.missing)), *address]
    return [Optionally(), *address] if default in (None, "") else []


def later(text: str) -> Any:
    """A declared text in the language of the page, if any.

    It is shown without escaping: never give it what somebody typed.
    """
    return lazy_gettext(text) if text else ""
