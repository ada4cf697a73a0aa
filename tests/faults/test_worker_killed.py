"""A worker that is killed repeats one letter at most; no other is lost or sent again."""

from functools import partial

from tests.faults.promises import assert_nothing_is_lost
from tests.faults.town import Town
from tests.support import processes
from tests.support.processes import until

LETTERS, KILLS = 500, 10


def test_ten_killed_workers_repeat_ten_of_500_letters_at_most(town: Town) -> None:
    town.owe_letters(LETTERS)

    for kill in range(1, KILLS + 1):
        # What a killed worker had claimed is hers for five minutes more; let them be over.
        town.pass_time()
        worker = town.start(processes.worker)
        until(partial(_arrived, town, kill * LETTERS // (KILLS + 2)), "more letters arrive")
        worker.kill()
    assert not town.all_sent()

    town.pass_time()
    town.start(processes.worker)
    town.deliver()
    assert_nothing_is_lost(town, repeats=KILLS)


def _arrived(town: Town, count: int) -> bool:
    return len(town.letters()) >= count


def test_letters_of_a_killed_worker_wait_for_the_end_of_her_lease(town: Town) -> None:
    town.owe_letters(60)
    worker = town.start(processes.worker)
    until(lambda: len(town.letters()) >= 30, "the worker sends")
    worker.kill()
    claimed = town.states()["sending"]

    town.start(processes.worker)
    rest = {"sent": 60 - claimed, "sending": claimed}
    until(lambda: town.states() == rest, "another has sent the rest")

    town.pass_time()
    town.deliver()
    assert_nothing_is_lost(town, repeats=1)
