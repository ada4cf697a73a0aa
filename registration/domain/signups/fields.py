"""The fields of the sign-up form, each declared once.

Forms, what is stored of them, lists, files and the person's pages are made from it.
docs/how-to-add-a-field.md says what else a new one needs.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, replace
from typing import Any

from ..fields import Field, Kind, declared, declared_in
from ..text import NAME_LENGTH, NOTE_LENGTH, msgid

LONGEST_ADDRESS = 254
LONGEST_PHONE = 50


@dataclass(frozen=True)
class PersonField(Field):
    """How a person, and the team, is asked for one field, and where it is shown.

    ``head`` names it in lists and files, if the label does not. Only the team asks if not
    ``asked``. ``own``: the person sees it on her page and may change it there. ``listed``: a
    column in the team's list of a training. ``for_trainers``: in their lists.
    """

    longest: int = NAME_LENGTH
    head: str = ""
    team_label: str = ""
    team_hint: str = ""
    team_missing: str = ""
    autocomplete: str = ""
    asked: bool = True
    own: bool = False
    listed: bool = False
    for_trainers: bool = False

    @property
    def word(self) -> str:
        """What stands above it in lists and files."""
        return self.head or self.label

    @property
    def by_team(self) -> Field:
        """The field as the team is asked."""
        label = self.team_label or self.label
        return replace(self, label=label, hint=self.team_hint, missing=self.team_missing)


def _field(kind: Kind, label: str, **about: Any) -> Any:
    one = PersonField(kind, label, **about)
    return field(default=MISSING if one.missing else "", metadata=declared(one))


@dataclass(frozen=True)
class Person:
    """What somebody typed about a person, checked and tidied."""

    given_name: str = _field(
        Kind.LINE,
        msgid("Given name"),
        missing=msgid("Enter your given name."),
        team_missing=msgid("Enter the given name."),
        autocomplete="given-name",
        own=True,
    )
    family_name: str = _field(
        Kind.LINE,
        msgid("Family name"),
        missing=msgid("Enter your family name."),
        team_missing=msgid("Enter the family name."),
        autocomplete="family-name",
        own=True,
    )
    email: str = _field(
        Kind.EMAIL,
        msgid("E-mail address"),
        hint=msgid("We send the confirmation there."),
        missing=msgid("Enter your e-mail address."),
        longest=LONGEST_ADDRESS,
        autocomplete="email",
        own=True,
    )
    phone: str = _field(
        Kind.PHONE,
        msgid("Phone"),
        hint=msgid("For short-notice changes."),
        longest=LONGEST_PHONE,
        autocomplete="tel",
        own=True,
    )
    postal_address: str = _field(
        Kind.ADDRESS,
        msgid("Postal address"),
        team_hint=msgid("For letters on paper: street and number, postcode and town."),
        asked=False,
    )
    organisation: str = _field(
        Kind.LINE,
        msgid("Organisation or association"),
        head=msgid("Organisation"),
        autocomplete="organization",
        own=True,
        listed=True,
        for_trainers=True,
    )
    role: str = _field(
        Kind.CHOICE,
        msgid("How are you involved?"),
        head=msgid("Role"),
        team_label=msgid("How is the person involved?"),
        choices={
            "volunteer": msgid("I volunteer"),
            "staff": msgid("I work in this field"),
            "other": msgid("Other"),
        },
        for_trainers=True,
    )
    note: str = _field(
        Kind.TEXT,
        msgid("Is there anything we should know?"),
        head=msgid("Note"),
        team_label=msgid("Note"),
        hint=msgid("For example if you need a ramp or an interpreter."),
        longest=NOTE_LENGTH,
    )

    @property
    def texts(self) -> list[str]:
        """What was typed freely."""
        return [getattr(self, n) for n, one in FIELDS.items() if one.kind in _FREE]


_FREE = (Kind.LINE, Kind.TEXT)
FIELDS: Mapping[str, PersonField] = declared_in(Person)
# They head each list and page by themselves.
NAMES = ("family_name", "given_name")
LISTED = [name for name, one in FIELDS.items() if one.listed]
FOR_TRAINERS = [name for name, one in FIELDS.items() if one.for_trainers]
ABOUT: Mapping[str, PersonField] = {name: one for name, one in FIELDS.items() if name not in NAMES}
