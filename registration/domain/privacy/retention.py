"""How long personal data is kept (Article 5 (1) e GDPR). All times aware.

What happened at or before ``over_by`` has had its time; the database is asked with it.
"""

from datetime import date, datetime, timedelta
from enum import Enum


class Period(Enum):
    """How long data is kept after what starts its clock."""

    UNCONFIRMED = timedelta(days=7)
    CONTACT = timedelta(days=28)
    MAIL_LOG = timedelta(days=90)
    FORM = timedelta(days=1)


def over_by(period: Period, now: datetime) -> datetime:
    """The latest moment from which a period is over at ``now``."""
    return now - period.value


def proof_erasable(proof_submitted_on: date | None, years: int, today: date) -> bool:
    """Whether the proof for a grant (name, organisation) is to be emptied.

    As long as the grant says after the proof was handed in; not before it was.
    """
    if proof_submitted_on is None:
        return False
    return _years_later(proof_submitted_on, years) <= today


def _years_later(day: date, years: int) -> date:
    """The same day some years on; the calendar's last one if there is none so late."""
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)
