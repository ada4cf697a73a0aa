"""The declared fields of a person as fields of a form."""

from typing import Any

from wtforms import Form

from ...domain.signups.fields import FIELDS, PersonField
from .declared import form_field


def asked_of_person() -> dict[str, Any]:
    """The fields of the sign-up form, unbound."""
    return {name: _of_person(one) for name, one in FIELDS.items() if one.asked}


def asked_again() -> dict[str, Any]:
    """The fields that a person may change later, with the same checks and words."""
    return {name: _of_person(one) for name, one in FIELDS.items() if one.own}


def asked_of_team() -> dict[str, Any]:
    """All fields, as the team fills them in for somebody."""
    return {name: form_field(one.by_team) for name, one in FIELDS.items()}


def _of_person(one: PersonField) -> Any:
    return form_field(one, **({"autocomplete": one.autocomplete} if one.autocomplete else {}))


def typed_in(form: Form) -> dict[str, str]:
    """What a checked form says about a person, by field."""
    return {name: form[name].data or "" for name in FIELDS if name in form}
