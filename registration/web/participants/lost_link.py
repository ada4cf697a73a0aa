"""The link again: one letter with all links of an address."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from ...actions.letters.lost_link import link_again
from .. import form_tokens
from ..context import utc_now
from ..forms.link_again import LinkAgainForm
from ..guards import links
from ..limits import per_network
from .blueprints import own_pages

ABOUT_NO_TRAINING = 0


@own_pages.get("/link-again")
def ask() -> ResponseReturnValue:
    """The form, or after it the same answer for every address."""
    return _page(LinkAgainForm(), sent="sent" in request.args)


@own_pages.post("/link-again")
@per_network
def ask_post() -> ResponseReturnValue:
    """Owe the letter if the address has registrations; the answer does not tell."""
    form = LinkAgainForm(request.form)
    token = form_tokens.fresh(links(), form.form_token.data, ABOUT_NO_TRAINING, utc_now())
    if not form.validate() or token is None:
        fault = None if token else form_tokens.unchecked()
        return _page(form, fault=fault), 422
    link_again(form.email.data or "", token.id, str(get_locale()), utc_now())
    return redirect(url_for(".ask", sent="1", _anchor="status"), 303)


def _page(form: LinkAgainForm, fault: str | None = None, sent: bool = False) -> str:
    form.form_token.data = form_tokens.issue(
        links(), ABOUT_NO_TRAINING, str(get_locale()), utc_now()
    )
    return render_template("participants/lost_link.html", form=form, fault=fault, sent=sent)
