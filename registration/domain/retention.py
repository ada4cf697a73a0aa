"""How long personal data is kept (Article 5 (1) e GDPR). All times aware."""

from datetime import date, datetime, timedelta

UNCONFIRMED_FOR = timedelta(days=7)
CONTACT_FOR = timedelta(days=28)
MAIL_LOG_FOR = timedelta(days=90)
SUBMISSION_FOR = timedelta(days=1)


def unconfirmed_erasable(ended_at: datetime, now: datetime) -> bool:
    """Whether a registration whose address was never confirmed is to be emptied."""
    return ended_at + UNCONFIRMED_FOR <= now


def contact_erasable(last_end: datetime, now: datetime) -> bool:
    """Whether addresses, phones and notes of a training are to be emptied."""
    return last_end + CONTACT_FOR <= now


def proof_erasable(proof_submitted_on: date | None, years: int, today: date) -> bool:
    """Whether the proof for a grant (name, organisation) is to be emptied.

    As long as the grant says after the proof was handed in; not before it was.
    """
    if proof_submitted_on is None:
        return False
    return _years_later(proof_submitted_on, years) <= today


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)
