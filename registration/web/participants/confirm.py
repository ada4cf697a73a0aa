"""The link in the first letter: a page with one button, since a GET changes nothing."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ...actions import audit
from ...actions.confirm_address import confirm_address
from ...links import CONFIRM, MY
from ..context import utc_now
from . import own_pages
from .own import own_registration
from .register import links


@own_pages.get("/confirm/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """Ask to press the button, or say how the registration stands already."""
    person = own_registration(CONFIRM, token)
    return render_template(
        "participants/confirm.html",
        person=person,
        my_token=links().token(MY, person.id, person.link_version),
    )


@own_pages.post("/confirm/<token>")
def confirm_post(token: str) -> ResponseReturnValue:
    """Confirm the address; pressing twice shows the same page."""
    person = own_registration(CONFIRM, token)
    confirm_address(person, utc_now(), audit.PARTICIPANT)
    my_token = links().token(MY, person.id, person.link_version)
    return redirect(url_for(".my", token=my_token, _anchor="status"), 303)
