"""The form on my registration: what a person may change by herself."""

from wtforms import Form, HiddenField

from ...actions.change_details import Details
from ...store.models import Registration
from .register import SignUpForm


class DetailsForm(Form):
    """The person's own fields of the sign-up form, with the same checks and words."""

    given_name = SignUpForm.given_name
    family_name = SignUpForm.family_name
    email = SignUpForm.email
    phone = SignUpForm.phone
    organisation = SignUpForm.organisation
    form_token = HiddenField()


def details_form(person: Registration) -> DetailsForm:
    """The form as it stands for a person."""
    return DetailsForm(obj=person)


def details_of(form: DetailsForm) -> Details:
    """What a checked form says."""
    return Details(
        given_name=form.given_name.data or "",
        family_name=form.family_name.data or "",
        email=form.email.data or "",
        phone=form.phone.data or "",
        organisation=form.organisation.data or "",
    )
