"""Einstellungen: one's own sessions and morning letter; for managers the team; the programme."""

import tomllib

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from ....actions.refusal import SecondEditor
from ....actions.staff import auth
from ....actions.staff.team import (
    LastManager,
    change_member,
    invite,
    revoke_session,
    set_digest,
    standing,
)
from ....actions.trainings.programme import import_programme
from ....addresses import address_in
from ....domain.programme import Programme, ProgrammeFaults, read_programme
from ....domain.staff.merging import Merge, marks_of
from ....domain.states import Role
from ....domain.text import tidy
from ....store import fundings
from ....store.models import Staff
from ....store.staff import team
from ...context import utc_now
from ...forms.merging import read_marks, written
from ..auth import EDITORS, MANAGERS, READERS, actor, current_staff, for_roles
from ..blueprint import staff_pages
from ..flash import done

ROLES = tuple(Role)


@staff_pages.get("/settings")
@for_roles(READERS)
def preferences() -> ResponseReturnValue:
    """All settings that this member may see."""
    return _page()


def _page(faults: list[str] | None = None, invited: str = "", fault: str = "") -> str:
    used, begun = utc_now() - auth.SESSION_FOR, utc_now() - auth.SESSION_AT_MOST
    sessions = team.sessions_of(current_staff().id, used, begun)
    return render_template(
        "staff/team/preferences.html",
        sessions=sessions,
        here_session=g.staff_session.id,
        me=current_staff(),
        team=team.members(),
        seen=lambda member: written(marks_of(standing(member))),
        fundings=fundings.by_title(),
        roles=ROLES,
        faults=faults or [],
        fault=fault,
        invited=invited,
    )


@staff_pages.post("/settings/sessions/<int:session_id>/end")
@for_roles(READERS)
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of one's own sessions."""
    revoke_session(current_staff().id, session_id, utc_now())
    return done("revoked", ".preferences")


@staff_pages.post("/settings/digest")
@for_roles(READERS)
def digest() -> ResponseReturnValue:
    """Switch one's own morning letter on or off."""
    set_digest(current_staff().id, request.form.get("digest") == "1", utc_now())
    return done("saved", ".preferences")


@staff_pages.post("/settings/team")
@for_roles(MANAGERS)
def invite_member() -> ResponseReturnValue:
    """Add somebody to the team, who gets a letter with a sign-in link."""
    email = tidy(request.form.get("email", "")[:254])
    address = address_in(email)
    if not address:
        fault = gettext("Enter the e-mail address like this: name@stadt.example")
        return _page(invited=email, fault=fault), 422
    try:
        language, me = str(get_locale() or "de"), current_staff().id
        invite(address, _role(), language, utc_now(), actor(), me)
    except LastManager:
        return _page(invited=email, fault=_needs_a_manager()), 409
    return done("invited", ".preferences")


@staff_pages.post("/settings/team/<int:staff_id>")
@for_roles(MANAGERS)
def member(staff_id: int) -> ResponseReturnValue:
    """Give another role, or close the door."""
    staff = {member.id: member for member in team.members()}.get(staff_id)
    if staff is None:
        abort(404)
    was = standing(staff)
    work = Merge(read_marks(request.form.get("seen", "")) or marks_of(was))
    active = request.form.get("active") == "1"
    wanted = work.values({"role": _role(), "active": active}, was)
    if work.clashes:
        return _page(fault=_changed_meanwhile()), 409
    role, active = Role(wanted["role"]), bool(wanted["active"])
    try:
        change_member(staff_id, role, active, utc_now(), actor(), was, current_staff().id)
    except SecondEditor:
        return _page(fault=_changed_meanwhile()), 409
    except LastManager:
        return _page(fault=_needs_a_manager()), 409
    return done("team", ".preferences")


def _changed_meanwhile() -> str:
    return gettext("Somebody else has just changed this member. Look at what stands now.")


def _needs_a_manager() -> str:
    return gettext("The team needs at least one manager. Make somebody else a manager first.")


def _role() -> Role:
    role = request.form.get("role", "")
    return Role(role) if role in ROLES else Role.EDITOR


@staff_pages.post("/settings/programme")
@for_roles(EDITORS)
def take_programme() -> ResponseReturnValue:
    """Import a programme file: all of it, or nothing with every fault named."""
    file = request.files.get("file")
    try:
        programme = _programme(file.read() if file else b"")
        report = import_programme(programme, utc_now(), actor())
    except ProgrammeFaults as error:
        return _page([str(fault) for fault in error.faults]), 422
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return _page([gettext("This is no TOML file in UTF-8: %(why)s", why=error)]), 422
    return done("told" if report.told else "imported", ".home", report.told)


def _programme(content: bytes) -> Programme:
    return read_programme(tomllib.loads(content.decode("utf-8")), address_in)


def is_me(one: Staff) -> bool:
    """Whether this is the member who looks."""
    return one.id == current_staff().id
