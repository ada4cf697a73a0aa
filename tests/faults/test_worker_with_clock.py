"""One process with both duties: neither waits for what the other needs."""

from tests.faults.promises import assert_nothing_is_lost
from tests.faults.town import Town
from tests.support import processes
from tests.support.processes import until


def test_a_worker_keeps_time_too_while_redis_is_down_and_sends_once_it_is_back(
    town: Town,
) -> None:
    town.valkey.stop()
    town.owe_reminders(3)

    worker = town.start(processes.worker_with_clock)
    until(lambda: len(town.messages()) == 3, "the reminders are owed")
    town.valkey.start()
    until(town.all_sent, "the worker has found the letters")

    assert worker.stop(seconds=10) == 0
    assert worker.said("clock.ready") == worker.said("worker.ended") == 1
    assert_nothing_is_lost(town)


def test_a_worker_by_itself_keeps_no_time(town: Town) -> None:
    town.owe_letters(3)
    worker = town.start(processes.worker)
    until(town.all_sent, "the worker has found the letters")

    assert worker.stop(seconds=10) == 0
    assert worker.said("clock.ready") == 0
