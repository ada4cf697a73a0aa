"""Somebody answers the survey: the answer is kept, who gave it is not."""

from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from ..domain.allowed import NotAllowed
from ..domain.kinds import kinds_where
from ..domain.text import msgid
from ..store import outbox
from ..store.database import db
from ..store.models import Registration, SurveyAnswer
from ..store.seats import lock
from .refusal import refuse_unless

_ABOUT_SURVEYS = kinds_where(lambda row: row.unsubscribable)


class SurveyClosed(NotAllowed):
    """The survey takes no answers: too early, too late, or none was asked."""


def answer_survey(registration: Registration, answers: dict[str, Any], now: datetime) -> None:
    """Keep an anonymous answer once; a second one is let go. Raises SurveyClosed.

    The mark that this registration has answered and the answer are written in one
    transaction; nothing ties the two, neither an id nor a time nor the order of keys.
    """
    training = lock(registration.training_id)
    refuse_unless(registration.allowed(now).survey, SurveyClosed)
    if not registration.has_answered:
        registration.has_answered = True
        outbox.withdraw(registration.id, msgid("the survey is answered"), _ABOUT_SURVEYS)
        db.session.add(
            SurveyAnswer(key=token_urlsafe(18), training_id=training.id, answers=answers)
        )
    db.session.commit()


def decline_survey(registration: Registration) -> None:
    """The person wants no letters about this survey."""
    lock(registration.training_id)
    registration.no_survey = True
    outbox.withdraw(registration.id, msgid("the person wants no survey"), _ABOUT_SURVEYS)
    db.session.commit()
