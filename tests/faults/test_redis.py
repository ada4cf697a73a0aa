"""Redis may be lost at any moment: it only wakes the worker."""

from tests.faults.promises import assert_nothing_is_lost
from tests.faults.town import Town
from tests.support import processes
from tests.support.processes import until


def test_a_sign_up_stands_while_redis_is_down_from_the_start(town: Town) -> None:
    town.valkey.stop()
    town.kill_web()
    worker = town.start(processes.worker)
    town.start_web()
    slug = town.training()

    emails = town.sign_up(slug, 3)
    town.valkey.start()
    # The worker looks for letters when Redis is there: nobody has to wake it.
    until(town.all_sent, "the worker has found the letters")

    assert worker.alive
    assert_nothing_is_lost(town, acknowledged=emails)


def test_letters_of_sign_ups_without_redis_go_once_it_is_back(town: Town) -> None:
    worker = town.start(processes.worker)
    slug = town.training()
    before = town.sign_up(slug, 2)
    until(town.all_sent, "the worker is at work")

    town.valkey.stop()
    while_away = town.sign_up(slug, 2)
    town.valkey.start()
    # The clock ticks when it starts, and each minute; that tick wakes the worker.
    town.start(processes.clock)
    until(town.all_sent, "all letters are sent")

    assert worker.alive
    assert_nothing_is_lost(town, acknowledged=before + while_away)


def test_the_clock_does_its_work_while_redis_is_down(town: Town) -> None:
    town.valkey.stop()
    town.owe_reminders(3)

    clock = town.start(processes.clock)
    until(lambda: len(town.messages()) == 3, "the reminders are owed")

    assert clock.stop() == 0


def test_an_emptied_redis_loses_no_letter(town: Town) -> None:
    town.owe_letters(30)
    town.wake()
    town.valkey.connection().flushall()
    assert town.states()["queued"] == 30

    worker = town.start(processes.worker)
    until(town.all_sent, "the letters from before are sent")
    town.valkey.connection().flushall()
    late = town.sign_up(town.training(), 2)
    until(town.all_sent, "the letters from after are sent")

    assert worker.alive
    assert_nothing_is_lost(town, acknowledged=late)


def test_redis_emptied_in_the_middle_of_sending_loses_no_letter(town: Town) -> None:
    town.owe_letters(60)
    town.start(processes.worker)
    until(lambda: len(town.letters()) >= 5, "the worker sends")
    town.valkey.connection().flushall()

    town.deliver()

    assert_nothing_is_lost(town)


def test_a_worker_that_waits_for_redis_ends_when_asked_to(town: Town) -> None:
    town.valkey.stop()
    worker = town.start(processes.worker)
    until(lambda: worker.said("worker.ready"), "the worker waits for Redis")

    assert worker.stop(seconds=6) == 0


def test_an_idle_worker_ends_when_asked_to_though_redis_has_gone(town: Town) -> None:
    town.owe_letters(1)
    worker = town.start(processes.worker)
    until(town.all_sent, "the worker is at work")
    town.valkey.stop()

    assert worker.stop(seconds=6) == 0
