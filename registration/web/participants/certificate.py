"""The certificate of attendance, for whoever was there often enough."""

from flask import abort
from flask.typing import ResponseReturnValue

from ...links import MY
from ..context import utc_now
from ..shared.downloads import PDF, as_file
from ..shared.papers import certificate_for, certificates_of
from .blueprints import own_pages
from .finding import own_registration


@own_pages.get("/my/<token>/certificate.pdf")
def certificate(token: str) -> ResponseReturnValue:
    """One's own certificate; 404 before the end, and for too few sessions."""
    person = own_registration(MY, token)
    attendee = certificate_for(person, utc_now())
    if attendee is None:
        abort(404)
    content = certificates_of(person.training, [attendee], utc_now())
    return as_file(content, PDF, f"{person.training.slug}-bescheinigung.pdf", inline=True)
