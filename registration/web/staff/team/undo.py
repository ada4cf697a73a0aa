"""Takes back what the team did some minutes ago, or says why it can't."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from ....actions.staff.undo import NotUndone, take_back
from ....store.staff import undoables
from ...context import utc_now
from ..auth import EDITORS, actor, for_roles
from ..blueprint import staff_pages
from ..flash import done


@staff_pages.post("/undo/<int:undoable_id>")
@for_roles(EDITORS)
def undo(undoable_id: int) -> ResponseReturnValue:
    """Restore what was; once a letter has left, or something else has happened, say so."""
    undoable = undoables.by_id(undoable_id)
    if undoable is None:
        abort(404)
    slug = undoable.training.slug
    try:
        take_back(undoable_id, utc_now(), actor())
    except NotUndone as why:
        return render_template("staff/team/not_undone.html", slug=slug, why=str(why)), 409
    return done("taken-back", ".training", slug=slug)
