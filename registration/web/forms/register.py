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
from ...domain.text import NOTE_LENGTH
from .fields import Given, Line, MailAddress, Optionally, Paragraphs
from .questions import PREFIX, OneOf, answers_of, question_field

ROLES = {
    "volunteer": _l("I volunteer"),
    "staff": _l("I work in this field"),
    "other": _l("Other"),
}


class SignUpForm(Form):
    """The fields that every training asks for."""

    given_name = Line(
        _l("Given name"),
        validators=[Given(_l("Enter your given name."))],
        render_kw={"autocomplete": "given-name"},
    )
    family_name = Line(
        _l("Family name"),
        validators=[Given(_l("Enter your family name."))],
        render_kw={"autocomplete": "family-name"},
    )
    email = Line(
        _l("E-mail address"),
        longest=254,
        validators=[Given(_l("Enter your e-mail address.")), MailAddress()],
        description=_l("We send the confirmation there."),
        render_kw={
            "autocomplete": "email",
            "type": "email",
            "inputmode": "email",
            "autocapitalize": "none",
            "spellcheck": "false",
        },
    )
    phone = Line(
        _l("Phone"),
        longest=50,
        validators=[Optionally()],
        description=_l("For short-notice changes."),
        render_kw={"autocomplete": "tel", "type": "tel"},
    )
    organisation = Line(
        _l("Organisation or association"),
        validators=[Optionally()],
        render_kw={"autocomplete": "organization"},
    )
    role = OneOf(_l("How are you involved?"), choices=ROLES, validators=[Optionally()])
    note = Paragraphs(
        _l("Is there anything we should know?"),
        longest=NOTE_LENGTH,
        validators=[Optionally()],
        description=_l("For example if you need a ramp or an interpreter."),
        render_kw={"rows": "3"},
    )
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
    """The form of one training, with its own questions before the note."""
    return _form_with(tuple(questions))


@lru_cache(maxsize=128)
def _form_with(questions: tuple[QuestionSpec, ...]) -> type[SignUpForm]:
    # Kept: WTForms sorts the fields of a class when it is first used.
    own: dict[str, Any] = {PREFIX + one.key: question_field(one) for one in questions}
    return type("TrainingSignUpForm", (SignUpForm,), own)


def applicant_of(form: SignUpForm, questions: Sequence[QuestionSpec], language: str) -> Applicant:
    """What a checked form says about the person."""
    return Applicant(
        given_name=form.given_name.data or "",
        family_name=form.family_name.data or "",
        email=form.email.data or "",
        phone=form.phone.data or "",
        organisation=form.organisation.data or "",
        role=form.role.data or "",
        note=form.note.data or "",
        answers=answers_of(form, questions),
        language=language,
    )
