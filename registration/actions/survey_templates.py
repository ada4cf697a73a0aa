"""Survey templates: questions that trainings take over."""

from datetime import datetime
from typing import Any

from ..store.database import db
from ..store.models import SurveyTemplate
from . import audit


def save_template(
    template_id: int | None, title: str, questions: list[dict[str, Any]], now: datetime, actor: str
) -> SurveyTemplate:
    """Make a template or change one. Trainings that took it over keep what they have."""
    db.session.rollback()
    if template_id is None:
        template = SurveyTemplate(title=title, questions=questions)
        db.session.add(template)
    else:
        template = db.session.get_one(SurveyTemplate, template_id)
        template.title, template.questions = title, questions
    db.session.flush()
    audit.note(actor, "saved a survey template", now, template=template.id)
    db.session.commit()
    return template


def delete_template(template_id: int, now: datetime, actor: str) -> None:
    """Delete a template; trainings that took it over keep what they have."""
    db.session.rollback()
    db.session.delete(db.session.get_one(SurveyTemplate, template_id))
    audit.note(actor, "deleted a survey template", now, template=template_id)
    db.session.commit()
