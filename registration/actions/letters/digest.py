"""The morning letter to the team: what came, what went, what needs a decision."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ...domain.letters.due import DIGEST_AT, DIGEST_UNTIL
from ...domain.letters.kinds import Kind
from ...store.database import db
from ...store.letters import digest, outbox
from ...store.models import Staff
from ...store.privacy.retention import names_leaving
from ...store.trainings.decisions import to_decide
from ..tick_parts import each


def owe_digests(now: datetime, zone: ZoneInfo) -> int:
    """Owe each member who wants it one letter a day, from 7:00 local time until noon.

    Nothing is owed on a day on which there is nothing to say. How many are new.
    """
    local = now.astimezone(zone)
    if not DIGEST_AT <= local.time() < DIGEST_UNTIL:
        return 0
    until = datetime.combine(local.date(), DIGEST_AT, tzinfo=zone)
    since = until - timedelta(days=1)
    if not _has_news(since, until, now, zone):
        return 0
    team = db.session.scalars(select(Staff).where(Staff.active, Staff.digest)).all()
    return each(team, lambda member: _owe(member, since, now))


def _has_news(since: datetime, until: datetime, now: datetime, zone: ZoneInfo) -> bool:
    return bool(
        digest.news_since(since, until)
        or to_decide(now)
        or digest.failed_letters()
        or names_leaving(now, zone)
    )


def _owe(member: Staff, since: datetime, now: datetime) -> bool:
    return outbox.owe(
        Kind.DIGEST,
        [f"s{member.id}", since.date().isoformat()],
        now,
        staff_id=member.id,
        address=member.email,
        language=member.language,
        facts={"since": since.isoformat()},
    )
