"""What the team's morning letter counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ..database import db
from ..models import AuditEntry, Training
from ..signups.seats import seats_of_all
from ..trainings.training_lists import failed_in_all

_CAME = ("signed up", "added by hand", "moved here")
_WENT = ("cancelled", "declined", "lapsed", "moved away")


@dataclass(frozen=True)
class News:
    """What happened to one training in a span of time; ``waiting`` is now.

    For a training that is called off nobody waits.
    """

    title: str
    signed_up: int
    ended: int
    waiting: int


def since_of(facts: dict[str, Any]) -> datetime:
    """From when a morning letter counts, as its row keeps it."""
    return datetime.fromisoformat(facts["since"])


def news_since(since: datetime, until: datetime) -> Sequence[News]:
    """Sign-ups and ends of each training in which there were any, by title.

    They are counted in the log, which is ordered by time; the registrations are not.
    """
    came = func.count().filter(AuditEntry.action.in_(_CAME))
    went = func.count().filter(AuditEntry.action.in_(_WENT))
    rows = db.session.execute(
        select(AuditEntry.training_id, came, went)
        .where(AuditEntry.at >= since, AuditEntry.at < until)
        .where(AuditEntry.action.in_(_CAME + _WENT), AuditEntry.training_id.is_not(None))
        .group_by(AuditEntry.training_id)
    )
    counts = {training_id: (signed_up, ended) for training_id, signed_up, ended in rows}
    found = db.session.scalars(select(Training).where(Training.id.in_(counts))).all()
    seats = seats_of_all(found)
    waiting = {t.id: 0 if t.calendar.called_off else seats[t.id].waiting for t in found}
    news = [News(t.title, *counts[t.id], waiting[t.id]) for t in found]
    return sorted(news, key=lambda one: one.title)


def failed_letters() -> int:
    """How many letters nobody has looked after."""
    return failed_in_all()
