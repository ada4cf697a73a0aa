"""Owes surveys, takes their answers, keeps their templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from ..domain.attendance import missed_all
from ..domain.letters.due import (
    SURVEY_AFTER,
    SURVEY_OPEN_FOR,
    survey_due,
    survey_key,
    survey_repeat_due,
)
from ..domain.letters.kinds import Kind, kinds_where
from ..domain.text import msgid
from ..domain.trainings.allowed import NotAllowed
from ..store import attendance
from ..store.database import db
from ..store.letters import outbox, runs
from ..store.locks import lock_row
from ..store.models import Registration, SurveyAnswer, SurveyTemplate, Training
from ..store.signups.seats import lock
from ..store.trainings import trainings as find
from .letters.reminders import complete_run, confirmed, owe_each
from .privacy import audit
from .refusal import SecondEditor, refuse_second, refuse_unless
from .tick_parts import each

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


def owe_surveys(now: datetime) -> int:
    """Owe the survey an hour after the last session, and its repeat a week later."""
    ended = find.published_near(now - SURVEY_AFTER - SURVEY_OPEN_FOR, now)
    asked = [training for training in ended if training.survey != "none"]
    return each(asked, lambda training: _ask(training, now))


def _ask(training: Training, now: datetime) -> int:
    last_end = training.last_end
    if last_end is None or not survey_due(last_end, now):
        return 0
    about = survey_key(last_end)
    first = runs.completed_at(_run_key(Kind.SURVEY, training, about))
    if first is None:
        return _owe_run(Kind.SURVEY, training, about, now)
    repeated = runs.completed_at(_run_key(Kind.SURVEY_REPEAT, training, about)) is not None
    if repeated or not survey_repeat_due(first, last_end, now):
        return 0
    return _owe_run(Kind.SURVEY_REPEAT, training, about, now)


def _owe_run(kind: Kind, training: Training, about: str, now: datetime) -> int:
    """Ask whoever took part and has not answered yet, nor said that she wants no survey."""
    silent = confirmed(
        training.id, Registration.has_answered.is_(False), Registration.no_survey.is_(False)
    )
    owed = owe_each(_who_came(training, silent), kind, now, about)
    complete_run(_run_key(kind, training, about), training.id, now)
    return owed


def _run_key(kind: Kind, training: Training, about: str) -> str:
    return f"{kind}:t{training.id}:{about}"


def _who_came(training: Training, people: Sequence[Registration]) -> list[Registration]:
    """All but those whom every completed attendance list lacks (rule 6)."""
    completed = [s.id for s in training.sessions if s.list_completed_at is not None]
    marks = attendance.marks(completed)
    present_at = {p.id: [s for s in completed if marks[s].get(p.id)] for p in people}
    return [person for person in people if not missed_all(completed, present_at[person.id])]


@dataclass(frozen=True)
class Wording:
    """What a template says."""

    title: str
    questions: list[dict[str, Any]]


def wording_of(template: SurveyTemplate) -> Wording:
    """What stands."""
    return Wording(template.title, template.questions)


def save_template(
    template_id: int | None, wording: Wording, now: datetime, actor: str, was: Wording | None = None
) -> SurveyTemplate:
    """Make a template or change one. Trainings that took it over keep what they have.

    Raises SecondEditor if ``was`` no longer stands, or the template itself.
    """
    template = _locked(template_id, was) if template_id is not None else SurveyTemplate()
    template.title, template.questions = wording.title, wording.questions
    db.session.add(template)
    db.session.flush()
    audit.note(actor, "saved a survey template", now, template=template.id)
    db.session.commit()
    return template


def _locked(template_id: int, was: Wording | None) -> SurveyTemplate:
    lock_row(SurveyTemplate, template_id)
    template = db.session.get(SurveyTemplate, template_id)
    if template is None:
        db.session.rollback()
        raise SecondEditor
    refuse_second(wording_of(template), was)
    return template


def delete_template(template_id: int, now: datetime, actor: str) -> None:
    """Delete a template, if it is there; trainings that took it over keep what they have."""
    lock_row(SurveyTemplate, template_id)
    template = db.session.get(SurveyTemplate, template_id)
    if template is None:
        db.session.rollback()
        return
    db.session.delete(template)
    audit.note(actor, "deleted a survey template", now, template=template_id)
    db.session.commit()
