"""The certificate of attendance: one page a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import format_decimal, get_locale, gettext, ngettext

from .. import formats
from .grant import Grant, grant_data
from .pdf import paper_words, pdf
from .text import breakable, one_line


@dataclass(frozen=True)
class Attended:
    """One session that somebody was at; times in UTC."""

    starts: datetime
    ends: datetime
    place: str


@dataclass(frozen=True)
class Attendee:
    """Whose certificate it is, and where she was."""

    name: str
    sessions: Sequence[Attended]

    @property
    def time(self) -> timedelta:
        """How long all the sessions were together."""
        return sum((s.ends - s.starts for s in self.sessions), timedelta())


@dataclass(frozen=True)
class Course:
    """The training as the certificate names it."""

    town: str
    title: str
    summary: str
    trainers: Sequence[str]
    contact: str
    sessions: int
    zone: ZoneInfo
    grant: Grant | None = None


def certificates(course: Course, people: Sequence[Attendee], made_at: datetime) -> bytes:
    """The certificates as one PDF/UA on A4, in the language at hand. At least one person."""
    data = {
        "lang": str(get_locale() or "de"),
        "title": one_line(f"{gettext('Certificate of attendance')}: {course.title}"),
        "town": one_line(course.town),
        "training": one_line(course.title),
        "summary": one_line(course.summary),
        "people": [_person(course, person) for person in people],
        "signed_for": one_line(f"{course.town}, {course.contact}"),
        "made_at": formats.long_date(made_at, course.zone),
        "words": _words(course),
        **grant_data(course.grant),
    }
    return pdf("certificate", data, made_at)


def _person(course: Course, person: Attendee) -> dict[str, Any]:
    return {
        "name": breakable(person.name),
        "dates": [
            [formats.span(s.starts, s.ends, course.zone), one_line(s.place)]
            for s in person.sessions
        ],
        "extent": _extent(course, person),
    }


def _extent(course: Course, person: Attendee) -> str:
    """How much it was: 2 of 3 dates, 5 hours."""
    hours = person.time / timedelta(hours=1)
    number = format_decimal(round(hours, 1))
    time = ngettext("%(number)s hour", "%(number)s hours", 1 if hours == 1 else 2, number=number)
    if course.sessions < 2:
        return time
    dates = gettext(
        "%(attended)d of %(sessions)d dates",
        attended=len(person.sessions),
        sessions=course.sessions,
    )
    return f"{dates}, {time}"


def _words(course: Course) -> dict[str, str]:
    return {
        "heading": gettext("Certificate of attendance"),
        "took_part": gettext("took part in this training:"),
        "dates": gettext("Dates"),
        "extent": gettext("Extent"),
        "trainer": gettext("Trainer"),
        "trainers": one_line(", ".join(course.trainers)),
        "signature": gettext("Date, signature"),
        **paper_words(),
    }
