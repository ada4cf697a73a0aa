"""From what is stored to papers and tables. Staff pages use it too."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext, pgettext

from ...documents.certificate import Attended, Attendee, Course, certificates
from ...documents.csv_file import csv_file
from ...documents.grant import Grant
from ...documents.logos import Logo
from ...documents.report import Surveyed, report
from ...documents.sheet import Occasion, SignatureSheet, Signer, signature_sheet
from ...documents.xlsx import Sheet, Value, xlsx_file
from ...domain.attendance import attended_enough
from ...domain.surveys.results import Results
from ...store import attendance as find
from ...store.models import Funding, Registration, Training, TrainingSession
from ..guards import settings
from .attendee_table import attendee_table


def sheet_of(training: Training, session: TrainingSession, now: datetime) -> bytes:
    """The signature sheet of a session with whoever has a seat now."""
    numbers = [session.id for session in training.sessions]
    occasion = Occasion(
        town=settings().town_name,
        training=training.title,
        starts=session.starts,
        ends=session.ends,
        place=session.venue,
        trainers=[trainer.name for trainer in training.trainers],
        part=numbers.index(session.id) + 1,
        parts=len(numbers),
    )
    people = [
        Signer(p.family_name, p.given_name, p.organisation) for p in find.expected(training.id)
    ]
    sheet = SignatureSheet(occasion, people, _grant(training.funding), settings().zone)
    return signature_sheet(sheet, now)


def list_as_csv(training: Training) -> bytes:
    """The list of a training as CSV."""
    table = attendee_table(training)
    return csv_file(table.head, table.rows)


def list_as_xlsx(training: Training) -> bytes:
    """The list of a training as a workbook, with a second sheet for its dates."""
    table = attendee_table(training)
    dates: list[list[Value]] = [
        [_local(s.starts), _local(s.ends), s.venue] for s in training.sessions
    ]
    return xlsx_file(
        [
            Sheet(gettext("People"), table.head, table.rows),
            Sheet(
                gettext("Dates"),
                [gettext("Begins"), gettext("Ends"), pgettext("venue", "Place")],
                dates,
            ),
        ],
        training.title,
    )


def due_certificates(training: Training, now: datetime) -> list[Attendee]:
    """Who may have a certificate now, in alphabetical order, with the sessions they were at."""
    marks = find.marks([session.id for session in training.sessions])
    attendees = [_due(person, marks, now) for person in find.expected(training.id)]
    return [attendee for attendee in attendees if attendee is not None]


def certificate_for(person: Registration, now: datetime) -> Attendee | None:
    """What one person's certificate says; None if there is none now."""
    ids = [session.id for session in person.training.sessions]
    return _due(person, find.marks(ids, person.id), now)


def _due(
    person: Registration, marks: Mapping[int, Mapping[int, bool]], now: datetime
) -> Attendee | None:
    training = person.training
    sessions = training.sessions
    attended = [s for s in sessions if marks.get(s.id, {}).get(person.id)]
    enough = attended_enough(len(attended), len(sessions), training.attendance_percent)
    if not enough or not person.allowed(now).certify:
        return None
    return Attendee(person.full_name, [Attended(s.starts, s.ends, s.venue) for s in attended])


def certificates_of(training: Training, people: Sequence[Attendee], now: datetime) -> bytes:
    """The certificates of some people, one page each; at least one."""
    course = Course(
        town=settings().town_name,
        title=training.title,
        summary=training.summary,
        trainers=[trainer.name for trainer in training.trainers],
        contact=", ".join(t for t in (training.contact_name, training.contact_phone) if t),
        sessions=len(training.sessions),
        zone=settings().zone,
        grant=_grant(training.funding),
    )
    return certificates(course, people, now)


def report_of(training: Training, answers: Results, now: datetime) -> bytes:
    """The results of a training's survey on paper."""
    about = Surveyed(settings().town_name, training.title, settings().zone)
    return report(about, answers, now)


def _grant(funding: Funding | None) -> Grant | None:
    if funding is None:
        return None
    return Grant(
        project=funding.title,
        programme=funding.programme,
        reference=funding.reference,
        notice=funding.notice,
        logos=[Logo(logo.label, logo.mimetype, logo.content) for logo in funding.logos],
    )


def _local(moment: datetime) -> datetime:
    """A time as a spreadsheet holds it: on the town's clock, without offset."""
    return moment.astimezone(settings().zone).replace(tzinfo=None)
