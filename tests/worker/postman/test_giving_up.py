"""How long a letter is tried that a server puts off again and again."""

from collections.abc import Callable
from datetime import datetime, timedelta

from registration.actions.letters.outbox import retry_letters
from registration.domain.letters.messages import LONGEST_PAUSE, RETRY_FOR
from registration.store.database import db
from registration.store.models import Registration
from tests.support.mail import Mailbox
from tests.worker.conftest import Postmen, TownClock, letters, states

Owe = Callable[[int], list[str]]


def _let_time_to_confirm(until: datetime) -> None:
    # Else the letter is withdrawn when the time to confirm is over, before the two days are.
    db.session.get_one(Registration, 1).answer_by = until
    db.session.commit()


def test_a_letter_is_given_up_after_two_days_of_trying(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    owe(1)
    mailbox.answer = lambda _: "451 later, please"
    begun = clock.now
    _let_time_to_confirm(begun + timedelta(days=9))
    _drain_until_given_up(postman, clock)

    assert RETRY_FOR <= clock.now - begun < RETRY_FOR + LONGEST_PAUSE
    assert letters()[0].last_error == "the mail server refused the letter (451)"


def _drain_until_given_up(postman: Postmen, clock: TownClock) -> None:
    while states() != ["failed"]:
        postman().drain()
        clock.wait(max((letters()[0].due_at - clock.now).total_seconds(), 0))


def test_a_letter_that_is_tried_again_by_hand_has_two_days_more(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    owe(1)
    mailbox.answer = lambda _: "451 later, please"
    owed = letters()[0].created_at
    _let_time_to_confirm(clock.now + timedelta(days=20))
    _drain_until_given_up(postman, clock)
    clock.wait(9 * 24 * 3600)
    retry_letters(None, clock.now, "staff 1")
    begun = clock.now
    _drain_until_given_up(postman, clock)
    assert RETRY_FOR <= clock.now - begun < RETRY_FOR + LONGEST_PAUSE
    assert letters()[0].created_at == owed


def test_a_letter_first_tried_after_a_long_standstill_is_not_given_up_at_once(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    owe(1)
    _let_time_to_confirm(clock.now + timedelta(days=9))
    mailbox.answer = lambda _: "451 greylisted, try again"
    clock.wait(3 * 24 * 3600)

    postman().drain()

    assert states() == ["retrying"]
