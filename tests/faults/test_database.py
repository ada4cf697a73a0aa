"""A database that goes away or is full: nothing in part, and work goes on by itself."""

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.faults.promises import assert_everyone_is_owed_a_letter, assert_nothing_is_lost
from tests.faults.town import Town
from tests.support import processes
from tests.support.postgres import PostgresServer
from tests.support.processes import until

THREADS = 8
"""Of the web line in the Procfile: two processes of four."""


@pytest.mark.parametrize("standing_town", ["postgresql"], indirect=True)
def test_a_restart_of_postgresql_loses_and_repeats_no_letter(
    town: Town, own_postgres: PostgresServer
) -> None:
    slug = town.training()
    before = town.sign_up(slug, 3)
    town.owe_letters(150)
    worker = town.start(processes.worker)
    until(lambda: len(town.letters()) >= 20, "the worker sends")

    own_postgres.stop(keep=True)
    own_postgres.start()
    after = town.sign_up(slug, 3)
    town.deliver()

    assert worker.alive
    assert_nothing_is_lost(town, acknowledged=before + after)


@pytest.mark.parametrize("standing_town", ["postgresql"], indirect=True)
def test_health_answers_within_its_second_while_all_threads_wait_for_the_database(
    town: Town, own_postgres: PostgresServer
) -> None:
    slug = town.training()
    pages = ["/", f"/trainings/{slug}", f"/trainings/{slug}/register"]
    assert [town.get(page) for page in pages] == [200] * 3
    with ThreadPoolExecutor(2 * THREADS) as visitors, own_postgres.paused():
        waiting = [visitors.submit(_visit, town, pages[n % 3]) for n in range(2 * THREADS)]
        time.sleep(1)
        assert not any(visit.done() for visit in waiting)
        for path, status in (("/healthz", 200), ("/readyz", 503)) * 2:
            asked = time.monotonic()
            assert town.get(path) == status
            assert time.monotonic() - asked < 1, path
        assert not all(visit.done() for visit in waiting)
    until(lambda: town.get("/readyz") == 200, "the database answers again")
    assert {visit.result() for visit in waiting} <= {200, 503}
    assert [town.get(page) for page in pages] == [200] * 3


def _visit(town: Town, page: str) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", town.port, timeout=60)) as line:
        line.request("GET", page)
        return line.getresponse().status


@pytest.mark.parametrize("standing_town", ["sqlite"], indirect=True)
def test_a_full_sqlite_file_stores_nothing_in_part_and_works_again_with_space(town: Town) -> None:
    slug = town.training()
    full = town.folder / "disk-is-full"
    town.kill_web()
    town.start_web(processes.web_on_small_disk, DISK_IS_FULL=str(full))
    forms = [town.form(slug, f"{number}@{slug}.example") for number in range(200)]

    full.touch()
    taken = []
    for form in forms:
        if (status := town.send(slug, form)) != 303:
            break
        taken.append(form["email"])
    assert status >= 500
    assert town.get("/") == 200
    assert_everyone_is_owed_a_letter(town, taken)

    full.unlink()
    refused = forms[len(taken)]
    assert town.send(slug, refused) == 303
    town.start(processes.worker)
    town.deliver()
    assert_nothing_is_lost(town, acknowledged=[*taken, refused["email"]])
