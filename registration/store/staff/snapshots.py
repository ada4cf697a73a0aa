"""How a training, its people and its letters stand; and what differs between two moments."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Table, select

from ..database import UtcDateTime, db
from ..dialect import table_of
from ..models import Message, Registration, Trainer, Training, TrainingSession

Rows = dict[str, dict[str, dict[str, Any]]]
"""By table and id: columns and values, such as JSON can hold."""

# In the order in which they can be put back.
TABLES: Mapping[str, Table] = {
    model.__tablename__: table_of(model)
    for model in (Training, TrainingSession, Trainer, Registration, Message)
}
# What rises with each change whatever it is, and what nobody is shown.
_RESTLESS = frozenset({"version", "lock_count"})
_OF_A_PERSON = (
    *("id", "training_id", "state", "queue_rank"),
    *("answer_by", "informed_at", "ended_at", "end_reason"),
)
_OF_A_DATE = ("starts", "ends", "place", "address", "online_url")
_OF_A_LETTER = (
    *("id", "registration_id", "trainer_id", "once_key"),
    *("state", "last_error", "due_at", "sent_at", "printed_at"),
)


def snapshot(*training_ids: int) -> Rows:
    """All that an action may change of some trainings."""
    db.session.flush()
    return {name: _read(name, table, training_ids) for name, table in TABLES.items()}


def _read(name: str, table: Table, training_ids: Sequence[int]) -> dict[str, dict[str, Any]]:
    wanted = {"registration": _OF_A_PERSON, "message": _OF_A_LETTER}.get(name, table.c.keys())
    columns = [table.c[column] for column in wanted if column not in _RESTLESS]
    whose = table.c.id if name == "training" else table.c.training_id
    found = db.session.execute(select(*columns).where(whose.in_(training_ids))).mappings()
    return {str(row["id"]): {k: _as_json(v) for k, v in row.items()} for row in found}


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def dates_in(rows: Rows) -> str:
    """A digest of what people are told of a training: whether it takes place, when and where."""
    held = {key: one for key, one in rows["session"].items() if one["dropped_at"] is None}
    dates = {key: {name: one[name] for name in _OF_A_DATE} for key, one in held.items()}
    states = {key: one["state"] for key, one in rows["training"].items()}
    return sha256(json.dumps([states, dates], sort_keys=True).encode()).hexdigest()


def from_json(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the columns of a table take them."""
    return {
        name: datetime.fromisoformat(value)
        if value is not None and isinstance(table.c[name].type, UtcDateTime)
        else value
        for name, value in values.items()
    }


def differences(before: Rows, after: Rows) -> dict[str, dict[str, list[dict[str, Any] | None]]]:
    """By table and id: what changed, as it was and as it is; None for a row that was not there."""
    return {name: _differing(before[name], after[name]) for name in TABLES}


def _differing(
    before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]
) -> dict[str, list[dict[str, Any] | None]]:
    found: dict[str, list[dict[str, Any] | None]] = {}
    for key in sorted({*before, *after}, key=int):
        was, now = before.get(key), after.get(key)
        if was is None or now is None:
            found[key] = [was, now]
        elif was != now:
            names = [name for name in was if was[name] != now[name]]
            found[key] = [{n: was[n] for n in names}, {n: now[n] for n in names}]
    return found
