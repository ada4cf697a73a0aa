"""Finding a person's own registration by its token."""

from flask import abort, g

from ...store import registrations
from ...store.models import Registration
from .register import links


def own_registration(purpose: str, token: str) -> Registration:
    """The registration of a token; 404 for an unknown, foreign or rotated one.

    From here on the page speaks the language in which the person signed up.
    """
    read = links().read_token(purpose, token)
    found = registrations.by_id(read[0]) if read else None
    if found is None or read is None or found.link_version != read[1] or not found.given_name:
        abort(404)
    g.own_language = found.language
    return found
