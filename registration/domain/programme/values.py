"""What a programme file says, as values. All times aware."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ..states import WaitlistMode

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
    """One dated meeting of a training."""

    starts: datetime
    ends: datetime
    place: str
    address: str = ""
    online_url: str = ""


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
    title: str
    capacity: int
    contact: Contact
    sessions: tuple[SessionSpec, ...]
    summary: str = ""
    description: str = ""
    topic: str = ""
    language: str = "de"
    waitlist: WaitlistMode = WaitlistMode.AUTO
    waitlist_limit: int | None = None
    offer_hours: int = DEFAULT_OFFER_HOURS
    email_confirmation: bool = True
    registration_opens: datetime | None = None
    registration_closes: datetime | None = None
    cancel_until: datetime | None = None
    reminder_days: tuple[int, ...] = DEFAULT_REMINDER_DAYS
    survey: str = "standard"
    funding: str | None = None
    trainers: tuple[TrainerSpec, ...] = ()
    questions: tuple[QuestionSpec, ...] = ()


@dataclass(frozen=True)
class Programme:
    """A whole programme file."""

    fundings: tuple[FundingSpec, ...] = ()
    trainings: tuple[TrainingSpec, ...] = field(default_factory=tuple)
