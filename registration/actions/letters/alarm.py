"""The team is told of what it must look at: one letter a cause and hour to each manager."""

from datetime import datetime

from sqlalchemy import select

from ...domain.letters.kinds import Kind
from ...domain.states import Role
from ...store.database import db
from ...store.letters import outbox
from ...store.models import Staff


def alarm(what: str, now: datetime, **facts: str) -> None:
    """Owe the managers a letter about a cause, in the running transaction."""
    managers = db.session.scalars(select(Staff).where(Staff.active, Staff.role == Role.MANAGER))
    for manager in managers:
        outbox.owe(
            Kind.ALARM,
            [what, manager.id, f"{now:%Y-%m-%dT%H}"],
            now,
            staff_id=manager.id,
            address=manager.email,
            language=manager.language,
            facts={"what": what, "at": now.isoformat(), **facts},
        )
