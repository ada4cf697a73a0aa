"""The versions of the privacy notice that people were shown."""

from datetime import datetime

from sqlalchemy import select

from ..database import db
from ..dialect import insert
from ..models import PrivacyNotice


def keep_notice(version: str, text: str, now: datetime) -> str:
    """Keep the wording of a version the first time somebody signs up under it."""
    if not is_kept(version):
        values = {"version": version, "text": text, "first_used_at": now}
        db.session.execute(insert(PrivacyNotice).values(values).on_conflict_do_nothing())
    return version


def is_kept(version: str) -> bool:
    """Whether somebody has signed up under this version before."""
    query = select(PrivacyNotice.id).where(PrivacyNotice.version == version)
    return db.session.scalar(query) is not None
