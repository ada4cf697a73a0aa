"""Marking who is there: the same for a trainer by link and for the team at its desk."""

from secrets import token_urlsafe
from typing import Protocol

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from ...actions import attendance as act
from ...actions.attendance import Newcomer
from ...domain.attendance import marking_opens
from ...domain.sorting import found_by
from ...domain.trainings.allowed import may_mark
from ...store import attendance as find
from ...store.models import Training, TrainingSession
from ..context import utc_now
from ..forms.walk_in import WalkInForm
from ..guards import settings


class Marker(Protocol):
    """Somebody who may mark attendance at a training."""

    @property
    def training(self) -> Training:
        """The training."""

    @property
    def actor(self) -> str:
        """How the log names whoever marks."""

    @property
    def layout(self) -> str:
        """The layout in which the page stands."""

    def session(self, session_uid: str) -> TrainingSession:
        """One of the training's sessions; 404 for any other."""

    def url(self, page: str, **values: object) -> str:
        """The address of one of the pages of marking, or of ``training_list``."""


def show(who: Marker, session_uid: str) -> ResponseReturnValue:
    """The people of a session, or those whom a search finds."""
    return _page(who, who.session(session_uid), _fresh_form())


def mark(who: Marker, session_uid: str, person_uid: str) -> ResponseReturnValue:
    """One person is there, or is not."""
    session = _open_session(who, session_uid)
    person_id = find.expected_id(who.training.id, person_uid)
    if person_id is None:
        abort(404)
    present = request.form.get("present")
    if present not in ("yes", "no"):
        abort(400)
    act.mark(session, person_id, present == "yes", who.actor, utc_now())
    return _back(who, session_uid, f"p{person_uid}")


def all_present(who: Marker, session_uid: str) -> ResponseReturnValue:
    """Everybody whom nobody has marked yet is there."""
    act.mark_all_present(_open_session(who, session_uid), who.actor, utc_now())
    return _back(who, session_uid, "status")


def add_walk_in(who: Marker, session_uid: str) -> ResponseReturnValue:
    """Somebody came without a registration; 422 with the form if the name is missing."""
    session = _open_session(who, session_uid)
    form = WalkInForm(request.form)
    if not form.validate():
        return _page(who, session, form), 422
    newcomer = Newcomer(**{name: value or "" for name, value in form.data.items()})
    act.add_walk_in(session, newcomer, who.actor, utc_now())
    return _back(who, session_uid, "walk-ins")


def remove_walk_in(who: Marker, session_uid: str, key: str) -> ResponseReturnValue:
    """A walk-in was a mistake."""
    act.remove_walk_in(_open_session(who, session_uid), key, who.actor, utc_now())
    return _back(who, session_uid, "walk-ins")


def complete(who: Marker, session_uid: str) -> ResponseReturnValue:
    """The list is complete, or is not after all."""
    session = _open_session(who, session_uid)
    act.complete_list(session, request.form.get("complete") == "yes", who.actor, utc_now())
    return _back(who, session_uid, "status")


def _open_session(who: Marker, session_uid: str) -> TrainingSession:
    """The session, if attendance may be marked by now; 409 if it may not."""
    session = who.session(session_uid)
    if not _open(session):
        abort(409)
    return session


def _open(session: TrainingSession) -> bool:
    calendar, zone = session.training.calendar, settings().zone
    return may_mark(calendar, session.meeting, utc_now(), zone)


def _back(who: Marker, session_uid: str, anchor: str) -> ResponseReturnValue:
    query = {"q": request.args["q"]} if request.args.get("q") else {}
    there = who.url("attendance", session_uid=session_uid, _anchor=anchor, **query)
    return redirect(there, 303)


def _fresh_form() -> WalkInForm:
    return WalkInForm(key=token_urlsafe(16))


def _page(who: Marker, session: TrainingSession, form: WalkInForm) -> str:
    query = request.args.get("q", "").strip()
    people = find.expected(who.training.id)
    return render_template(
        "trainers/attendance.html",
        visit=who,
        training=who.training,
        session=session,
        form=form,
        query=query,
        people=[p for p in people if found_by(query, p.family_name, p.given_name)],
        expected=len(people),
        marks=find.marks([session.id])[session.id],
        walk_ins=find.walk_ins([session.id]),
        opens=marking_opens(session.starts, settings().zone),
        open=_open(session),
    )
