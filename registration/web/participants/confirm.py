"""The link in the first letter: a page with one button, since a GET changes nothing."""

from contextlib import suppress

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ...actions.privacy import audit
from ...actions.signups.confirming import AddressTaken, confirm_address, confirm_new_address
from ...domain.trainings.allowed import NotAllowed
from ...links import CONFIRM, MY
from ...store.models import Registration
from ..context import utc_now
from ..guards import links
from ..limits import per_network
from .blueprints import own_pages
from .finding import came_anew, new_address_of, own_registration


@own_pages.get("/confirm/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """Ask to press the button, or say how the registration stands already."""
    changing = new_address_of(token)
    if changing is not None:
        return render_template("participants/confirm_new.html", person=changing)
    person = own_registration(CONFIRM, token)
    return render_template(
        "participants/confirm.html",
        person=person,
        allowed=person.allowed(utc_now()),
        came_anew=came_anew(person),
        my_token=links().token(MY, person.key, person.link_version),
    )


@own_pages.post("/confirm/<token>")
@per_network
def confirm_post(token: str) -> ResponseReturnValue:
    """Confirm the address; pressing twice shows the same page."""
    changing = new_address_of(token)
    if changing is not None:
        return _confirm_new(changing)
    person = own_registration(CONFIRM, token)
    with suppress(NotAllowed):  # the page then says why
        confirm_address(person, utc_now(), audit.PARTICIPANT)
    return _to_my(person)


def _confirm_new(person: Registration) -> ResponseReturnValue:
    try:
        confirm_new_address(person, utc_now())
    except AddressTaken:
        return render_template("participants/confirm_new.html", person=person, taken=True), 409
    return _to_my(person)


def _to_my(person: Registration) -> ResponseReturnValue:
    my_token = links().token(MY, person.key, person.link_version)
    return redirect(url_for(".my", token=my_token, _anchor="status"), 303)
