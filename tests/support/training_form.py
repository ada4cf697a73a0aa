"""The form of a training as somebody fills it in."""

from datetime import UTC, datetime, timedelta

DAY = (datetime.now(UTC) + timedelta(days=40)).date()
EARLIER = (DAY - timedelta(days=9)).isoformat()


def values(**changes: str) -> dict[str, str]:
    """A usual training as somebody types it."""
    usual = {
        "version": "0",
        "title": "Asylrecht kompakt",
        "summary": "Die wichtigsten Begriffe.",
        "capacity": "20",
        "contact_name": "Fachabteilung Integration",
        "contact_email": "integration@borken.example",
        "language": "de",
        "waitlist": "auto",
        "survey": "standard",
        "offer_hours": "48",
        "attendance_percent": "80",
        "email_confirmation": "y",
        "reminder_days": "7, 1",
        **row(0),
    }
    return {**usual, **changes}


def row(number: int, **changes: str) -> dict[str, str]:
    """One date of the form."""
    usual = {"day": DAY.isoformat(), "starts": "09:30", "ends": "12:30", "place": "Rathaus"}
    return {f"sessions-{number}-{k}": v for k, v in {**usual, **changes}.items()}


def soon() -> datetime:
    """A whole minute, as forms know no seconds."""
    return datetime.now(UTC).replace(second=0, microsecond=0)
