"""A mark outlasts a database that is away for a moment."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError

from worker import retry as module
from worker.retry import with_retry


@pytest.fixture(autouse=True)
def _no_pauses(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0)
    yield


class Database:
    """Raises a few times, then answers."""

    def __init__(self, fault: type[Exception], times: int) -> None:
        self.fault, self.times, self.calls = fault, times, 0

    def __call__(self) -> str:
        """One try."""
        self.calls += 1
        if self.calls <= self.times:
            raise self.fault("SELECT", {}, Exception("gone"))
        return "done"


def test_what_fails_for_a_moment_is_done_in_the_end() -> None:
    assert with_retry(Database(OperationalError, times=3)) == "done"


def test_a_database_that_stays_away_is_given_up() -> None:
    with pytest.raises(OperationalError):
        with_retry(Database(OperationalError, times=10_000))


def test_a_fault_that_will_not_pass_is_raised_at_once() -> None:
    database = Database(IntegrityError, times=1)
    with pytest.raises(IntegrityError):
        with_retry(database)
    assert database.calls == 1
