"""The declared fields of a person as fields of a form."""

from collections.abc import Mapping
from typing import Any

from wtforms import Form

from ...domain.signups.fields import FIELDS, Field, Kind
from .declared import later
from .fields import Given, Line, MailAddress, Optionally, Paragraphs
from .questions import OneOf

_INPUT: Mapping[Kind, dict[str, str]] = {
    Kind.EMAIL: {
        "type": "email",
        "inputmode": "email",
        "autocapitalize": "none",
        "spellcheck": "false",
    },
    Kind.PHONE: {"type": "tel"},
    Kind.ADDRESS: {"rows": "3"},
    Kind.PARAGRAPHS: {"rows": "3"},
}


def asked_of_person() -> dict[str, Any]:
    """The fields of the sign-up form, unbound."""
    return {name: _of_person(one) for name, one in FIELDS.items() if one.asked}


def asked_again() -> dict[str, Any]:
    """The fields that a person may change later, with the same checks and words."""
    return {name: _of_person(one) for name, one in FIELDS.items() if one.own}


def asked_of_team() -> dict[str, Any]:
    """All fields, as the team fills them in for somebody."""
    return {
        name: _field(one, one.team_label, one.team_hint, one.team_missing)
        for name, one in FIELDS.items()
    }


def _of_person(one: Field) -> Any:
    filled_in = {"autocomplete": one.autocomplete} if one.autocomplete else {}
    return _field(one, one.label, one.hint, one.missing, filled_in)


def _field(
    one: Field, label: str, hint: str, missing: str, attributes: Mapping[str, str] | None = None
) -> Any:
    checks: list[Any] = [Given(later(missing)) if missing else Optionally()]
    about: dict[str, Any] = {
        "label": later(label or one.head),
        "description": later(hint),
        "render_kw": _INPUT.get(one.kind, {}) | dict(attributes or {}),
    }
    if one.kind is Kind.CHOICE:
        words = {value: later(word) for value, word in one.choices.items()}
        return OneOf(choices=words, validators=checks, **about)
    if one.kind in (Kind.ADDRESS, Kind.PARAGRAPHS):
        return Paragraphs(longest=one.longest, validators=checks, **about)
    if one.kind is Kind.EMAIL:
        checks.append(MailAddress())
    return Line(longest=one.longest, validators=checks, **about)


def typed_in(form: Form) -> dict[str, str]:
    """What a checked form says about a person, by field."""
    return {name: form[name].data or "" for name in FIELDS if name in form}
