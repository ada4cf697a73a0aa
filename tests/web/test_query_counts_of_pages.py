"""No page of the team asks more often for more trainings and people."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import event

from registration.store.database import db
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training
from tests.support.many_trainings import fill


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that the database is asked meanwhile."""
    found: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def queries(desk: Desk, path: str) -> int:
    """How many statements a page needs."""
    with counted() as found:
        assert desk.get(path).status_code == 200
    return len(found)


def test_the_number_of_queries_does_not_grow_with_trainings_and_people(
    app: Flask, desk: Desk
) -> None:
    now = datetime.now(UTC)
    training = make_training(now, "kurs")
    make_confirmed(training, now)
    paths = ("/", "/trainings/kurs", "/outbox?state=all", "/surveys", "/settings")
    few = [queries(desk, path) for path in paths]
    fill(now, 0, 40)
    for _ in range(8):
        make_confirmed(training, now)
    assert [queries(desk, path) for path in paths] == few
    assert max(few) <= 20
