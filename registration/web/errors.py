"""Error pages: each says what happened and where to turn, and logs nothing typed."""

import structlog
from flask import Flask, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from ..domain.trainings.allowed import NotAllowed
from ..store.away import is_away
from ..store.database import roll_back
from .limits import seconds_to_wait

AGAIN_SECONDS = 10

log = structlog.get_logger(__name__)


def install(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(NotAllowed, _not_allowed)
    app.register_error_handler(Exception, _fault)
    app.log_exception = _log_fault  # type: ignore[method-assign, assignment]


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    code = error.code or 500
    answer = make_response(error_page(code), code)
    if code == 429:
        answer.headers["Retry-After"] = str(seconds_to_wait())
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _not_allowed(_error: Exception) -> ResponseReturnValue:
    return make_response(error_page(409), 409)


def error_page(code: int) -> str:
    """The page for a status code."""
    title, text = _words(code)
    return render_template("participants/error.html", title=title, text=text, code=code)


def _words(code: int) -> tuple[str, str]:
    known = {
        400: (
            gettext("This request can't be read"),
            gettext("Please open the page again from the programme."),
        ),
        403: (
            gettext("This is not allowed"),
            gettext("Please open the page again from the programme and try once more."),
        ),
        404: (
            gettext("This page does not exist"),
            gettext(
                "The link may be old or incomplete. If it came in a letter from us, we will"
                " gladly send you a new one."
            ),
        ),
        405: (
            gettext("This does not work here"),
            gettext("Please open the page again from the programme."),
        ),
        409: (
            gettext("This is not possible now"),
            gettext("Something has changed in the meantime. Please open the page again."),
        ),
        413: (
            gettext("That was too much"),
            gettext("Please go back and send less text."),
        ),
        429: (
            gettext("Too many requests"),
            gettext("Please wait a few minutes and try again. What you typed is not lost."),
        ),
    }
    return known.get(
        code,
        (
            gettext("Something went wrong"),
            gettext("It is our fault, not yours. Please try again in a few minutes."),
        ),
    )


def _fault(error: Exception) -> ResponseReturnValue:
    roll_back()
    if is_away(error):
        return _away(error)
    log.error("request.failed", endpoint=request.endpoint, method=request.method, exc_info=True)
    return make_response(error_page(500), 500)


def _away(error: Exception) -> ResponseReturnValue:
    """503 with what was typed: one tap sends it again."""
    reason = type(error).__name__
    log.warning("database.away", endpoint=request.endpoint, method=request.method, reason=reason)
    page = jsonify(error="away") if request.path.startswith("/api/") else _away_page()
    answer = make_response(page, 503)
    answer.headers["Retry-After"] = str(AGAIN_SECONDS)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _away_page() -> str:
    typed = list(request.form.items(multi=True)) if request.method == "POST" else []
    return render_template("participants/away.html", typed=typed, files=list(request.files))


def _log_fault(_exc_info: object) -> None:
    """In place of Flask's own line, which names the path."""
    log.error("request.failed", endpoint=request.endpoint, method=request.method, exc_info=True)
