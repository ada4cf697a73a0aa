"""What a programme file says, as values. All times aware."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from ..fields import Field, Kind, declared, plain
from ..states import WaitlistMode
from ..text import msgid
from . import limits

DEFAULT_REMINDER_DAYS = (7, 1)
DEFAULT_OFFER_HOURS = 48
DEFAULT_RETENTION_YEARS = 5


class QuestionKind(StrEnum):
    """How a training's own question is answered."""

    TEXT = "text"
    LONG_TEXT = "longtext"
    CHOICE = "choice"
    SEVERAL = "several"
    NUMBER = "number"
    DATE = "date"
    CHECKBOX = "checkbox"


@dataclass(frozen=True)
class QuestionSpec:
    """A training's own question; asked as form field ``q_<key>``."""

    key: str
    label: str
    kind: QuestionKind
    options: tuple[str, ...] = ()
    required: bool = False
    help: str = ""


@dataclass(frozen=True)
class Contact:
    """Whom people call or write to about a training."""

    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True)
class TrainerSpec:
    """Who holds a training; the address never stands on a public page."""

    name: str
    email: str


@dataclass(frozen=True)
class SessionSpec:
    """When and where one meeting of a training is."""

    starts: datetime
    ends: datetime
    place: str
    address: str = ""
    online_url: str = ""

    @property
    def venue(self) -> str:
        """Place and address in one line."""
        return ", ".join(part for part in (self.place, self.address) if part)


@dataclass(frozen=True)
class FundingSpec:
    """A grant: its wording, its reference, and how long its proof is kept."""

    key: str
    title: str
    programme: str = ""
    notice: str = ""
    reference: str = ""
    retention_years: int = DEFAULT_RETENTION_YEARS


@dataclass(frozen=True)
class TrainingSpec:
    """One training of the programme."""

    slug: str
    title: str = field(
        metadata=declared(Field(Kind.LINE, msgid("Title"), missing=msgid("Enter the title.")))
    )
    capacity: int = field(
        metadata=declared(
            Field(
                Kind.NUMBER,
                msgid("Seats"),
                bounds=(1, limits.MOST_SEATS),
                missing=msgid("Enter how many seats."),
                opens_with="20",
            )
        )
    )
    contact: Contact
    sessions: tuple[SessionSpec, ...]
    summary: str = plain(
        Kind.LINE,
        msgid("In one sentence"),
        "",
        hint=msgid("Stands below the title in the programme."),
    )
    description: str = plain(
        Kind.TEXT,
        msgid("Description"),
        "",
        hint=msgid("**bold**, - for lists, an empty line begins a paragraph."),
        longest=limits.LONGEST_TEXT,
        rows=8,
    )
    topic: str = plain(Kind.LINE, msgid("Topic"), "")
    language: str = "de"
    waitlist: WaitlistMode = plain(
        Kind.CHOICE,
        msgid("If a seat becomes free"),
        WaitlistMode.AUTO,
        choices={
            WaitlistMode.AUTO: msgid("The longest-waiting moves up at once"),
            WaitlistMode.OFFER: msgid(
                "The longest-waiting is offered the seat and has to accept it"
            ),
            WaitlistMode.OFF: msgid("No waiting list"),
        },
    )
    waitlist_limit: int | None = plain(
        Kind.NUMBER, msgid("Longest waiting list"), None, bounds=(0, limits.MOST_SEATS)
    )
    offer_hours: int = plain(
        Kind.NUMBER,
        msgid("Hours to accept an offer"),
        DEFAULT_OFFER_HOURS,
        bounds=(1, limits.MOST_OFFER_HOURS),
    )
    email_confirmation: bool = plain(
        Kind.YES_NO, msgid("People confirm their e-mail address before the seat is certain"), True
    )
    registration_opens: datetime | None = plain(Kind.MOMENT, msgid("Registration opens"), None)
    registration_closes: datetime | None = plain(Kind.MOMENT, msgid("Registration closes"), None)
    cancel_until: datetime | None = plain(Kind.MOMENT, msgid("People can cancel until"), None)
    reminder_days: tuple[int, ...] = DEFAULT_REMINDER_DAYS
    survey: str = "standard"
    funding: str | None = None
    trainers: tuple[TrainerSpec, ...] = ()
    questions: tuple[QuestionSpec, ...] = ()


@dataclass(frozen=True)
class Extras:
    """What the team keeps with a training beyond the programme file."""

    minimum: int | None = plain(
        Kind.NUMBER, msgid("Fewest people"), None, bounds=(1, limits.MOST_SEATS)
    )
    decide_by: datetime | None = plain(Kind.MOMENT, msgid("Decide by"), None)
    internal_notes: str = plain(
        Kind.TEXT, msgid("Internal notes"), "", hint=msgid("Only the team sees them."), longest=5000
    )
    own_sentences: dict[str, str] = field(default_factory=dict)
    survey_questions: list[dict[str, Any]] = field(default_factory=list)
    attendance_percent: int = plain(
        Kind.NUMBER, msgid("Share of the dates for a certificate, in per cent"), 80, bounds=(1, 100)
    )
    trainers_see_addresses: bool = plain(Kind.YES_NO, msgid("Trainers see e-mail addresses"), False)


@dataclass(frozen=True)
class Programme:
    """A whole programme file."""

    fundings: tuple[FundingSpec, ...] = ()
    trainings: tuple[TrainingSpec, ...] = field(default_factory=tuple)
