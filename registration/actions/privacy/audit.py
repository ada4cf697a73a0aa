"""The append-only log of who did or saw what."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from sqlalchemy import insert

from ...store.database import db, run
from ...store.dialect import table_of
from ...store.models import AuditEntry, Registration, Staff

# The log holds facts, no typed text: mypy lets no plain string in. A Word is the name of a
# column or a state of ours. A Key is random: it names a row that may be deleted, and whose id
# another may get.
Word = NewType("Word", str)
Key = NewType("Key", str)
Fact = int | None | StrEnum | Word | Key | Sequence[int] | Sequence[Word]

PARTICIPANT = "participant"
CLOCK = "clock"
COMMAND_LINE = "command line"
_NEW_ENTRY = insert(table_of(AuditEntry)).inline()


def actor_of(staff: Staff) -> str:
    """How a member of staff stands in the log: by id, so that the log holds no address."""
    return f"staff {staff.id}"


def note(
    actor: str,
    action: str,
    now: datetime,
    *,
    training_id: int | None = None,
    registration_id: int | None = None,
    **facts: Fact,
) -> None:
    """Add a row in the running transaction. ``facts`` hold ids and states, no typed text."""
    about = {"training_id": training_id, "registration_id": registration_id}
    run(_NEW_ENTRY, entry(actor, action, now, facts) | about)


def entry(actor: str, action: str, now: datetime, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """A row of the log that says nothing yet about whom."""
    return {"at": now, "actor": actor, "action": action, "facts": dict(facts)}


def note_on(
    registration: Registration, actor: str, action: str, now: datetime, **facts: Fact
) -> None:
    """Add a row about one registration in the running transaction."""
    note(
        actor,
        action,
        now,
        training_id=registration.training_id,
        registration_id=registration.id,
        **facts,
    )


def log_view(actor: str, what: str, now: datetime, training_id: int | None = None) -> None:
    """Note that somebody looked at several people's data, and commit."""
    note(actor, f"saw {what}", now, training_id=training_id)
    db.session.commit()


def log_person_view(registration: Registration, actor: str, what: str, now: datetime) -> None:
    """Note that somebody looked at one person's data, as one row about her, and commit."""
    note_on(registration, actor, f"saw {what}", now)
    db.session.commit()
