"""The form of a survey template."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ...domain.programme.limits import MOST_SURVEY_QUESTIONS
from ...store.models import SurveyTemplate
from .fields import Given, Line
from .merging import EditForm
from .rows import Rows, SurveyQuestionRow, keyed
from .training_values import survey_row


class TemplateForm(EditForm):
    """A title and questions."""

    title = Line(_l("Name of the template"), validators=[Given(_l("Enter the name."))])
    survey_questions = Rows(
        SurveyQuestionRow, _l("Survey questions"), MOST_SURVEY_QUESTIONS, min_entries=1
    )


def values_of(template: SurveyTemplate) -> dict[str, Any]:
    """What stands, as the form shows it."""
    questions = [survey_row(question) for question in template.questions]
    return {"title": template.title, "survey_questions": questions}


def tables_of(form: TemplateForm, stands: SurveyTemplate | None) -> list[dict[str, Any]]:
    """The questions as they are stored; those that nobody touched stay."""
    if stands is not None and "survey_questions" in form.untouched:
        return stands.questions
    return [row.table(key) for key, row in keyed(form.survey_questions.written)]
