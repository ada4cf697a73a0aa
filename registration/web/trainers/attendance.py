"""Who is there: one button a person, each of which is sent by itself."""

from secrets import token_urlsafe

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from ...actions import attendance as act
from ...actions.attendance import Newcomer
from ...domain.attendance import marking_opens
from ...domain.sorting import found_by
from ...store import attendance as find
from ...store.models import TrainingSession
from ..context import utc_now
from ..forms.walk_in import WalkInForm
from ..guards import settings
from . import trainer_pages
from .door import Visit, enter

SHOWN_PAGE = "the attendance list"


@trainer_pages.get("/sessions/<int:session_id>/attendance")
def attendance(token: str, session_id: int) -> ResponseReturnValue:
    """The people of a session, or those whom a search finds."""
    visit = enter(token, SHOWN_PAGE)
    return _page(visit, visit.session(session_id), _fresh_form())


@trainer_pages.post("/sessions/<int:session_id>/attendance/<int:registration_id>")
def mark(token: str, session_id: int, registration_id: int) -> ResponseReturnValue:
    """One person is there, or is not."""
    visit, session = _open_session(token, session_id)
    if registration_id not in {person.id for person in find.expected(visit.training.id)}:
        abort(404)
    present = request.form.get("present")
    if present not in ("yes", "no"):
        abort(400)
    act.mark(session, registration_id, present == "yes", visit.actor, utc_now())
    return _back(visit, session_id, f"p{registration_id}")


@trainer_pages.post("/sessions/<int:session_id>/all-present")
def all_present(token: str, session_id: int) -> ResponseReturnValue:
    """Everybody whom nobody has marked yet is there."""
    visit, session = _open_session(token, session_id)
    act.mark_all_present(session, visit.actor, utc_now())
    return _back(visit, session_id, "status")


@trainer_pages.post("/sessions/<int:session_id>/walk-ins")
def add_walk_in(token: str, session_id: int) -> ResponseReturnValue:
    """Somebody came without a registration; 422 with the form if the name is missing."""
    visit, session = _open_session(token, session_id)
    form = WalkInForm(request.form)
    if not form.validate():
        return _page(visit, session, form), 422
    names = (form.given_name.data, form.family_name.data, form.organisation.data)
    who = Newcomer(form.key.data or "", *(name or "" for name in names))
    act.add_walk_in(session, who, visit.actor, utc_now())
    return _back(visit, session_id, "walk-ins")


@trainer_pages.post("/sessions/<int:session_id>/walk-ins/<int:walk_in_id>/remove")
def remove_walk_in(token: str, session_id: int, walk_in_id: int) -> ResponseReturnValue:
    """A walk-in was a mistake."""
    visit, session = _open_session(token, session_id)
    act.remove_walk_in(session, walk_in_id, visit.actor, utc_now())
    return _back(visit, session_id, "walk-ins")


@trainer_pages.post("/sessions/<int:session_id>/complete")
def complete(token: str, session_id: int) -> ResponseReturnValue:
    """The list is complete, or is not after all."""
    visit, session = _open_session(token, session_id)
    act.complete_list(session, request.form.get("complete") == "yes", visit.actor, utc_now())
    return _back(visit, session_id, "status")


def _open_session(token: str, session_id: int) -> tuple[Visit, TrainingSession]:
    """The session, if attendance may be marked by now; 409 if it is too early."""
    visit = enter(token)
    session = visit.session(session_id)
    if utc_now() < marking_opens(session.starts, settings().zone):
        abort(409)
    return visit, session


def _back(visit: Visit, session_id: int, anchor: str) -> ResponseReturnValue:
    query = {"q": request.args["q"]} if request.args.get("q") else {}
    there = visit.url("attendance", session_id=session_id, _anchor=anchor, **query)
    return redirect(there, 303)


def _fresh_form() -> WalkInForm:
    return WalkInForm(key=token_urlsafe(16))


def _page(visit: Visit, session: TrainingSession, form: WalkInForm) -> str:
    query = request.args.get("q", "").strip()
    people = find.expected(visit.training.id)
    opens = marking_opens(session.starts, settings().zone)
    return render_template(
        "trainers/attendance.html",
        visit=visit,
        training=visit.training,
        session=session,
        form=form,
        query=query,
        people=[p for p in people if found_by(query, p.family_name, p.given_name)],
        expected=len(people),
        marks=find.marks([session.id])[session.id],
        walk_ins=find.walk_ins([session.id]),
        opens=opens,
        open=utc_now() >= opens,
    )
