"""The form on my registration: what a person may change by herself."""

from wtforms import HiddenField

from ...domain.signups.fields import FIELDS, Person
from ...store.models import Registration
from .merging import EditForm, merge, opened
from .person_fields import asked_again, typed_in


class DetailsForm(EditForm):
    """The person's own fields of the sign-up form, with the same checks and words."""

    form_token = HiddenField()


for _name, _field in asked_again().items():
    setattr(DetailsForm, _name, _field)


def details_form(person: Registration) -> DetailsForm:
    """The form as it stands for a person."""
    return DetailsForm(data=opened(_stands(person)))


def keep_untouched(form: DetailsForm, person: Registration) -> None:
    """What she left as the page showed it stays: the team may have mended it since.

    Where both changed the same, nobody is asked: her own word about herself counts.
    """
    merge(form, _stands(person), {})


def _stands(person: Registration) -> dict[str, str]:
    return {name: getattr(person, name) or "" for name, one in FIELDS.items() if one.own}


def details_of(form: DetailsForm) -> Person:
    """What a checked form says."""
    return Person(**typed_in(form))
