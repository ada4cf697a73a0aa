"""Pages for participants: no account, no cookie, no script needed.

``pages`` is registered twice, as it is and under /embed for the iframe. ``own_pages``
belong to one person, by token, and are never framed.
"""

from flask import Blueprint

pages = Blueprint("public", __name__)
own_pages = Blueprint("own", __name__)

# Each registers its views on the blueprints above.
from . import (  # noqa: E402
    calendar,
    certificate,
    confirm,
    legal,
    lost_link,
    my,
    programme,
    sign_up,
    survey,
)

__all__ = [
    "calendar",
    "certificate",
    "confirm",
    "legal",
    "lost_link",
    "my",
    "own_pages",
    "pages",
    "programme",
    "sign_up",
    "survey",
]
