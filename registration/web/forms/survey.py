"""The survey as a form: ratings from one to five, and words."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import Form
from wtforms.validators import Optional as MayBeEmpty

from ...documents.report import question_word, rating_word
from ...domain.surveys.questions import RATINGS, SurveyKind, SurveyQuestion, questions
from .fields import Optionally, Paragraphs
from .questions import OneOf, offered


def survey_form(survey: str, own: Iterable[Mapping[str, Any]] = ()) -> type[Form]:
    """The form of a survey; every question may be left out."""
    fields = {question.key: _field(question) for question in questions(survey, own)}
    return type("SurveyForm", (Form,), fields)


def _field(question: SurveyQuestion) -> Any:
    label = question_word(question)
    if question.kind is SurveyKind.TEXT:
        return Paragraphs(label, validators=[Optionally()], render_kw={"rows": "4"})
    if question.kind is SurveyKind.CHOICE:
        options = {option: option for option in question.options}
        return OneOf(label, choices=options, validators=[MayBeEmpty()])
    choices = {str(number): rating_word(number) for number in RATINGS}
    return OneOf(label, choices=choices, validators=[MayBeEmpty()])


def _is_rating(field: Any) -> bool:
    return isinstance(field, OneOf) and offered(field) == {str(number) for number in RATINGS}


def given_answers(form: Form) -> dict[str, Any]:
    """What was answered; ratings as numbers."""
    return {
        field.name: int(field.data) if _is_rating(field) else field.data
        for field in form
        if field.data
    }
