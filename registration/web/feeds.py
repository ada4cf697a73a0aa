"""The programme for other programs: JSON, a calendar to subscribe, schema.org.

Nothing here tells an online address or anything about trainers but their names.
"""

from typing import Any

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from ..documents.ics import Organizer, calendar
from ..store.models import Training, TrainingSession
from ..store.signups.seats import seats_of_all
from ..store.trainings import trainings as find
from .context import utc_now
from .guards import links, settings
from .schema_org import moment
from .shared.calendar_entries import public_entries
from .shared.trainings import Shown, shown

pages = Blueprint("feeds", __name__)
KEPT = "public, max-age=60"


@pages.get("/api/trainings")
def trainings() -> ResponseReturnValue:
    """The programme as JSON; docs/api.md describes it."""
    upcoming = find.upcoming(utc_now(), selectinload(Training.trainers))
    seats = seats_of_all(upcoming)
    entries = [shown(training, seats[training.id]) for training in upcoming]
    answer = jsonify(trainings=[_as_json(entry) for entry in entries])
    answer.headers["Cache-Control"] = KEPT
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@pages.get("/trainings.ics")
def programme_calendar() -> ResponseReturnValue:
    """All dates that lie ahead, to subscribe; those of cancelled trainings struck out."""
    upcoming = find.upcoming(utc_now(), cancelled_too=True)
    entries = [entry for training in upcoming for entry in public_entries(training)]
    organizer = Organizer(settings().town_name, settings().mail_sender_address)
    stamp = max((training.created_at for training in upcoming), default=utc_now())
    content = calendar(entries, organizer, stamp, name=settings().town_name)
    return Response(
        content, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": KEPT}
    )


def _as_json(entry: Shown) -> dict[str, Any]:
    training = entry.training
    return {
        "slug": training.slug,
        "title": training.title,
        "summary": training.summary,
        "topic": training.topic,
        "language": training.language,
        "phase": entry.phase,
        "seats": {
            "capacity": entry.seats.capacity,
            "free": entry.seats.free,
            "waiting": entry.seats.waiting,
        },
        "open": entry.open,
        "registration_opens": moment(training.registration_opens),
        "registration_closes": moment(training.registration_closes),
        "sessions": [_session(session) for session in training.sessions],
        "trainers": [trainer.name for trainer in training.trainers],
        "url": links().training(training.slug),
        "register_url": links().url(f"/trainings/{training.slug}/register"),
        "embed_url": links().url(f"/embed/trainings/{training.slug}"),
    }


def _session(session: TrainingSession) -> dict[str, Any]:
    return {
        "starts": moment(session.starts),
        "ends": moment(session.ends),
        "place": session.place,
        "address": session.address,
        "online": bool(session.online_url),
    }
