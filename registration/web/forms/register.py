"""The sign-up form: who comes, the training's own questions, and three hidden fields."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, StringField
from wtforms.validators import ValidationError

from ...actions.signups.sign_up import Applicant
from ...domain.programme import QuestionSpec
from .person_fields import asked_of_person, typed_in
from .questions import PREFIX, answers_of, question_field

# Before the hidden fields: faults are named in the order in which fields are made.
_OF_PERSON = asked_of_person()


class SignUpForm(Form):
    """What each form of this kind has beside the fields of a person and own questions."""

    privacy_notice = HiddenField()
    form_token = HiddenField()
    website = StringField(_l("Leave this field empty"), render_kw={"autocomplete": "off"})

    def validate_website(self, field: StringField) -> None:
        """People don't see this field; programs fill it in."""
        if field.data:
            field.data = ""
            raise ValidationError(
                gettext(
                    "A hidden field was filled in, perhaps by your browser."
                    " It is empty now: send the form once more."
                )
            )


def sign_up_form(questions: Sequence[QuestionSpec]) -> type[SignUpForm]:
    """The form of one training, with its own questions."""
    return _form_with(tuple(questions))


@lru_cache(maxsize=128)
def _form_with(questions: tuple[QuestionSpec, ...]) -> type[SignUpForm]:
    # Kept: WTForms sorts the fields of a class when it is first used.
    own: dict[str, Any] = {PREFIX + one.key: question_field(one) for one in questions}
    return type("TrainingSignUpForm", (SignUpForm,), _OF_PERSON | own)


def applicant_of(form: SignUpForm, questions: Sequence[QuestionSpec], language: str) -> Applicant:
    """What a checked form says about the person."""
    return Applicant(**typed_in(form), answers=answers_of(form, questions), language=language)
