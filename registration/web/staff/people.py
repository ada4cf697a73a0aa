"""What staff do to one registration by hand: confirm it, cancel it."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...actions import audit
from ...actions.cancel import cancel_by_staff
from ...actions.confirm_address import confirm_address
from ...domain.text import NAME_LENGTH, has_control_characters, tidy
from ...store import registrations
from ...store.models import Registration
from ..context import utc_now
from . import staff_pages
from .door import EDITORS, StaffForm, current_staff, for_roles


def _person(registration_id: int) -> Registration:
    found = registrations.by_id(registration_id)
    if found is None:
        abort(404)
    return found


@staff_pages.post("/registrations/<int:registration_id>/confirm")
@for_roles(EDITORS)
def confirm(registration_id: int) -> ResponseReturnValue:
    """Confirm an address by hand, for somebody whose letter was lost."""
    person = _person(registration_id)
    confirm_address(person, utc_now(), audit.actor_of(current_staff()))
    return _back(person)


@staff_pages.get("/registrations/<int:registration_id>/cancel")
@for_roles(EDITORS)
def cancel(registration_id: int) -> ResponseReturnValue:
    """Ask for the reason and say what will follow, before anything happens."""
    person = _person(registration_id)
    audit.saw(audit.actor_of(current_staff()), "a registration", utc_now(), person.training_id)
    return _cancel_page(person, None)


@staff_pages.post("/registrations/<int:registration_id>/cancel")
@for_roles(EDITORS)
def cancel_post(registration_id: int) -> ResponseReturnValue:
    """Cancel with a reason that the person will read."""
    person = _person(registration_id)
    reason = request.form.get("reason", "")
    if len(reason) > NAME_LENGTH or has_control_characters(reason) or not tidy(reason):
        fault = gettext("Give a reason in one line. The person will read it.")
        return _cancel_page(person, fault), 422
    cancel_by_staff(person, utc_now(), audit.actor_of(current_staff()), tidy(reason))
    return _back(person)


def _cancel_page(person: Registration, fault: str | None) -> str:
    return render_template(
        "staff/cancel.html",
        person=person,
        fault=fault,
        reason=request.form.get("reason", ""),
        csrf=StaffForm().csrf_token,
    )


def _back(person: Registration) -> ResponseReturnValue:
    return redirect(url_for(".training", slug=person.training.slug, _anchor="people"), 303)
