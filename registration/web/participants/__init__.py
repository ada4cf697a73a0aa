"""Pages for participants: no account, no cookie, no script needed.

``pages`` is registered twice, as it is and under /embed for the iframe. ``own_pages``
belong to one person, by token, and are never framed.
"""

from flask import Blueprint

pages = Blueprint("public", __name__)
own_pages = Blueprint("own", __name__)

from . import calendar, certificate, confirm, links, my, notices, programme, register, survey  # noqa: E402

__all__ = [
    "calendar",
    "certificate",
    "confirm",
    "links",
    "my",
    "notices",
    "own_pages",
    "pages",
    "programme",
    "register",
    "survey",
]
