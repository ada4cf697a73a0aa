"""What each page notes and each button does, once it is all over: compared with a written list.

The list is ``ledger.txt`` beside this file: for each route of people, trainers and the team the
lines of the audit log it leaves, the letters that are owed or withdrawn, whether the training's
lock was taken and the worker woken. All is read by another connection after the answer, so that
what nobody committed is not there. What is not in the list does none of it. Whoever changes what a button does changes its line:
``ZUSAGE_LEDGER=write`` writes the list anew; read what it changed.
"""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from sqlalchemy import Connection, create_engine, text
from werkzeug.test import TestResponse

from registration.domain.states import Role
from registration.wakeup import QUEUE, THREAD
from tests.conftest import DATABASES, a_database
from tests.support.offers import Offer
from tests.support.walk import filled
from tests.support.walked_town import Town, walked_town

LEDGER = Path(__file__).parent / "ledger.txt"


@pytest.fixture(scope="module", params=DATABASES)
def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, valkey: str
) -> Iterator[Town]:
    """A lively town on each database, with a real queue of jobs."""
    with walked_town(a_database(request, tmp_path_factory), redis_url=valkey) as town:
        yield town


class Books:
    """What stands in the tables and in the queue, seen from outside."""

    def __init__(self, connection: Connection, redis: Any) -> None:
        self._connection, self._redis = connection, redis
        self.open()

    def open(self) -> None:
        """Begin to count from here."""
        redis_key = f"rq:queue:{QUEUE}"
        wait_for_the_wake_up()
        self._redis.delete(redis_key)
        self._entry = self._one("SELECT max(id) FROM audit")
        self._letter = self._one("SELECT max(id) FROM message")
        self._withdrawn, self._locks = self._gone(), self._one(LOCKS)

    def _one(self, query: str) -> int:
        found = self._connection.execute(text(query)).scalar() or 0
        self._connection.rollback()
        return int(found)

    def _gone(self) -> list[str]:
        query = "SELECT kind FROM message WHERE state = 'withdrawn' AND id <= :id"
        return self._words(query, self._letter)

    def _words(self, query: str, above: int) -> list[str]:
        found = self._connection.execute(text(query + " ORDER BY 1"), {"id": above}).scalars().all()
        self._connection.rollback()
        return list(found)

    def line(self) -> str:
        """What has been done since."""
        wait_for_the_wake_up()
        noted = self._words("SELECT action FROM audit WHERE id > :id", self._entry)
        owed = self._words("SELECT kind FROM message WHERE id > :id", self._letter)
        withdrawn = self._gone()
        for kind in self._withdrawn:
            withdrawn.remove(kind)
        parts = {
            "notes": ", ".join(noted),
            "owes": ", ".join(owed),
            "withdraws": ", ".join(withdrawn),
            "locks": str(self._one(LOCKS) - self._locks or ""),
            "wakes": "yes" if self._redis.llen(f"rq:queue:{QUEUE}") else "",
        }
        return "; ".join(f"{name}: {words}" for name, words in parts.items() if words)


LOCKS = "SELECT sum(lock_count) FROM training"


def wait_for_the_wake_up() -> None:
    for thread in threading.enumerate():
        if thread.name == THREAD:
            thread.join()


def lines_of(town: Town, redis: Any) -> list[str]:
    """The list as the service is now."""
    engine = create_engine(town.url)
    with engine.connect() as connection:
        books = Books(connection, redis)
        found = [*pages(town, books), *buttons(town, books)]
    engine.dispose()
    return sorted(found)


def pages(town: Town, books: Books) -> Iterator[str]:
    """Each route that is looked at, by its first page that opens."""
    for endpoint, paths in town.walker.pages.items():
        for path in paths:
            town.start_again()
            books.open()
            answer = town.walker.client.get(path)
            if answer.status_code == 200:
                line = books.line()
                yield from [f"GET {endpoint} | {line}"] if line else []
                break


def buttons(town: Town, books: Books) -> Iterator[str]:
    """Each form with each of its buttons."""
    for endpoint, forms in town.walker.forms.items():
        for number, form in enumerate(forms):
            for press in form.presses():
                town.start_again()
                books.open()
                answer = sent(town, form, press)
                what = " ".join(f"{k}={v}" for k, v in press.items())
                line = books.line()
                name = " ".join(f"POST {endpoint} {number} {what}".split())
                yield from [f"{name} | {answer.status_code}; {line}"] if line else []


def sent(town: Town, form: Offer, press: dict[str, str]) -> TestResponse:
    values = filled(form) | press
    values |= {"csrf_token": town.tokens[Role.MANAGER]} if "csrf_token" in form.values else {}
    return town.walker.send(form.path, values)


def test_each_page_and_button_does_what_the_list_says(town: Town, valkey: str) -> None:
    found = lines_of(town, Redis.from_url(valkey, decode_responses=True))
    if os.environ.get("ZUSAGE_LEDGER") == "write":
        LEDGER.write_text("\n".join(found) + "\n", encoding="utf-8")
    written = LEDGER.read_text(encoding="utf-8").splitlines()
    assert sorted(set(found) - set(written)) == []
    assert sorted(set(written) - set(found)) == []
