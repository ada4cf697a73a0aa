"""Staff sign in by a link that works once, and sign out."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import select, update

from ...domain.letters.kinds import Kind
from ...domain.signups.deadlines import sign_in_until
from ...domain.states import Role
from ...domain.text import address_key
from ...store.database import db
from ...store.letters import outbox
from ...store.models import Message, SignInLink, Staff, StaffSession
from ...wakeup import wake_worker
from ..letters.limits import allowed_at
from ..privacy import audit
from .team import changing_the_team

LINK_BY_HAND_FOR = timedelta(hours=24)
# A session ends when it was not used for so long, and at the latest after SESSION_AT_MOST.
SESSION_FOR = timedelta(hours=12)
SESSION_AT_MOST = timedelta(days=30)
NOTED_EVERY = timedelta(minutes=5)


def hashed(token: str) -> str:
    """The form in which sign-in links and session cookies are kept."""
    return sha256(token.encode()).hexdigest()


def add_staff(email: str, role: Role | None, now: datetime) -> tuple[Staff, str]:
    """Add a member of staff, or give one who is there a new link; the sign-in token.

    The first of all is a manager; a later one an editor unless ``role`` says otherwise.
    Raises LastManager if that takes the role from the last manager.
    """
    key = address_key(email)
    with changing_the_team():
        staff = db.session.scalars(select(Staff).where(Staff.email_key == key)).one_or_none()
        if staff is None:
            first = db.session.scalar(select(Staff.id).limit(1)) is None
            default = Role.MANAGER if first else Role.EDITOR
            staff = Staff(email=email, email_key=key, role=role or default, created_at=now)
            db.session.add(staff)
        elif role is not None:
            staff.role = role
        staff.active = True
    token = _link_by_hand(staff, now)
    audit.note(audit.COMMAND_LINE, "added staff", now, staff=staff.id, role=staff.role)
    db.session.commit()
    return staff, token


def link_by_hand(email: str, now: datetime) -> str | None:
    """A fresh sign-in token for a member who is active; None if there is none."""
    query = select(Staff).where(Staff.email_key == address_key(email), Staff.active)
    staff = db.session.scalars(query).one_or_none()
    if staff is None:
        return None
    token = _link_by_hand(staff, now)
    audit.note(audit.COMMAND_LINE, "made a sign-in link", now, staff=staff.id)
    db.session.commit()
    return token


def _link_by_hand(staff: Staff, now: datetime) -> str:
    token = token_urlsafe(32)
    db.session.add(_link(staff, token, now + LINK_BY_HAND_FOR, now))
    return token


def _link(staff: Staff, token: str, until: datetime, now: datetime) -> SignInLink:
    return SignInLink(token_hash=hashed(token), staff_id=staff.id, created_at=now, expires_at=until)


def ask_for_link(email: str, request_id: str, language: str, now: datetime) -> None:
    """Owe a sign-in letter to an active member of staff; the page answers the same for anyone."""
    key = address_key(email)
    staff = db.session.scalars(select(Staff).where(Staff.email_key == key)).one_or_none()
    if staff is not None and staff.active and _may_have_a_link(staff, now):
        outbox.owe(
            Kind.SIGN_IN,
            [request_id],
            now,
            staff_id=staff.id,
            address=staff.email,
            recipient_key=key,
            language=language,
        )
    db.session.commit()
    wake_worker()


def _may_have_a_link(staff: Staff, now: datetime) -> bool:
    """Once in a while, since strangers can ask too; at once whoever has used the last one up."""
    return allowed_at(staff.email_key, Kind.SIGN_IN, now) <= now or _has_used_the_last(staff)


def _has_used_the_last(staff: Staff) -> bool:
    owed = select(Message.id).where(
        Message.staff_id == staff.id, Message.kind == Kind.SIGN_IN, outbox.IS_OPEN
    )
    used = select(SignInLink.used_at).where(SignInLink.staff_id == staff.id)
    last = db.session.scalar(used.order_by(SignInLink.id.desc()).limit(1))
    return last is not None and db.session.scalar(owed.limit(1)) is None


def issue_mailed_link(staff_id: int, token: str, now: datetime) -> bool:
    """Make the token of a sign-in letter good, once, as the letter is about to leave.

    The token is derived from the letter: a second attempt to send it finds the link and
    makes it good for as long as the letter says then. False if it was used by now.
    """
    link = db.session.scalars(
        select(SignInLink).where(SignInLink.token_hash == hashed(token))
    ).one_or_none()
    if link is None:
        link = _link(db.session.get_one(Staff, staff_id), token, sign_in_until(now), now)
        db.session.add(link)
    link.expires_at = sign_in_until(now)
    unused = link.used_at is None
    db.session.commit()
    return unused


def link_is_good(token: str, now: datetime) -> bool:
    """Whether a sign-in link would still open the door."""
    return _good_link(token, now) is not None


def _good_link(token: str, now: datetime) -> SignInLink | None:
    return db.session.scalars(
        select(SignInLink)
        .join(Staff)
        .where(
            SignInLink.token_hash == hashed(token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
            Staff.active,
        )
    ).one_or_none()


def sign_in(token: str, now: datetime) -> str | None:
    """Use a link up; the value of the session cookie, or None if the link is not good."""
    db.session.rollback()
    used = db.session.scalar(
        update(SignInLink)
        .where(
            SignInLink.token_hash == hashed(token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
            SignInLink.staff_id.in_(select(Staff.id).where(Staff.active)),
        )
        .values(used_at=now)
        .returning(SignInLink.staff_id)
    )
    if used is None:
        db.session.rollback()
        return None
    cookie = token_urlsafe(32)
    db.session.add(
        StaffSession(token_hash=hashed(cookie), staff_id=used, created_at=now, seen_at=now)
    )
    audit.note(f"staff {used}", "signed in", now)
    db.session.commit()
    return cookie


def session_of(cookie: str, now: datetime) -> StaffSession | None:
    """The session of a cookie: not revoked, in use, not too old, of an active member."""
    return db.session.scalars(
        select(StaffSession)
        .join(Staff)
        .where(
            StaffSession.token_hash == hashed(cookie),
            StaffSession.revoked_at.is_(None),
            StaffSession.seen_at > now - SESSION_FOR,
            StaffSession.created_at > now - SESSION_AT_MOST,
            Staff.active,
        )
    ).one_or_none()


def keep_alive(session: StaffSession, now: datetime) -> bool:
    """Note now and then that a session is in use, so that it slides on; whether it was noted."""
    if now - session.seen_at < NOTED_EVERY:
        return False
    session.seen_at = now
    db.session.commit()
    return True


def sign_out(session_id: int, now: datetime) -> None:
    """Revoke a session; its cookie opens nothing any more."""
    session = db.session.get_one(StaffSession, session_id)
    if session.revoked_at is None:
        session.revoked_at = now
        audit.note(f"staff {session.staff_id}", "signed out", now)
    db.session.commit()
