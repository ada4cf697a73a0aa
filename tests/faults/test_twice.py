"""Two of a kind do no harm."""

from tests.faults.promises import assert_nothing_is_lost
from tests.faults.town import Town
from tests.support import processes
from tests.support.processes import until


def test_two_clocks_owe_each_reminder_once(town: Town) -> None:
    town.owe_reminders(40)

    clocks = [town.start(processes.clock) for _ in range(2)]
    until(lambda: all(clock.said("clock.ready") for clock in clocks), "both tick")
    until(lambda: len(town.messages()) >= 40, "all reminders are owed")
    assert [clock.stop() for clock in clocks] == [0, 0]

    assert len(town.messages()) == 40
    town.start(processes.worker)
    town.deliver()
    assert_nothing_is_lost(town)


def test_two_workers_share_the_letters_and_send_each_once(town: Town) -> None:
    town.owe_letters(200)

    workers = [town.start(processes.worker) for _ in range(2)]
    town.deliver()

    assert_nothing_is_lost(town)
    assert all(worker.said("letter.sent") > 20 for worker in workers)
