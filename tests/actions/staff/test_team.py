"""The team always keeps a manager, whoever takes the role away, and however many at once."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from registration.actions.staff import auth
from registration.actions.staff.team import LastManager, NoLongerManager, change_member, invite
from registration.domain.states import Role
from registration.store.database import db
from registration.store.models import Staff
from tests.support.at_once import at_once


def roles() -> dict[str, tuple[str, bool]]:
    """Role and access of everybody, by the part of the address before the @."""
    db.session.rollback()
    team = db.session.scalars(db.select(Staff))
    return {one.email.partition("@")[0]: (one.role, one.active) for one in team}


def add(name: str, role: Role, now: datetime) -> int:
    """A member of the team; the id."""
    return auth.add_staff(f"{name}@borken.example", role, now)[0].id


@pytest.fixture
def last(app: Flask, now: datetime) -> int:
    """The id of the only active manager, beside one without access and an editor."""
    gone, last = add("gone", Role.MANAGER, now), add("last", Role.MANAGER, now)
    add("editor", Role.EDITOR, now)
    change_member(gone, Role.MANAGER, False, now, f"staff {last}")
    return last


def test_two_managers_who_demote_each_other_at_once_leave_one(app: Flask, now: datetime) -> None:
    for turn in range(5):
        ids = [add(f"m{turn}{n}", Role.MANAGER, now) for n in range(2)]
        for other in db.session.scalars(db.select(Staff).where(Staff.id.not_in(ids))):
            other.role = Role.EDITOR
        db.session.commit()

        def demote(staff_id: int) -> Callable[[], str]:
            def work() -> str:
                try:
                    change_member(staff_id, Role.EDITOR, True, now, "staff")
                except LastManager:
                    return "refused"
                return "demoted"

            return work

        assert sorted(at_once(app, [demote(one) for one in ids])) == ["demoted", "refused"]
        left = [name for name, role in roles().items() if role == ("manager", True)]
        assert len(left) == 1


@pytest.mark.parametrize("role", [Role.EDITOR, Role.AUDITOR])
def test_the_last_manager_keeps_the_role_whichever_way_it_would_go(
    app: Flask, now: datetime, last: int, role: Role
) -> None:
    ways: list[Callable[[], object]] = [
        lambda: change_member(last, role, True, now, f"staff {last}"),
        lambda: change_member(last, Role.MANAGER, False, now, f"staff {last}"),
        lambda: invite("LAST@borken.example", role, "de", now, f"staff {last}"),
        lambda: auth.add_staff("last@borken.example", role, now),
    ]
    before = roles()
    for way in ways:
        with pytest.raises(LastManager):
            way()
        assert roles() == before


def test_the_command_line_says_why_the_last_manager_stays(app: Flask, last: int) -> None:
    run: FlaskCliRunner = app.test_cli_runner()
    answer = run.invoke(args=["staff", "add", "last@borken.example", "--role", "editor"])
    assert answer.exit_code == 1
    assert "make somebody else a manager first" in answer.output
    assert roles()["last"] == ("manager", True)


def test_with_a_second_manager_the_first_may_go(app: Flask, now: datetime, last: int) -> None:
    add("second", Role.MANAGER, now)
    change_member(last, Role.EDITOR, True, now, f"staff {last}")
    assert roles() == {
        "gone": ("manager", False),
        "last": ("editor", True),
        "editor": ("editor", True),
        "second": ("manager", True),
    }


def test_a_new_link_by_hand_changes_no_role(app: Flask, now: datetime, last: int) -> None:
    before = roles()
    auth.add_staff("last@borken.example", None, now)
    assert roles() == before


def test_the_team_keeps_a_manager(app: Flask, now: datetime) -> None:
    staff, _ = auth.add_staff("leitung@borken.example", None, now)
    with pytest.raises(LastManager):
        change_member(staff.id, Role.EDITOR, True, now, "staff 1")
    second = invite("zweite@borken.example", Role.MANAGER, "de", now, "staff 1")
    change_member(staff.id, Role.EDITOR, True, now, f"staff {second.id}")
    assert staff.role == "editor"


def test_who_loses_access_is_signed_out_everywhere(app: Flask, now: datetime) -> None:
    auth.add_staff("leitung@borken.example", None, now)
    other, token = auth.add_staff("andere@borken.example", None, now)
    cookie = auth.sign_in(token, now)
    assert cookie is not None
    change_member(other.id, Role.EDITOR, False, now, "staff 1")
    change_member(other.id, Role.EDITOR, True, now, "staff 1")
    assert auth.session_of(cookie, now) is None


def test_whoever_lost_the_role_meanwhile_does_not_take_it_back(
    app: Flask, now: datetime, last: int
) -> None:
    mine = add("mine", Role.MANAGER, now)
    change_member(mine, Role.EDITOR, True, now, f"staff {last}", by=last)
    closed = add("closed", Role.MANAGER, now)
    change_member(closed, Role.MANAGER, False, now, f"staff {last}", by=last)
    before = roles()
    for one in (mine, closed):
        with pytest.raises(NoLongerManager):
            change_member(one, Role.MANAGER, True, now, f"staff {one}", by=one)
        with pytest.raises(NoLongerManager):
            invite("new@borken.example", Role.MANAGER, "de", now, f"staff {one}", one)
        assert roles() == before
    invite("new@borken.example", Role.EDITOR, "de", now, f"staff {last}", last)
    assert roles()["new"] == ("editor", True)
