"""The fields of the sign-up form, each declared once.

Forms, what is stored of them, lists, files and the person's pages are made from it.
docs/how-to-add-a-field.md says what else a new one needs.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from typing import Any

from ..text import NAME_LENGTH, NOTE_LENGTH, msgid

LONGEST_ADDRESS = 254
LONGEST_PHONE = 50


class Kind(StrEnum):
    """How a field is filled in. Paragraphs come last, after a training's own questions."""

    LINE = "line"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    CHOICE = "choice"
    PARAGRAPHS = "paragraphs"


@dataclass(frozen=True)
class Field:
    """How one field is asked for, and where it is shown. All texts are message ids.

    ``head`` names it in lists and files, and in forms without a label. With ``missing``,
    which says what to write, it is required. Only the team asks if not ``asked``. ``own``:
    the person sees it on her page and may change it there. ``listed``: a column in the team's
    list of a training. ``for_trainers``: in their lists.
    """

    head: str
    label: str = ""
    hint: str = ""
    missing: str = ""
    team_label: str = ""
    team_hint: str = ""
    team_missing: str = ""
    kind: Kind = Kind.LINE
    longest: int = NAME_LENGTH
    choices: Mapping[str, str] = field(default_factory=dict)
    autocomplete: str = ""
    asked: bool = True
    own: bool = False
    listed: bool = False
    for_trainers: bool = False


def _field(head: str, **about: Any) -> Any:
    found = Field(head, **about)
    return field(default=MISSING if found.missing else "", metadata={"field": found})


@dataclass(frozen=True)
class Person:
    """What somebody typed about a person, checked and tidied."""

    given_name: str = _field(
        msgid("Given name"),
        missing=msgid("Enter your given name."),
        team_missing=msgid("Enter the given name."),
        autocomplete="given-name",
        own=True,
    )
    family_name: str = _field(
        msgid("Family name"),
        missing=msgid("Enter your family name."),
        team_missing=msgid("Enter the family name."),
        autocomplete="family-name",
        own=True,
    )
    email: str = _field(
        msgid("E-mail address"),
        hint=msgid("We send the confirmation there."),
        missing=msgid("Enter your e-mail address."),
        kind=Kind.EMAIL,
        longest=LONGEST_ADDRESS,
        autocomplete="email",
        own=True,
    )
    phone: str = _field(
        msgid("Phone"),
        hint=msgid("For short-notice changes."),
        kind=Kind.PHONE,
        longest=LONGEST_PHONE,
        autocomplete="tel",
        own=True,
    )
    postal_address: str = _field(
        msgid("Postal address"),
        team_hint=msgid("For letters on paper: street and number, postcode and town."),
        kind=Kind.ADDRESS,
        asked=False,
    )
    organisation: str = _field(
        msgid("Organisation"),
        label=msgid("Organisation or association"),
        team_label=msgid("Organisation or association"),
        autocomplete="organization",
        own=True,
        listed=True,
        for_trainers=True,
    )
    role: str = _field(
        msgid("Role"),
        label=msgid("How are you involved?"),
        team_label=msgid("How is the person involved?"),
        kind=Kind.CHOICE,
        choices={
            "volunteer": msgid("I volunteer"),
            "staff": msgid("I work in this field"),
            "other": msgid("Other"),
        },
        for_trainers=True,
    )
    note: str = _field(
        msgid("Note"),
        label=msgid("Is there anything we should know?"),
        hint=msgid("For example if you need a ramp or an interpreter."),
        kind=Kind.PARAGRAPHS,
        longest=NOTE_LENGTH,
    )

    @property
    def texts(self) -> list[str]:
        """What was typed freely."""
        return [getattr(self, n) for n, one in FIELDS.items() if one.kind in _FREE]


_FREE = (Kind.LINE, Kind.PARAGRAPHS)
FIELDS: Mapping[str, Field] = {one.name: one.metadata["field"] for one in fields(Person)}
# They head each list and page by themselves.
NAMES = ("family_name", "given_name")
LISTED = [name for name, one in FIELDS.items() if one.listed]
FOR_TRAINERS = [name for name, one in FIELDS.items() if one.for_trainers]
ABOUT: Mapping[str, Field] = {name: one for name, one in FIELDS.items() if name not in NAMES}
