"""The team's first page: all trainings, the next ones first."""

from flask import render_template
from flask.typing import ResponseReturnValue

from ...store import trainings as find
from ...store.heartbeats import is_missing
from ...store.seats import seats_of_all
from ..context import utc_now
from ..participants.programme import Shown, shown
from . import staff_pages
from .door import READERS, StaffForm, for_roles


@staff_pages.get("/")
@for_roles(READERS)
def home() -> ResponseReturnValue:
    """Trainings with seats and next date; an alarm when nobody carries letters."""
    trainings = find.every()
    seats = seats_of_all(trainings)
    entries = sorted((shown(t, seats[t.id]) for t in trainings), key=_order)
    missing = [name for name in ("worker", "clock") if is_missing(name, utc_now())]
    return render_template(
        "staff/home.html", entries=entries, missing=missing, csrf=StaffForm().csrf_token
    )


def _order(entry: Shown) -> tuple[bool, float]:
    """What lies ahead first, the nearest on top; then what is over, the latest on top."""
    last, now = entry.training.last_end, utc_now()
    over = last is not None and last <= now
    first = entry.training.first_start
    at = first.timestamp() if first else 0.0
    return over, -at if over else at
