"""A training's own questions as form fields ``q_<key>``."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, Field, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ...domain.programme import QuestionKind, QuestionSpec
from .fields import Given, Line, Optionally, Paragraphs, Single

PREFIX = "q_"


def as_choices(choices: Mapping[str, Any]) -> list[SelectChoice]:
    """Choices as WTForms wants them, from values and their labels."""
    return [SelectChoice(value, label) for value, label in choices.items()]


def offered(field: Any) -> set[str]:
    """The values that a field offers."""
    return {choice.value for choice in field.choices}


class OneOf(Single, RadioField):
    """One of several answers; nothing chosen is an empty answer."""

    def __init__(self, label: Any = None, *, choices: Mapping[str, Any], **kwargs: Any) -> None:
        shown = as_choices(choices)
        super().__init__(
            label, choices=shown, coerce=str, validate_choice=False, default="", **kwargs
        )

    def pre_validate(self, form: Any) -> None:
        """Only an answer that was offered."""
        if self.data and self.data not in offered(self):
            raise StopValidation(gettext("Choose one of the answers."))


class Several(SelectMultipleField):
    """Any of several answers, as tick-boxes."""

    data: list[str] | None

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, *, choices: Mapping[str, Any], **kwargs: Any) -> None:
        shown = as_choices(choices)
        super().__init__(label, choices=shown, coerce=str, validate_choice=False, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Only answers that were offered, each once."""
        chosen: list[str] = self.data or []
        if any(value not in offered(self) for value in chosen):
            raise StopValidation(gettext("Choose from the answers only."))
        self.data = list(dict.fromkeys(chosen))


class IsNumber:
    """A number as people write it, with a comma or a point."""

    def __call__(self, form: Any, field: Field) -> None:
        try:
            value = float(str(field.data).replace(",", "."))
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise ValidationError(gettext("Enter a number, such as 3."))


def _date(text: str, pattern: str) -> str:
    return datetime.strptime(text, pattern).date().isoformat()  # noqa: DTZ007 (a day has no zone)


class IsDate:
    """A date as the browser's date field sends it, or as people write it."""

    def __call__(self, form: Any, field: Field) -> None:
        for pattern in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                field.data = _date(str(field.data), pattern)
            except ValueError:
                continue
            return
        raise ValidationError(gettext("Enter a date like this: 21.01.2027"))


def question_field(question: QuestionSpec) -> Any:
    """The (unbound) field of one question."""
    label: dict[str, Any] = {"label": question.label, "description": question.help}
    checks = [_required(question) if question.required else Optionally()]
    options = {option: option for option in question.options}
    match question.kind:
        case QuestionKind.LONG_TEXT:
            return Paragraphs(validators=checks, **label)
        case QuestionKind.CHOICE:
            return OneOf(choices=options, validators=checks, **label)
        case QuestionKind.SEVERAL:
            return Several(choices=options, validators=checks, **label)
        case QuestionKind.NUMBER:
            return Line(longest=30, validators=[*checks, IsNumber()], **label)
        case QuestionKind.DATE:
            return Line(longest=10, validators=[*checks, IsDate()], **label)
        case QuestionKind.CHECKBOX:
            return BooleanField(validators=checks, **label)
    return Line(longest=500, validators=checks, **label)


def _required(question: QuestionSpec) -> Given:
    if question.kind in (QuestionKind.CHOICE, QuestionKind.SEVERAL):
        return _GivenChoice(lazy_gettext("Choose an answer."))
    if question.kind is QuestionKind.CHECKBOX:
        return _GivenChoice(lazy_gettext("Tick this box to go on."))
    return Given(lazy_gettext("Answer this question."))


class _GivenChoice(Given):
    def __call__(self, form: Any, field: Field) -> None:
        if not field.data:
            raise StopValidation(str(self.message))


def answers_of(form: Any, questions: Sequence[QuestionSpec]) -> dict[str, Any]:
    """What was answered, by key."""
    return {question.key: form[PREFIX + question.key].data for question in questions}
