"""Trainings as schema.org events, for search engines."""

from datetime import datetime
from typing import Any

from ..store.models import Training, TrainingSession
from .guards import links, settings


def moment(value: datetime | None) -> str | None:
    """A time as RFC 3339, in the town's time zone."""
    return value.astimezone(settings().zone).isoformat() if value else None


def events(training: Training) -> list[dict[str, Any]]:
    """Each session as a schema.org Event, for search engines."""
    return [_event(training, session) for session in training.sessions]


def _event(training: Training, session: TrainingSession) -> dict[str, Any]:
    cancelled = training.calendar.called_off
    return {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "name": training.title,
        "description": training.summary,
        "inLanguage": training.language,
        "startDate": moment(session.starts),
        "endDate": moment(session.ends),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if cancelled else 'Scheduled'}",
        "eventAttendanceMode": "https://schema.org/"
        + ("OnlineEventAttendanceMode" if session.online_url else "OfflineEventAttendanceMode"),
        "location": _location(training, session),
        "organizer": {"@type": "Organization", "name": settings().town_name},
        "url": links().training(training.slug),
        "isAccessibleForFree": True,
    }


def _location(training: Training, session: TrainingSession) -> dict[str, Any]:
    if session.online_url:
        # The page, not the room: that is told to those who hold a seat.
        return {"@type": "VirtualLocation", "url": links().training(training.slug)}
    return {"@type": "Place", "name": session.place, "address": session.address or session.place}
