"""The forms for one person: adding by phone or on paper, mending what is kept."""

from dataclasses import asdict
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from ...actions.signups.by_staff import Details
from ...actions.signups.by_staff import details_of as stands
from ...actions.signups.sign_up import Applicant
from ...domain.text import NAME_LENGTH, NOTE_LENGTH
from ...store.models import Registration, Training
from .fields import Given, Line, MailAddress, Optionally, Paragraphs
from .merging import EditForm
from .questions import PREFIX, OneOf, answers_of, question_field
from .register import ROLES


class PersonForm(EditForm):
    """Who somebody is; an e-mail address is not needed."""

    given_name = Line(_l("Given name"), validators=[Given(_l("Enter the given name."))])
    family_name = Line(_l("Family name"), validators=[Given(_l("Enter the family name."))])
    email = Line(
        _l("E-mail address"),
        longest=254,
        validators=[Optionally(), MailAddress()],
        render_kw={"type": "email"},
    )
    shared = BooleanField(_l("Two people share this address"))
    phone = Line(_l("Phone"), longest=50, validators=[Optionally()])
    postal_address = Paragraphs(
        _l("Postal address"),
        longest=NAME_LENGTH,
        description=_l("For letters on paper: street and number, postcode and town."),
        validators=[Optionally()],
        render_kw={"rows": "3"},
    )
    organisation = Line(_l("Organisation or association"), validators=[Optionally()])
    role = OneOf(_l("How is the person involved?"), choices=ROLES, validators=[Optionally()])
    note = Paragraphs(
        _l("Note"), longest=NOTE_LENGTH, validators=[Optionally()], render_kw={"rows": "3"}
    )

    def address_in_use(self) -> None:
        """Say at the field that somebody else has this address."""
        self.email.errors = [
            gettext("Somebody is registered with this address. Tick below if they share it.")
        ]


def add_form(training: Training) -> type[PersonForm]:
    """The form for adding somebody, with the training's own questions, none of them required."""
    own: dict[str, Any] = {
        PREFIX + question.key: question_field(_unforced(question))
        for question in training.question_specs
    }
    return type("AddPersonForm", (PersonForm,), own)


def _unforced(question: Any) -> Any:
    """On the phone not everything is asked."""
    return type(question)(**{**vars(question), "required": False})


def person_of(form: PersonForm, training: Training, language: str) -> Applicant:
    """What a checked form says about somebody new."""
    plain = (
        *("given_name", "family_name", "email", "phone", "postal_address"),
        *("organisation", "role", "note"),
    )
    values = {name: form[name].data or "" for name in plain}
    answers = answers_of(form, training.question_specs)
    return Applicant(**values, answers=answers, language=language)


def details_of(form: PersonForm, person: Registration) -> Details:
    """What a checked form says about somebody who is there; what nobody touched stays."""
    now = values_of(person)
    kept = {name: getattr(stands(person), name) for name in form.untouched}
    values = {name: form[name].data or "" for name in now if name != "shared"}
    return Details(**{**values, "shared": bool(form.shared.data), **kept})


def values_of(person: Registration) -> dict[str, Any]:
    """What stands, as the form shows it."""
    return asdict(stands(person))


def answers_in(person: Registration, training: Training) -> dict[str, Any]:
    """What somebody answered to a training's questions, as the form shows it."""
    if person.training_id != training.id:
        return {}
    asked = {question.key for question in training.question_specs}
    return {PREFIX + key: answer for key, answer in person.answers.items() if key in asked}
