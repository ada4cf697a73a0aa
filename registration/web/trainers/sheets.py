"""The signature sheet of a session."""

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from ...store.models import Training
from ..context import utc_now
from ..language import DEFAULT
from ..shared.papers import sheet_of
from . import trainer_pages
from .auth import enter


@trainer_pages.get("/sessions/<session_uid>/sheet.pdf")
def sheet(token: str, session_uid: str) -> ResponseReturnValue:
    """The sheet as it stands now, in the language of the town: a funder reads it."""
    visit = enter(token, "the signature sheet")
    session = visit.session(session_uid)
    with force_locale(DEFAULT):
        content = sheet_of(visit.training, session, utc_now())
    return shown_pdf(content, visit.training, f"unterschriften-{session.id}")


def shown_pdf(content: bytes, training: Training, name: str) -> Response:
    """A PDF that the browser shows and can print at once."""
    headers = {"Content-Disposition": f'inline; filename="{training.slug}-{name}.pdf"'}
    return Response(content, content_type="application/pdf", headers=headers)
