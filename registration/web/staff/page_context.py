"""What every page of the team may use in its template."""

from typing import Any

from flask import g

from . import staff_pages
from .auth import EDITORS, MANAGERS, csrf_field, current_staff
from .flash import notice
from .query import here


@staff_pages.context_processor
def _common() -> dict[str, Any]:
    if "staff" not in g:
        return {"notice": notice}
    return {
        "notice": notice,
        "here": here,
        "csrf": csrf_field(),
        "may_edit": current_staff().role in EDITORS,
        "may_manage": current_staff().role in MANAGERS,
    }
