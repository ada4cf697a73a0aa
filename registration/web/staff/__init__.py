"""Pages for the town's team."""

# Each registers its views on the blueprint.
from . import attendance, every_page, home, surveys
from .blueprint import staff_pages
from .fundings import grants
from .letters import on_paper, outbox, to_print
from .signups import bulk, exports, moving, person
from .team import preferences, sign_in, undo
from .trainings import page, planning, publishing

__all__ = [
    "attendance",
    "bulk",
    "every_page",
    "exports",
    "grants",
    "home",
    "moving",
    "on_paper",
    "outbox",
    "page",
    "person",
    "planning",
    "preferences",
    "publishing",
    "sign_in",
    "staff_pages",
    "surveys",
    "to_print",
    "undo",
]
