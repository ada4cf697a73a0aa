"""What is over its time: the questions of the clock, and of whoever is told before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Text, cast, func, literal_column, or_, select

from ...domain.privacy.personal import Clock, emptied
from ...domain.privacy.retention import Period, over_by, proof_erasable
from ..database import Base, db
from ..letters.outbox import IS_OPEN
from ..models import (
    Circular,
    Funding,
    Message,
    Registration,
    SignInLink,
    StaffSession,
    Submission,
    Training,
    TrainingSession,
    Undoable,
    WalkIn,
)
from ..signups.seats import HAS_CERTAIN_SEAT

NEVER_CONFIRMED = "the address was never confirmed"
TOLD_BEFORE = timedelta(days=7)

Ids = Select[int]


def never_confirmed(now: datetime) -> Ids:
    """Registrations whose address nobody ever confirmed, a week after they lapsed."""
    return select(Registration.id).where(
        Registration.end_reason == NEVER_CONFIRMED,
        Registration.ended_at <= over_by(Period.UNCONFIRMED, now),
        # As the partial index spells it: a bound value would not find it.
        Registration.given_name != literal_column("''"),
    )


def contacts(now: datetime) -> Ids:
    """Registrations with an address, a note and so on, four weeks after the training."""
    return (
        select(Registration.id)
        .join(Training)
        .where(is_filled(Registration, Clock.END), _is_over(now))
    )


def names(now: datetime, zone: ZoneInfo) -> Ids:
    """Registrations with a name that proves nothing, or nothing any more."""
    proves = HAS_CERTAIN_SEAT
    return (
        select(Registration.id)
        .join(Training)
        .where(
            is_filled(Registration, Clock.GRANT),
            _is_over(now),
            or_(~proves, _asks_for_no_proof(now, zone)),
        )
    )


def walk_ins(now: datetime, zone: ZoneInfo) -> Ids:
    """The same for people who came without a registration."""
    return (
        select(WalkIn.id)
        .join(TrainingSession, TrainingSession.id == WalkIn.session_id)
        .join(Training)
        .where(
            is_filled(WalkIn, Clock.GRANT),
            _is_over(now),
            _asks_for_no_proof(now, zone),
        )
    )


def letters(now: datetime) -> Ids:
    """Letters that are done, and have stood in the mail log for its time."""
    return select(Message.id).where(Message.created_at <= over_by(Period.MAIL_LOG, now), ~IS_OPEN)


def circulars(now: datetime) -> Ids:
    """What the team wrote to people, once its letters have left the mail log."""
    letter = select(Message.id).where(Message.circular_id == Circular.id)
    return select(Circular.id).where(
        Circular.created_at <= over_by(Period.MAIL_LOG, now),
        is_filled(Circular, Clock.LOG),
        ~letter.exists(),
    )


def forms(now: datetime) -> Ids:
    """Sign-up forms that a double click can no longer bring again."""
    return select(Submission.id).where(Submission.created_at <= over_by(Period.FORM, now))


def undoables(now: datetime) -> Ids:
    """What the team can take back no longer."""
    return select(Undoable.id).where(Undoable.made_at <= over_by(Period.FORM, now))


def sign_in_links(now: datetime) -> Ids:
    """Links that have signed nobody in for long."""
    return select(SignInLink.id).where(SignInLink.expires_at <= over_by(Period.MAIL_LOG, now))


def staff_sessions(now: datetime) -> Ids:
    """Browsers that were signed in long ago."""
    return select(StaffSession.id).where(StaffSession.created_at <= over_by(Period.MAIL_LOG, now))


def is_filled(model: type[Base], *clocks: Clock) -> ColumnElement[bool]:
    """Whether a row still holds something that leaves with these clocks."""
    columns = emptied(model.__tablename__, *clocks)
    return or_(*(_differs(getattr(model, name), empty) for name, empty in columns.items()))


def _differs(column: Any, empty: Any) -> ColumnElement[bool]:
    # Spelled as the partial indexes are: a bound value would not find them.
    if empty is None:
        return column.is_not(None)
    if empty == {}:  # PostgreSQL compares no JSON
        return cast(column, Text) != literal_column("'{}'")
    return column != literal_column(f"'{empty}'")


def _is_over(now: datetime) -> ColumnElement[bool]:
    """Whether a training's last session, dropped or not, ended long enough ago, and the team
    could read what leaves."""
    over = (
        select(TrainingSession.training_id)
        .group_by(TrainingSession.training_id)
        .having(func.max(TrainingSession.ends) <= over_by(Period.CONTACT, now))
    )
    told = Training.kept_until.is_(None) | (Training.kept_until <= now)
    return Training.id.in_(over) & told


def _asks_for_no_proof(now: datetime, zone: ZoneInfo) -> ColumnElement[bool]:
    """Whether a training has no grant, or one that needs no proof any more."""
    today = now.astimezone(zone).date()
    handed_in = db.session.execute(
        select(Funding.id, Funding.proof_submitted_on, Funding.retention_years).where(
            Funding.proof_submitted_on.is_not(None)
        )
    )
    done = [key for key, day, years in handed_in if proof_erasable(day, years, today)]
    return or_(Training.funding_id.is_(None), Training.funding_id.in_(done))


@dataclass(frozen=True)
class Leaving:
    """How many names leave on a day, from how many trainings."""

    day: date
    people: int
    trainings: int


def names_leaving(
    now: datetime, zone: ZoneInfo, training_id: int | None = None
) -> Sequence[Leaving]:
    """Which names leave within a week, by local day; of one training if it is given.

    Asked with the questions of the clock, for the end of each day.
    """
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=n) for n in range(TOLD_BEFORE.days + 1)]
    if not names_due(_end_of(days[-1], zone), zone, training_id):
        return []
    found, known = [], set[tuple[str, int, int]]()
    for day in days:
        new = names_due(_end_of(day, zone), zone, training_id) - known
        known |= new
        if new:
            found.append(Leaving(day, len(new), len({training for _, _, training in new})))
    return found


def names_due(
    at: datetime, zone: ZoneInfo, training_id: int | None = None
) -> set[tuple[str, int, int]]:
    """The rows whose names leave at a moment or before: table, id and training."""
    people = names(at, zone).add_columns(Training.id)
    others = walk_ins(at, zone).add_columns(Training.id)
    if training_id is not None:
        people, others = (
            people.where(Training.id == training_id),
            others.where(Training.id == training_id),
        )
    return {("registration", *row) for row in db.session.execute(people)} | {
        ("walk_in", *row) for row in db.session.execute(others)
    }


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone) - timedelta(
        microseconds=1
    )
