"""Survey templates: questions that trainings take over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..store.database import db
from ..store.locks import lock_row
from ..store.models import SurveyTemplate
from . import audit
from .second_editor import SecondEditor, refuse_second


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
