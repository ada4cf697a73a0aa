"""Pages for the town's team. Every view names its rule in ``auth``; a test holds them to it."""

from flask import Blueprint

staff_pages = Blueprint("staff", __name__, url_prefix="/staff")

# Each registers its views on the blueprint above.
from . import attendance, home, page_context, surveys, words  # noqa: E402
from .fundings import grants  # noqa: E402
from .letters import on_paper, outbox  # noqa: E402
from .signups import bulk, exports, moving, person  # noqa: E402
from .team import preferences, sign_in, undo  # noqa: E402
from .trainings import page, planning, publishing  # noqa: E402

__all__ = [
    "attendance",
    "bulk",
    "exports",
    "grants",
    "home",
    "moving",
    "on_paper",
    "outbox",
    "page",
    "page_context",
    "person",
    "planning",
    "preferences",
    "publishing",
    "sign_in",
    "staff_pages",
    "surveys",
    "undo",
    "words",
]
