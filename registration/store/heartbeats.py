"""Who was last seen at work: worker and clock."""

from datetime import datetime, timedelta

from .database import db
from .dialect import insert
from .models import Heartbeat

MISSED_AFTER = timedelta(minutes=5)


def beat(process: str, now: datetime) -> None:
    """Note that a kind of process is at work."""
    values = {"process": process, "seen_at": now}
    db.session.execute(
        insert(Heartbeat)
        .values(values)
        .on_conflict_do_update(index_elements=["process"], set_={"seen_at": now})
    )


def last_seen(process: str) -> datetime | None:
    """When a kind of process, or the mail server, was last at work."""
    found = db.session.get(Heartbeat, process, populate_existing=True)
    return found.seen_at if found else None


def is_missing(process: str, now: datetime) -> bool:
    """Whether a kind of process was not seen for five minutes."""
    found = db.session.get(Heartbeat, process)
    return found is None or found.seen_at < now - MISSED_AFTER
