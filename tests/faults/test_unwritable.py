"""A letter that can't be written stops no other."""

from datetime import UTC, datetime, timedelta

from tests.faults.town import Town
from tests.support import processes
from tests.support.processes import until


def test_a_letter_whose_template_fails_is_retried_then_shown_and_stops_no_other(
    town: Town,
) -> None:
    town.owe_letters(10)
    broken = town.owe_unwritable_letter()
    worker = town.start(processes.worker)
    until(lambda: town.states() == {"sent": 10, "retrying": 1}, "the others were sent")
    assert town.message(broken).last_error == "the letter could not be written (KeyError)"

    # As if it had been tried again and again for two days.
    town.pass_time(created_at=datetime.now(UTC) - timedelta(days=2), attempts=18)
    town.wake()
    until(lambda: town.states() == {"sent": 10, "failed": 1}, "it is given up")

    assert "KeyError" in town.command("outbox", "list")
    assert worker.alive
