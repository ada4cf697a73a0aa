"""How a field is declared once: at the attribute of a dataclass that holds its value.

Forms, files, columns, lists and copies are made from the declarations, which stand in
``signups/fields.py`` and ``programme/values.py``; docs/how-to-add-a-field.md tells more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from .text import LINE_LENGTH


class Kind(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    EMAIL = "email"
    PHONE = "phone"
    # Some lines that lists show as one.
    ADDRESS = "address"
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes or no"
    # A copy of a training has none.
    MOMENT = "moment"


@dataclass(frozen=True)
class Field:
    """How one field is asked for. All texts are message ids.

    ``missing`` says what to write if the form lacks it: it is required. A number lies within
    ``bounds``. ``opens_with`` is what a new form shows, ``rows`` the height of a text.
    """

    kind: Kind
    label: str
    hint: str = ""
    missing: str = ""
    longest: int = LINE_LENGTH
    bounds: tuple[int, int] = (0, 0)
    choices: Mapping[str, str] = field(default_factory=dict)
    opens_with: str = ""
    rows: int = 3

    @property
    def words(self) -> Any:
        """The enumeration of which one is chosen."""
        return type(next(iter(self.choices)))


def declared(one: Field) -> dict[str, Field]:
    """What a dataclass keeps with an attribute."""
    return {"field": one}


def plain(kind: Kind, label: str, default: Any, **about: Any) -> Any:
    """A declared attribute that need not be given."""
    return field(default=default, metadata=declared(Field(kind, label, **about)))


def declared_in(of: Any) -> dict[str, Any]:
    """The declared fields of a dataclass, by name."""
    return {one.name: one.metadata["field"] for one in fields(of) if "field" in one.metadata}


def no_moments(of: Any) -> dict[str, Any]:
    """The moments of a dataclass, all taken away."""
    return {name: None for name, one in declared_in(of).items() if one.kind is Kind.MOMENT}
