"""What goes with every page of the team: words for its template, and the cookie that slides on."""

from typing import Any

from flask import Response, g

from . import words
from .auth import EDITORS, MANAGERS, csrf_field, current_staff, set_cookie
from .blueprint import staff_pages
from .flash import notice
from .list_filters import here

FILTERS = (
    words.decision_word,
    words.numeric_date,
    words.role_name,
    words.who_word,
    words.action_word,
    words.reason_word,
    words.answer_word,
    words.process_word,
    words.names_leave,
    words.hours,
)
for word in FILTERS:
    staff_pages.add_app_template_filter(word)


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


@staff_pages.after_request
def _renew_cookie(response: Response) -> Response:
    """The cookie lasts as long as the session that slides on."""
    if g.get("staff_renewed") and "Set-Cookie" not in response.headers:
        set_cookie(response, g.staff_cookie)
    return response
