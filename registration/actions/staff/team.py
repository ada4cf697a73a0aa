"""Managers look after the team; everybody after their own sessions and morning letter."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import select

from ...domain.letters.kinds import Kind
from ...domain.states import Role
from ...domain.text import address_key
from ...domain.trainings.allowed import NotAllowed
from ...store.database import db
from ...store.letters import outbox
from ...store.models import Staff, StaffSession
from ...store.staff.team import lock_team, managers
from ...wakeup import wake_worker
from ..privacy import audit
from ..refusal import refuse_second, refuse_unless


class LastManager(Exception):
    """The team needs a manager who is active."""


class NoLongerManager(NotAllowed):
    """Whoever would change the team lost the role while the request was on its way."""


@contextmanager
def changing_the_team(by: int | None = None) -> Iterator[None]:
    """Change members under the team's lock. Raises LastManager if that leaves no manager.

    Two managers who take the role from each other come one after the other: ``by`` is the
    member who acts, if anybody does, and must still be one. Raises NoLongerManager.
    """
    lock_team()
    had = managers()
    refuse_unless(by is None or by in had, NoLongerManager)
    yield
    db.session.flush()
    if had and not managers():
        db.session.rollback()
        raise LastManager


def invite(
    email: str, role: Role, language: str, now: datetime, actor: str, by: int | None = None
) -> Staff:
    """Add a member, or bring one back, and owe the letter with a sign-in link.

    Raises LastManager if the address is that of the last one and the role another.
    """
    key = address_key(email)
    with changing_the_team(by):
        member = db.session.scalars(select(Staff).where(Staff.email_key == key)).one_or_none()
        if member is None:
            member = Staff(email=email, email_key=key, language=language, created_at=now)
            db.session.add(member)
        member.role, member.active = role, True
    outbox.owe(
        Kind.SIGN_IN,
        [f"invite-{token_urlsafe(9)}"],
        now,
        staff_id=member.id,
        address=member.email,
        language=member.language,
    )
    audit.note(actor, "invited staff", now, staff=member.id, role=role)
    db.session.commit()
    wake_worker()
    return member


def standing(member: Staff) -> dict[str, Any]:
    """What a manager may change about a member."""
    return {"role": member.role, "active": member.active}


def change_member(
    staff_id: int,
    role: Role,
    active: bool,
    now: datetime,
    actor: str,
    was: dict[str, Any] | None = None,
    by: int | None = None,
) -> None:
    """Give another role, or close or open the door.

    Raises LastManager, and SecondEditor if ``was`` is given and no longer stands.
    Who is shut out is signed out everywhere at once.
    """
    with changing_the_team(by):
        member = db.session.get_one(Staff, staff_id)
        refuse_second(standing(member), was or standing(member))
        member.role, member.active = role, active
    if not active:
        _revoke(_open_sessions(staff_id), now)
    audit.note(actor, "changed staff", now, staff=staff_id, role=role, active=active)
    db.session.commit()


def _open_sessions(staff_id: int) -> list[StaffSession]:
    return list(
        db.session.scalars(
            select(StaffSession).where(
                StaffSession.staff_id == staff_id, StaffSession.revoked_at.is_(None)
            )
        )
    )


def _revoke(sessions: list[StaffSession], now: datetime) -> None:
    for session in sessions:
        session.revoked_at = now


def revoke_session(staff_id: int, session_id: int, now: datetime) -> None:
    """End one of one's own sessions; somebody else's is left as it is."""
    db.session.rollback()
    _revoke([s for s in _open_sessions(staff_id) if s.id == session_id], now)
    audit.note(f"staff {staff_id}", "ended a session", now)
    db.session.commit()


def set_digest(staff_id: int, wanted: bool, now: datetime) -> None:
    """Switch one's own morning letter on or off."""
    db.session.rollback()
    db.session.get_one(Staff, staff_id).digest = wanted
    audit.note(f"staff {staff_id}", "set the morning letter", now, wanted=wanted)
    db.session.commit()
