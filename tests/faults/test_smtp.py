"""A mail server that misbehaves delays letters and loses none."""

from itertools import count

from tests.faults.promises import assert_nothing_is_lost
from tests.faults.town import Town
from tests.support import processes
from tests.support.processes import until


def test_a_mail_server_that_is_away_delays_the_letters(town: Town) -> None:
    town.mail.stop()
    town.owe_letters(15)
    town.start(processes.worker)

    # One was tried; all wait a minute, also those of the same claim that were not tried.
    until(lambda: town.states() == {"retrying": 1, "queued": 14}, "the claim was given back")
    waiting = [message for message in town.messages() if message.state == "queued"]
    assert {message.attempts for message in waiting} == {0}
    assert all((m.due_at - m.created_at).total_seconds() > 55 for m in waiting)
    town.mail.start()
    town.pass_time()
    town.deliver()

    assert_nothing_is_lost(town)


def test_a_server_that_is_silent_after_the_content_gets_the_letter_again(town: Town) -> None:
    first = count()
    town.mail.mailbox.answer = lambda _letter: "silence" if next(first) == 0 else None
    town.owe_letters(5)
    town.start(processes.impatient_worker)
    until(lambda: town.states() == {"retrying": 1, "sent": 4}, "the others were sent")

    town.pass_time()
    town.deliver()

    assert_nothing_is_lost(town)


def test_a_letter_that_is_put_off_goes_a_minute_later(town: Town) -> None:
    first = count()
    town.mail.mailbox.answer = lambda _: "451 4.7.1 later, please" if next(first) == 0 else None
    town.owe_letters(5)
    town.start(processes.worker)
    until(lambda: town.states() == {"retrying": 1, "sent": 4}, "the others were sent")
    [put_off] = [message for message in town.messages() if message.state == "retrying"]
    assert 50 < (put_off.due_at - put_off.created_at).total_seconds() < 80

    town.pass_time()
    town.deliver()

    assert_nothing_is_lost(town)


def test_one_refused_recipient_stops_only_her_own_letter(town: Town) -> None:
    refused, *others = town.owe_letters(10)
    town.mail.mailbox.refuse_recipient = lambda address: (
        "550 5.1.1 no such user" if address == refused else None
    )
    town.start(processes.worker)
    until(lambda: town.states() == {"failed": 1, "sent": 9}, "the others were sent")

    [failed] = [message for message in town.messages() if message.state == "failed"]
    assert failed.last_error == "the mail server refused the letter (550)"
    assert failed.attempts == 1
    assert sorted(str(letter["To"]) for letter in town.letters()) == sorted(others)


def test_a_server_that_hangs_up_after_100_letters_delays_none(town: Town) -> None:
    town.mail.mailbox.letters_a_line = 100
    town.owe_letters(250)
    town.start(processes.worker)

    town.deliver()

    assert_nothing_is_lost(town)
    assert {message.attempts for message in town.messages()} == {1}
