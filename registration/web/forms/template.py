"""The form of a survey template."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField

from .fields import Given, Line
from .rows import SurveyQuestionRow, keyed
from .training import LONGEST_LIST


class TemplateForm(Form):
    """A title and questions."""

    title = Line(_l("Name of the template"), validators=[Given(_l("Enter the name."))])
    survey_questions = FieldList(
        FormField(SurveyQuestionRow), min_entries=1, max_entries=LONGEST_LIST
    )


def tables_of(form: TemplateForm) -> list[dict[str, Any]]:
    """The questions as they are stored."""
    return [row.table(key) for key, row in keyed(entry.form for entry in form.survey_questions)]
