"""The forms for one person: adding by phone or on paper, mending what is kept."""

from dataclasses import asdict
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from ...actions.signups.by_staff import Details
from ...actions.signups.by_staff import details_of as stands
from ...actions.signups.sign_up import Applicant
from ...store.models import Registration, Training
from .merging import EditForm
from .person_fields import asked_of_team, typed_in
from .questions import PREFIX, answers_of, question_field


class PersonForm(EditForm):
    """Who somebody is; an e-mail address is not needed."""

    shared = BooleanField(_l("Two people share this address"))

    def address_in_use(self) -> None:
        """Say at the field that somebody else has this address."""
        self["email"].errors = [
            gettext("Somebody is registered with this address. Tick below if they share it.")
        ]


for _name, _field in asked_of_team().items():
    setattr(PersonForm, _name, _field)


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
    answers = answers_of(form, training.question_specs)
    return Applicant(**typed_in(form), answers=answers, language=language)


def details_of(form: PersonForm, person: Registration) -> Details:
    """What a checked form says about somebody who is there; what nobody touched stays."""
    kept = {name: getattr(stands(person), name) for name in form.untouched}
    return Details(**{**typed_in(form), "shared": bool(form.shared.data), **kept})


def values_of(person: Registration) -> dict[str, Any]:
    """What stands, as the form shows it."""
    return asdict(stands(person))


def answers_in(person: Registration, training: Training) -> dict[str, Any]:
    """What somebody answered to a training's questions, as the form shows it."""
    if person.training_id != training.id:
        return {}
    asked = {question.key for question in training.question_specs}
    return {PREFIX + key: answer for key, answer in person.answers.items() if key in asked}
