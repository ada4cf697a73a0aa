"""The letters that are not done are found by their partial index, not by reading all."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from registration.store.database import db
from registration.store.letters import claims, figures, outbox_lists
from registration.store.letters.outbox_lists import OutboxFilter

QUESTIONS: dict[str, Callable[[datetime], Any]] = {
    "claim": lambda now: claims.claim(now, 20),
    "oldest": figures.oldest_due,
    "care": lambda _: outbox_lists.outbox_page(OutboxFilter()),
}


def plan_of(statement: str, values: Any) -> str:
    """How the database goes about a statement."""
    raw = db.session.connection().connection.cursor()
    if db.engine.dialect.name == "sqlite":
        raw.execute(f"EXPLAIN QUERY PLAN {statement}", values)
    else:
        # Of so few rows PostgreSQL would read all.
        raw.execute("SET LOCAL enable_seqscan = off")
        raw.execute(f"EXPLAIN {statement}", values)
    return "\n".join(str(row) for row in raw.fetchall())


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_is_open_is_found_by_its_index(app: Flask, now: datetime, name: str) -> None:
    seen: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        seen.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    QUESTIONS[name](now)
    event.remove(db.engine, "before_cursor_execute", note)
    asked = [one for one in seen if "FROM message" in one[0]]
    assert asked
    for statement, values in asked:
        assert "ix_message_open" in plan_of(statement, values), statement
