"""The form on my registration: what a person may change by herself."""

from wtforms import HiddenField

from ...actions.signups.confirming import Details
from ...store.models import Registration
from .merging import EditForm, merge, opened
from .register import SignUpForm

_FIELDS = ("given_name", "family_name", "email", "phone", "organisation")


class DetailsForm(EditForm):
    """The person's own fields of the sign-up form, with the same checks and words."""

    given_name = SignUpForm.given_name
    family_name = SignUpForm.family_name
    email = SignUpForm.email
    phone = SignUpForm.phone
    organisation = SignUpForm.organisation
    form_token = HiddenField()


def details_form(person: Registration) -> DetailsForm:
    """The form as it stands for a person."""
    return DetailsForm(data=opened(_stands(person)))


def keep_untouched(form: DetailsForm, person: Registration) -> None:
    """What she left as the page showed it stays: the team may have mended it since.

    Where both changed the same, nobody is asked: her own word about herself counts.
    """
    merge(form, _stands(person), {})


def _stands(person: Registration) -> dict[str, str]:
    return {name: getattr(person, name) or "" for name in _FIELDS}


def details_of(form: DetailsForm) -> Details:
    """What a checked form says."""
    return Details(
        given_name=form.given_name.data or "",
        family_name=form.family_name.data or "",
        email=form.email.data or "",
        phone=form.phone.data or "",
        organisation=form.organisation.data or "",
    )
