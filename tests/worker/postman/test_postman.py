"""The postman sends what is due, marks each letter at once and loses none."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

from aiosmtpd.smtp import Envelope
from flask import Flask

from registration.actions.privacy import audit
from registration.actions.signups.confirming import confirm_address
from registration.domain.letters.kinds import Kind
from registration.domain.states import MessageState
from registration.store.database import db
from registration.store.letters import outbox
from registration.store.models import Registration
from tests.support.mail import Mailbox, RudeServer, links_in, parsed, text_of
from tests.support.ports import free_port
from tests.worker.conftest import Postmen, TownClock, letters, states

Owe = Callable[[int], list[str]]
MINUTE = timedelta(minutes=1)


def test_a_due_letter_is_sent_and_marked(owe: Owe, postman: Postmen, mailbox: Mailbox) -> None:
    [email] = owe(1)

    more = postman().drain()

    assert not more
    assert [str(letter["To"]) for letter in mailbox.letters] == [email]
    [message] = letters()
    assert (message.state, message.attempts, message.lease_until) == ("sent", 1, None)


def test_a_letter_that_is_not_due_yet_waits(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    owe(1)
    letters()[0].due_at = clock.now + MINUTE
    db.session.commit()

    postman().drain()
    assert mailbox.letters == []

    clock.wait(60)
    postman().drain()
    assert len(mailbox.letters) == 1


def test_letters_go_in_the_order_in_which_they_are_due(
    owe: Owe, postman: Postmen, mailbox: Mailbox
) -> None:
    emails = owe(45)
    postman().drain()
    assert [str(letter["To"]) for letter in mailbox.letters] == emails


def test_a_letter_that_is_put_off_is_the_same_letter_a_minute_later(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    owe(1)
    seen: list[tuple[str, list[str]]] = []

    def put_off(envelope: Envelope) -> str | None:
        letter = parsed(envelope)
        seen.append((str(letter["Message-ID"]), links_in(letter, "confirm")))
        return "451 4.7.1 later, please" if len(seen) == 1 else None

    mailbox.answer = put_off
    postman().drain()
    assert (states(), letters()[0].due_at) == (["retrying"], clock.now + MINUTE)

    clock.wait(60)
    postman().drain()

    assert states() == ["sent"]
    assert seen[0] == seen[1]


def test_pauses_grow_with_each_attempt(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    owe(1)
    mailbox.answer = lambda _: "451 later, please"
    pauses = []
    for _ in range(5):
        postman().drain()
        pauses.append((letters()[0].due_at - clock.now) // MINUTE)
        clock.wait(pauses[-1] * 60)
    assert pauses == [1, 2, 4, 8, 16]


def test_a_refusal_for_good_is_final_and_stops_no_other(
    owe: Owe, postman: Postmen, mailbox: Mailbox
) -> None:
    first, _second = owe(2)
    mailbox.refuse_recipient = lambda address: "550 no such user" if address == first else None

    postman().drain()

    assert states() == ["failed", "sent"]
    assert first not in letters()[0].last_error


def test_a_line_lost_with_a_letter_brings_it_again_and_the_rest_at_once(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    owe(3)
    letter = count()
    mailbox.answer = lambda _: "hang up" if next(letter) == 1 else None

    postman().drain()
    assert states() == ["sent", "retrying", "sent"]
    assert letters()[1].due_at == clock.now + MINUTE

    clock.wait(60)
    postman().drain()
    assert states() == ["sent", "sent", "sent"]


def test_a_line_that_the_server_closed_while_idle_costs_no_attempt(
    owe: Owe, postman: Postmen, mailbox: Mailbox
) -> None:
    owe(5)
    mailbox.letters_a_line = 2

    postman().drain()

    assert [(m.state, m.attempts) for m in letters()] == [("sent", 1)] * 5


def test_a_server_that_closes_each_line_at_once_does_not_keep_the_postman(
    owe: Owe, postman: Postmen, mailbox: Mailbox
) -> None:
    owe(2)
    mailbox.letters_a_line = -1  # every line at its first letter

    postman().drain()

    assert states() == ["retrying", "retrying"]


def test_a_silent_server_is_given_up_after_the_time_out(
    owe: Owe, postman: Postmen, mailbox: Mailbox
) -> None:
    owe(2)
    letter = count()
    mailbox.answer = lambda _: "silence" if next(letter) == 0 else None

    postman(timeout=0.3).drain()

    assert states() == ["retrying", "sent"]


def test_without_a_server_the_round_ends_and_all_are_due_in_a_minute(
    owe: Owe, postman: Postmen, clock: TownClock
) -> None:
    owe(3)

    more = postman(mail_port=free_port()).drain()

    assert not more
    assert [(m.state, m.attempts) for m in letters()] == [
        # It never reached the server: that is no try of its own.
        ("retrying", 0),
        ("queued", 0),
        ("queued", 0),
    ]
    assert {message.due_at for message in letters()} == {clock.now + MINUTE}


def test_a_server_that_lets_nobody_in_is_final_for_no_letter(owe: Owe, postman: Postmen) -> None:
    owe(2)
    rude = RudeServer("554 5.7.1 go away")

    postman(mail_port=rude.port).drain()
    rude.stop()

    assert states() == ["retrying", "queued"]
    assert letters()[0].last_error == "the mail server does not let us in (554)"


def test_a_letter_that_would_say_nothing_new_is_withdrawn_with_the_reason(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    owe(1)
    confirm_address(db.session.get_one(Registration, 1), clock.now, audit.PARTICIPANT)
    postman().drain()

    assert mailbox.kinds("person-0@borken.example") == [Kind.CONFIRMATION]
    [withdrawn] = [message for message in letters() if message.state == "withdrawn"]
    assert withdrawn.last_error


def test_a_letter_that_can_not_be_written_is_tried_again_and_stops_no_other(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    owe(2)
    person = db.session.get_one(Registration, 1)
    outbox.owe_to(
        person, Kind.CHANGE, clock.now, "x", facts={"was": {"0": None}}, due_at=clock.now - MINUTE
    )
    db.session.commit()

    postman().drain()

    assert states() == ["sent", "sent", "retrying"]
    assert letters()[2].last_error == "the letter could not be written (KeyError)"


def test_no_database_connection_is_held_while_the_mail_server_is_slow(
    app: Flask, owe: Owe, postman: Postmen, mailbox: Mailbox
) -> None:
    owe(3)
    pool = db.engine.pool
    held: list[int] = []
    mailbox.answer = lambda _: held.append(pool.checkedout())  # type: ignore[attr-defined]

    postman().drain()

    assert held == [0, 0, 0]


def test_a_retried_letter_has_the_same_id_and_the_same_links(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    [email] = owe(1)
    postman().drain()
    # As if the worker had died between the server's 250 and the mark.
    message = letters()[0]
    message.state, message.lease_until = MessageState.SENDING, clock.now
    db.session.commit()
    postman().drain()

    first, second = mailbox.to(email)
    assert first["Message-ID"] == second["Message-ID"]
    assert links_in(first, "confirm") == links_in(second, "confirm") != []
    assert text_of(first) == text_of(second)
