"""One training for the team: who is registered, who waits, which letters went."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from ...actions import audit
from ...store import outbox, registrations
from ...store import trainings as find
from ...store.seats import seats_of
from ..context import utc_now
from ..participants.programme import shown
from . import staff_pages
from .door import EDITORS, READERS, StaffForm, current_staff, for_roles


@staff_pages.get("/trainings/<slug>")
@for_roles(READERS)
def training(slug: str) -> ResponseReturnValue:
    """Registrations, queue and letters. Looking at them is noted."""
    found = find.by_slug(slug)
    if found is None:
        abort(404)
    audit.saw(audit.actor_of(current_staff()), "registrations", utc_now(), found.id)
    people = registrations.of_training(found.id)
    return render_template(
        "staff/training.html",
        entry=shown(found, seats_of(found)),
        holders=[p for p in people if p.status.active and not p.waits],
        queue=[p for p in people if p.status.active and p.waits],
        ended=[p for p in people if not p.status.active],
        letters=outbox.of_training(found.id),
        may_edit=current_staff().role in EDITORS,
        csrf=StaffForm().csrf_token,
    )
