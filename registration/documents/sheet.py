"""The signature sheet of one session, as funders ask for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import get_locale, gettext, pgettext

from .. import formats
from ..domain.attendance import blank_rows
from .grant import Grant, grant_data
from .pdf import paper_words, pdf
from .text import breakable, one_line


@dataclass(frozen=True)
class Signer:
    """Nothing personal beyond name and organisation."""

    family_name: str
    given_name: str
    organisation: str = ""


@dataclass(frozen=True)
class Occasion:
    """The session: what, when (UTC), where, with whom."""

    town: str
    training: str
    starts: datetime
    ends: datetime
    place: str
    trainers: Sequence[str]
    part: int = 1
    parts: int = 1


@dataclass(frozen=True)
class SignatureSheet:
    """Everything that stands on the sheet; people in the order in which they are printed."""

    occasion: Occasion
    people: Sequence[Signer]
    grant: Grant | None = None
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Berlin"))


def signature_sheet(sheet: SignatureSheet, made_at: datetime) -> bytes:
    """The sheet as PDF/UA on A4, in the language at hand."""
    occasion = sheet.occasion
    data = {
        "lang": str(get_locale() or "de"),
        "title": one_line(f"{gettext('Signature sheet')}: {occasion.training}"),
        "training": one_line(occasion.training),
        "town": one_line(occasion.town),
        "facts": _facts(sheet),
        "running": _running(sheet),
        "people": [_person(person) for person in sheet.people],
        "blank_rows": blank_rows(len(sheet.people)),
        "made_at": formats.moment(made_at, sheet.zone),
        "words": _words(),
        **grant_data(sheet.grant),
    }
    return pdf("sheet", data, made_at)


def _person(person: Signer) -> list[str]:
    texts = (person.family_name, person.given_name, person.organisation)
    return [breakable(text) for text in texts]


def _facts(sheet: SignatureSheet) -> list[list[str]]:
    """The rows of the head: what is empty is left out."""
    occasion, grant = sheet.occasion, sheet.grant
    rows = [
        (gettext("Project"), grant.project if grant else ""),
        (gettext("Programme"), grant.programme if grant else ""),
        (gettext("Reference number"), grant.reference if grant else ""),
        (gettext("Date"), formats.span(occasion.starts, occasion.ends, sheet.zone)),
        (gettext("Part"), _part(occasion)),
        (pgettext("venue", "Place"), occasion.place),
        (gettext("Trainer"), ", ".join(occasion.trainers)),
        (gettext("Organiser"), occasion.town),
    ]
    return [[label, one_line(text)] for label, text in rows if text.strip()]


def _part(occasion: Occasion) -> str:
    if occasion.parts < 2:
        return ""
    return gettext("%(part)d of %(parts)d", part=occasion.part, parts=occasion.parts)


def _running(sheet: SignatureSheet) -> str:
    """What each further page says, so that a sheet that got loose finds its way back."""
    reference = sheet.grant.reference if sheet.grant else ""
    date = formats.long_date(sheet.occasion.starts, sheet.zone)
    return " · ".join(one_line(t) for t in (sheet.occasion.training, date, reference) if t)


def _words() -> dict[str, str]:
    return {
        "heading": gettext("Signature sheet"),
        "number": gettext("No."),
        "family_name": gettext("Family name"),
        "given_name": gettext("Given name"),
        "organisation": gettext("Organisation"),
        "signature": gettext("Signature"),
        "confirmed": gettext("The trainer confirms that all who signed took part:"),
        "trainer_signs": gettext("Place, date, signature of the trainer"),
        **paper_words(),
    }
