"""Who may pass: the session cookie, the role a view asks for, the token of each POST."""

import hmac
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any, ParamSpec, TypeVar

from flask import Response, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form
from wtforms.csrf.session import SessionCSRF

from ...actions.privacy import audit
from ...actions.staff import auth
from ...domain.states import Role
from ...store.models import Staff
from ..context import utc_now
from ..guards import settings
from .held_form import has_typed, held

P = ParamSpec("P")
T = TypeVar("T")

READERS = frozenset({Role.EDITOR, Role.MANAGER, Role.AUDITOR})
EDITORS = frozenset({Role.EDITOR, Role.MANAGER})
MANAGERS = frozenset({Role.MANAGER})


def for_roles(
    roles: frozenset[Role],
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """A view for signed-in staff of these roles; each POST needs a valid token.

    Without one nothing is done, and what was typed is held.
    """

    def rule(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if not _signed_in():
                return held() if has_typed() else redirect(url_for("staff.sign_in"), 303)
            if current_staff().role not in roles:
                abort(403)
            if request.method == "POST" and not _token_is_good():
                return held(csrf_field()) if has_typed() else abort(403)
            return view(*args, **kwargs)

        guarded.staff_rule = roles  # type: ignore[attr-defined]
        return guarded

    return rule


def open_to_all(view: Callable[P, T]) -> Callable[P, T]:
    """A view that stands outside the door, such as the sign-in page itself."""
    view.staff_rule = None  # type: ignore[attr-defined]
    return view


def _signed_in() -> bool:
    cookie = request.cookies.get(cookie_name(), "")
    session = auth.session_of(cookie, utc_now()) if cookie else None
    if session is None:
        return False
    g.staff_renewed = auth.keep_alive(session, utc_now())
    g.staff, g.staff_session, g.staff_cookie = session.staff, session, cookie
    return True


def current_staff() -> Staff:
    """Who is signed in; only behind ``for_roles``."""
    staff: Staff = g.staff
    return staff


def actor() -> str:
    """Who is at work, as the audit log names it."""
    return audit.actor_of(current_staff())


class StaffForm(Form):
    """A form of the team: WTForms' CSRF token, bound to the session."""

    class Meta:
        csrf = True
        csrf_class = SessionCSRF
        csrf_time_limit = auth.SESSION_FOR

        @property
        def csrf_context(self) -> dict[str, Any]:
            """What ties a token to one session: a value that only its cookie gives."""
            key = g.get("staff_cookie", "")
            return {"csrf": hmac.new(key.encode(), b"csrf", sha256).hexdigest()}


def csrf_field() -> Any:
    """The token of this session, signed with the newest SECRET_KEY.

    Several forms of a page carry it: without an id, which may stand only once.
    """
    return _form(settings().secret_keys[0]).csrf_token(id=False)


def _token_is_good() -> bool:
    """Whether any of our keys has signed the token: old ones stay good while keys change."""
    return any(_form(key, request.form).validate() for key in settings().secret_keys)


def _form(key: str, formdata: Any = None) -> StaffForm:
    secret = sha256(b"zusage.staff.csrf" + key.encode()).digest()
    return StaffForm(formdata, meta={"csrf_secret": secret})


def cookie_name() -> str:
    """``__Host-`` binds the cookie to this host and https; http knows no such cookies."""
    return "__Host-zusage" if settings().secure else "zusage"


def set_cookie(response: Response, value: str) -> None:
    """Hand over the session cookie."""
    response.set_cookie(
        cookie_name(),
        value,
        max_age=auth.SESSION_FOR,
        path="/",
        secure=settings().secure,
        httponly=True,
        samesite="Lax",
    )


def drop_cookie(response: Response) -> None:
    """Take the session cookie back."""
    response.delete_cookie(
        cookie_name(), path="/", secure=settings().secure, httponly=True, samesite="Lax"
    )
