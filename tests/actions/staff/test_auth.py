"""Links that sign in, and sessions: to the moment, and each beside one that stays as it is."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from registration.actions.staff.auth import (
    LINK_BY_HAND_FOR,
    add_staff,
    ask_for_link,
    hashed,
    issue_mailed_link,
    keep_alive,
    link_is_good,
    session_of,
    sign_in,
    sign_out,
)
from registration.actions.staff.team import change_member, invite, revoke_session, set_digest
from registration.domain.states import Role
from registration.store.database import db
from registration.store.models import Message, SignInLink, Staff, StaffSession
from tests.conftest import NOW
from tests.support.rows import DAY, HOUR, committed, letters, noted

TICK, MINUTE = timedelta(microseconds=1), timedelta(minutes=1)


def session(email: str = "l@borken.example", role: Role | None = Role.MANAGER) -> StaffSession:
    """Somebody who has signed in now."""
    found = session_of(sign_in(add_staff(email, role, NOW)[1], NOW) or "", NOW)
    assert found is not None
    return found


def is_open(one: StaffSession, cookie: str, after: timedelta) -> bool:
    found = session_of(cookie, NOW + after)
    assert found is None or found.id == one.id
    return found is not None


def test_a_link_by_hand_is_good_for_a_day(app: Flask) -> None:
    _, token = add_staff("l@borken.example", None, NOW)
    _, other = add_staff("o@borken.example", None, NOW)
    end = NOW + timedelta(hours=24)
    assert end == NOW + LINK_BY_HAND_FOR
    assert link_is_good(token, end - TICK)
    assert not link_is_good(token, end)
    assert sign_in(token, end) is None
    assert sign_in(other, end - TICK) is not None


def test_a_session_ends_to_the_moment(app: Flask) -> None:
    cookie = sign_in(add_staff("l@borken.example", None, NOW)[1], NOW) or ""
    session("o@borken.example")
    one = session_of(cookie, NOW)
    assert one is not None
    assert is_open(one, cookie, 12 * HOUR - TICK)
    assert not is_open(one, cookie, 12 * HOUR)
    one.seen_at = NOW + 30 * DAY
    db.session.commit()
    assert is_open(one, cookie, 30 * DAY - TICK)
    assert not is_open(one, cookie, 30 * DAY)


def test_a_session_of_who_left_is_closed_and_others_are_not(app: Flask) -> None:
    mine = sign_in(add_staff("l@borken.example", None, NOW)[1], NOW) or ""
    member, token = add_staff("g@borken.example", Role.EDITOR, NOW)
    theirs = sign_in(token, NOW) or ""
    member.active = False
    db.session.commit()
    assert session_of(theirs, NOW) is None
    assert session_of(mine, NOW) is not None


def test_use_is_noted_every_five_minutes(app: Flask) -> None:
    one = session()
    assert not keep_alive(one, NOW + 5 * MINUTE - TICK)
    assert keep_alive(one, NOW + 5 * MINUTE)
    committed(one)
    assert one.seen_at == NOW + 5 * MINUTE


def test_signing_out_is_noted_once_and_leaves_other_browsers(app: Flask) -> None:
    one, other = session(), session()
    sign_out(one.id, NOW + HOUR)
    sign_out(one.id, NOW + 2 * HOUR)
    committed(one, other)
    assert (one.revoked_at, other.revoked_at) == (NOW + HOUR, None)
    assert [entry.actor for entry in noted("signed out")] == [f"staff {one.staff_id}"]


def test_signing_in_is_noted_with_who_it_was(app: Flask) -> None:
    one = session()
    assert [(entry.actor, entry.at) for entry in noted("signed in")] == [
        (f"staff {one.staff_id}", NOW)
    ]


def test_who_is_added_again_keeps_the_role_and_may_come_back(app: Flask) -> None:
    first, _ = add_staff("L@borken.example", None, NOW)
    second, _ = add_staff("o@borken.example", None, NOW)
    second.active = False
    db.session.commit()
    again, token = add_staff("O@Borken.example", None, NOW)
    committed(first, second)
    assert again.id == second.id
    assert (first.role, second.role, second.active) == ("manager", "editor", True)
    assert link_is_good(token, NOW)
    assert [entry.facts["staff"] for entry in noted("added staff")] == [
        first.id,
        second.id,
        second.id,
    ]


def test_a_role_by_hand_is_given_to_who_is_there(app: Flask) -> None:
    first, _ = add_staff("l@borken.example", None, NOW)
    second, _ = add_staff("o@borken.example", None, NOW)
    add_staff("o@borken.example", Role.AUDITOR, NOW)
    committed(first, second)
    assert (first.role, second.role) == ("manager", "auditor")


def test_a_mailed_link_is_good_for_fifteen_minutes_from_each_attempt(app: Flask) -> None:
    member, _ = add_staff("l@borken.example", None, NOW)
    assert issue_mailed_link(member.id, "token", NOW)
    assert issue_mailed_link(member.id, "token", NOW + HOUR)
    links = db.session.scalars(db.select(SignInLink).filter_by(token_hash=hashed("token"))).all()
    assert [link.expires_at for link in links] == [NOW + HOUR + 15 * MINUTE]
    assert sign_in("token", NOW + HOUR) is not None
    assert not issue_mailed_link(member.id, "token", NOW + HOUR)


def test_who_is_shut_out_is_signed_out_and_nobody_else(app: Flask) -> None:
    manager, gone = session(), session("g@borken.example", Role.EDITOR)
    before = session("g@borken.example", None)
    sign_out(before.id, NOW + MINUTE)
    change_member(gone.staff_id, Role.AUDITOR, False, NOW + HOUR, "staff 1")
    committed(manager, gone, before)
    assert (manager.revoked_at, gone.revoked_at) == (None, NOW + HOUR)
    assert before.revoked_at == NOW + MINUTE
    assert (gone.staff.role, gone.staff.active) == ("auditor", False)
    (entry,) = noted("changed staff")
    assert entry.facts == {"staff": gone.staff_id, "role": "auditor", "active": False}


def test_another_role_signs_nobody_out(app: Flask) -> None:
    session()
    other = session("g@borken.example", Role.EDITOR)
    change_member(other.staff_id, Role.AUDITOR, True, NOW + HOUR, "staff 1")
    committed(other)
    assert (other.revoked_at, other.staff.role) == (None, "auditor")


@pytest.mark.parametrize("whose", ["mine", "another's"])
def test_one_ends_a_session_of_one_s_own_only(app: Flask, whose: str) -> None:
    mine, here, other = session(), session(), session("o@borken.example", Role.EDITOR)
    wanted = mine if whose == "mine" else other
    revoke_session(mine.staff_id, wanted.id, NOW + HOUR)
    committed(mine, here, other)
    ended = NOW + HOUR if whose == "mine" else None
    assert (mine.revoked_at, here.revoked_at, other.revoked_at) == (ended, None, None)
    (entry,) = noted("ended a session")
    assert (entry.actor, entry.at) == (f"staff {mine.staff_id}", NOW + HOUR)


def test_an_invitation_is_a_letter_to_the_member_in_her_language(app: Flask) -> None:
    session()
    member = invite("Neu@borken.example", Role.AUDITOR, "ar", NOW, "staff 1")
    committed(member)
    (letter,) = letters(kind="sign_in")
    assert (letter.staff_id, letter.address) == (member.id, "Neu@borken.example")
    assert (letter.language, letter.due_at) == ("ar", NOW)
    assert (member.email_key, member.role) == ("neu@borken.example", "auditor")
    again = invite("neu@borken.example", Role.EDITOR, "de", NOW, "staff 1")
    assert (again.id, again.role, again.language) == (member.id, "editor", "ar")
    assert len(letters(kind="sign_in")) == 2


def test_the_morning_letter_is_switched_for_oneself(app: Flask) -> None:
    mine, other = session(), session("o@borken.example", Role.EDITOR)
    set_digest(mine.staff_id, False, NOW)
    committed()
    wanted = {one.id: one.digest for one in db.session.scalars(db.select(Staff))}
    assert wanted == {mine.staff_id: False, other.staff_id: True}
    (entry,) = noted("set the morning letter")
    assert (entry.actor, entry.facts) == (f"staff {mine.staff_id}", {"wanted": False})


def test_who_has_used_the_last_link_up_gets_another_at_once_and_nobody_else(app: Flask) -> None:
    member, by_hand = add_staff("l@borken.example", None, NOW)
    other, _ = add_staff("o@borken.example", None, NOW)
    for one in (member, other):
        ask_for_link(one.email, f"first-{one.id}", "de", NOW)
    db.session.execute(update(Message).values(state="sent"))
    for one in (member, other):
        issue_mailed_link(one.id, f"mailed-{one.id}", NOW)
    ask_for_link(member.email, "too soon", "de", NOW + MINUTE)
    assert len(letters()) == 2
    assert sign_in(f"mailed-{member.id}", NOW + MINUTE)
    for one in (member, other):
        ask_for_link(one.email, f"second-{one.id}", "de", NOW + 2 * MINUTE)
        # While that one is on its way nobody owes a third.
        ask_for_link(one.email, f"third-{one.id}", "de", NOW + 3 * MINUTE)
    assert [letter.staff_id for letter in letters()] == [member.id, other.id, member.id]
    # A link by hand is another one: it is still good.
    assert link_is_good(by_hand, NOW + 3 * MINUTE)
