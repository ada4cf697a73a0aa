"""A worker that is asked to stop finishes the letter at hand and gives the rest back."""

from tests.faults.promises import assert_nothing_is_lost
from tests.faults.town import Town
from tests.support import processes
from tests.support.processes import until


def test_a_stopped_worker_finishes_her_letter_and_gives_the_rest_back_at_once(town: Town) -> None:
    town.owe_letters(200)
    worker = town.start(processes.worker)
    until(lambda: len(town.letters()) >= 30, "the worker sends")

    assert worker.stop(seconds=10) == 0
    assert set(town.states()) == {"sent", "queued"}
    assert len(town.letters()) == town.states()["sent"]

    town.start(processes.worker)
    town.deliver()
    assert_nothing_is_lost(town)


def test_a_second_signal_does_not_cut_off_the_letter_at_hand(town: Town) -> None:
    town.owe_letters(200)
    worker = town.start(processes.worker)
    until(lambda: len(town.letters()) >= 30, "the worker sends")

    worker.ask_to_stop()
    assert worker.stop(seconds=10) == 0

    assert len(town.letters()) == town.states()["sent"]


def test_a_worker_is_stopped_while_she_pauses_for_the_rate(town: Town) -> None:
    town.owe_letters(3)
    worker = town.start(processes.worker, MAIL_RATE="1")
    until(lambda: len(town.letters()) == 1, "one letter has gone")

    assert worker.stop(seconds=6) == 0
    assert town.states() == {"sent": 1, "queued": 2}
