"""The signature sheet of a session."""

from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from ..context import utc_now
from ..language import DEFAULT
from ..shared.downloads import PDF, as_file
from ..shared.papers import sheet_of
from .auth import enter
from .blueprint import trainer_pages


@trainer_pages.get("/sessions/<session_uid>/sheet.pdf")
def sheet(token: str, session_uid: str) -> ResponseReturnValue:
    """The sheet as it stands now, in the language of the town: a funder reads it."""
    visit = enter(token, "the signature sheet")
    session = visit.session(session_uid)
    with force_locale(DEFAULT):
        content = sheet_of(visit.training, session, utc_now())
    name = f"{visit.training.slug}-unterschriften-{session.id}.pdf"
    return as_file(content, PDF, name, inline=True)
