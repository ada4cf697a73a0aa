"""Pages for participants: no account, no cookie, no script needed."""

# Each registers its views on the blueprints.
from . import (
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
from .blueprints import own_pages, pages

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
