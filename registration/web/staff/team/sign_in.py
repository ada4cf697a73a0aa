"""Signing in by a link that works once, and out again."""

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from ....actions.staff import auth
from ... import form_tokens
from ...context import utc_now
from ...forms.link_again import LinkAgainForm
from ...guards import links
from ...limits import per_network
from ..auth import READERS, drop_cookie, for_roles, open_to_all, set_cookie
from ..blueprint import staff_pages

ABOUT_STAFF = -1


@staff_pages.get("/sign-in")
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Ask for the address, or say that a letter is on its way."""
    return _page(LinkAgainForm(), sent="sent" in request.args)


@staff_pages.post("/sign-in")
@open_to_all
@per_network
def sign_in_post() -> ResponseReturnValue:
    """Owe a sign-in letter; the answer is the same for every address."""
    form = LinkAgainForm(request.form)
    token = form_tokens.fresh(links(), form.form_token.data, ABOUT_STAFF, utc_now())
    if not form.validate() or token is None:
        fault = None if token else form_tokens.unchecked()
        return _page(form, fault=fault), 422
    auth.ask_for_link(form.email.data or "", token.id, str(get_locale()), utc_now())
    return redirect(url_for(".sign_in", sent="1", _anchor="status"), 303)


@staff_pages.get("/sign-in/<token>")
@open_to_all
def use_link(token: str) -> ResponseReturnValue:
    """A page with one button: mail scanners that open links use none up."""
    good = auth.link_is_good(token, utc_now())
    return render_template("staff/team/use_link.html", good=good), 200 if good else 404


@staff_pages.post("/sign-in/<token>")
@open_to_all
def use_link_post(token: str) -> ResponseReturnValue:
    """Use the link up and open the door."""
    cookie = auth.sign_in(token, utc_now())
    if cookie is None:
        return render_template("staff/team/use_link.html", good=False), 404
    response = make_response(redirect(url_for(".home"), 303))
    set_cookie(response, cookie)
    return response


@staff_pages.post("/sign-out")
@for_roles(READERS)
def sign_out() -> ResponseReturnValue:
    """Revoke this browser's session."""
    auth.sign_out(g.staff_session.id, utc_now())
    response = make_response(redirect(url_for(".sign_in"), 303))
    drop_cookie(response)
    return response


def _page(form: LinkAgainForm, fault: str | None = None, sent: bool = False) -> str:
    form.form_token.data = form_tokens.issue(links(), ABOUT_STAFF, str(get_locale()), utc_now())
    return render_template("staff/team/sign_in.html", form=form, fault=fault, sent=sent)
