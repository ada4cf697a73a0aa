"""A training as its form shows it: texts as somebody would have typed them."""

from typing import Any

from ...store.models import Training, TrainingSession
from ..guards import settings
from .plain_fields import as_shown
from .training import SENTENCES

_SAME_NAME = ("slug", "language", "contact_name", "contact_email", "contact_phone")


def form_values(training: Training) -> dict[str, Any]:
    """The values with which the form opens."""
    return {
        **{name: getattr(training, name) for name in _SAME_NAME},
        **as_shown(training),
        **{f"sentence_{name}": training.own_sentences.get(name, "") for name in SENTENCES},
        "reminder_days": ", ".join(str(day) for day in training.reminder_days),
        "sessions": [_session(session) for session in training.sessions],
        "trainers": [
            {"ref": str(t.id), "name": t.name, "email": t.email} for t in training.trainers
        ],
        "questions": [_question(one) for one in training.questions if not one.get("removed")],
        "survey": "own" if _has_own_survey(training) else training.survey,
        "survey_questions": [survey_row(question) for question in training.survey_questions],
        "funding": training.funding.key if training.funding else "",
    }


def _has_own_survey(training: Training) -> bool:
    return training.survey != "none" and bool(training.survey_questions)


def _session(session: TrainingSession) -> dict[str, str]:
    zone = settings().zone
    starts, ends = session.starts.astimezone(zone), session.ends.astimezone(zone)
    return {
        "ref": str(session.id),
        "day": starts.date().isoformat(),
        "starts": f"{starts:%H:%M}",
        "last_day": ends.date().isoformat() if ends.date() != starts.date() else "",
        "ends": f"{ends:%H:%M}",
        "place": session.place,
        "address": session.address,
        "online_url": session.online_url,
    }


def _question(table: dict[str, Any]) -> dict[str, Any]:
    return {
        **survey_row(table),
        "required": bool(table.get("required")),
        "help": table.get("help", ""),
    }


def survey_row(table: dict[str, Any]) -> dict[str, Any]:
    """A stored question of a survey as a row of a form."""
    return {
        "ref": table["key"],
        "label": table["label"],
        "kind": table["kind"],
        "options": "\n".join(table.get("options", ())),
    }
