"""A mail server that refuses us keeps every letter, tells the team, and is asked less and less."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from flask import Flask
from sqlalchemy import select

from registration.actions.letters import delivery
from registration.actions.letters.delivery import Turn
from registration.domain.states import Role
from registration.store import troubles
from registration.store.database import db
from registration.store.models import Message, Registration, Staff
from tests.support.mail import Mailbox, MailServer, text_of
from tests.worker.conftest import Postmen, TownClock, letters, states

Owe = Callable[[int], list[str]]
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def leader(app: Flask, now: datetime) -> None:
    """Somebody who is told, and somebody who is not."""
    for email, role in (
        ("leitung@borken.example", Role.MANAGER),
        ("pruefung@borken.example", Role.AUDITOR),
    ):
        db.session.add(Staff(email=email, email_key=email, role=role, created_at=now))
    db.session.commit()


def of_people() -> list[Message]:
    return [message for message in letters() if message.kind != "alarm"]


def alarms() -> list[dict[str, Any]]:
    return list(db.session.scalars(select(Message.facts).where(Message.kind == "alarm")))


REFUSALS = {
    "sender": ("sender", "553 5.7.1 <schulungen@borken.example>: sender not allowed"),
    "relay": ("recipient", "554 5.7.1 <person@borken.example>: relay access denied"),
    "policy": ("content", "550 5.7.26 unauthenticated mail from schulungen@borken.example"),
    "sign in first": ("sender", "530 5.7.0 authentication required"),
    "closing": ("recipient", "421 4.3.2 shutting down"),
}


def refuse(mailbox: Mailbox, where: str, answer: str) -> None:
    """Refuse every letter at one point."""
    if where == "sender":
        mailbox.refuse_sender = lambda _: answer
    elif where == "recipient":
        mailbox.refuse_recipient = lambda _: answer
    else:
        mailbox.answer = lambda _: answer


@pytest.mark.parametrize("case", REFUSALS)
def test_a_set_up_fault_keeps_all_letters_and_they_go_once_it_is_mended(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock, case: str
) -> None:
    emails = owe(25)
    refuse(mailbox, *REFUSALS[case])
    for _ in range(12):
        postman().drain()
        clock.wait(15 * 60 + 2)
    assert {message.state for message in of_people()} <= {"queued", "retrying"}
    assert mailbox.letters == []

    mailbox.behave()
    clock.wait(60)
    postman().drain()
    clock.wait(2)
    postman().drain()

    assert {message.state for message in of_people()} == {"sent"}
    assert {str(letter["To"]) for letter in mailbox.letters} >= set(emails)
    assert troubles.find("mail") is None


def test_the_team_reads_the_server_s_own_words_without_addresses(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock, capfd: Any
) -> None:
    owe(2)
    refuse(mailbox, *REFUSALS["sender"])
    postman().drain()
    [facts] = alarms()
    assert facts["what"] == "mail"
    assert facts["words"] == "5.7.1 … sender not allowed"
    assert "sender not allowed" not in capfd.readouterr().err

    mailbox.behave()
    clock.wait(61)
    postman().drain()
    [letter] = mailbox.to("leitung@borken.example")
    said = " ".join(text_of(letter).replace("\u2068", "").replace("\u2069", "").split())
    assert "Der E-Mail-Server sagte: „5.7.1 … sender not allowed“" in said
    assert mailbox.to("pruefung@borken.example") == []


def test_a_server_that_is_only_away_for_a_moment_alarms_nobody(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    owe(1)
    refuse(mailbox, "sender", "451 4.3.0 try again")
    pauses = []
    for failures in range(1, 8):
        postman().drain()
        trouble = troubles.find("mail")
        assert trouble is not None
        pauses.append((trouble.retry_at - clock.now) // MINUTE)
        assert bool(alarms()) is (failures >= 3)
        clock.wait((trouble.retry_at - clock.now).total_seconds())
    assert pauses == [1, 2, 4, 8, 15, 15, 15]
    assert mailbox.tries == 7


def test_all_workers_together_ask_once_a_pause(
    owe: Owe, postman: Postmen, mail_server: MailServer, clock: TownClock
) -> None:
    asked: list[datetime] = []

    def deny(_server: Any, _session: Any, _envelope: Any, _way: str, _data: Any) -> AuthResult:
        asked.append(clock.now)
        return AuthResult(success=False, handled=False)

    mail_server.stop()
    server = MailServer(authenticator=deny, auth_require_tls=False).start()
    owe(60)
    workers = [
        postman(mail_port=server.port, mail_username="town", mail_password="wrong")
        for _ in range(4)
    ]
    for _ in range(3600 // 5):
        for worker in workers:
            worker.drain()
        clock.wait(5)
    server.stop()

    # 1, 2, 4, 8, 15 and 15 minutes apart; smtplib tries each way of signing in that is offered.
    assert [(b - a) // MINUTE for a, b in pairwise(sorted(set(asked)))] == [1, 2, 4, 8, 15, 15]
    assert len(asked) == 2 * len(set(asked))
    assert {message.attempts for message in of_people()} == {0}
    assert alarms()[0]["reason"] == "the mail server does not let us in (535)"


def test_a_recipient_whom_a_policy_bars_stops_no_other(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    barred = owe(5)[0]
    mailbox.refuse_recipient = lambda address: (
        "550 5.7.1 not for you" if address == barred else None
    )
    postman().drain()
    assert states()[:5] == ["retrying", *["queued"] * 4]
    clock.wait(60)
    postman().drain()
    assert states()[:5] == ["retrying", *["sent"] * 4]
    # The server goes on taking others, so after two days this one is given up.
    db.session.get_one(Registration, 1).answer_by = clock.now + timedelta(days=9)
    first = of_people()[0]
    first.attempts, first.created_at = 6, clock.now - timedelta(days=3)
    db.session.commit()
    clock.wait(3600)
    postman().drain()
    assert of_people()[0].state == "failed"


def test_a_line_too_many_is_no_trouble_while_others_are_served(app: Flask, now: datetime) -> None:
    delivery.served(now, mine=False)
    soon = now + timedelta(seconds=30)
    assert delivery.refused("busy", "", lasting=False, now=soon, mine=False) > soon
    assert delivery.turn(soon) is Turn.FREE
    late = now + timedelta(seconds=61)
    delivery.refused("busy", "", lasting=False, now=late, mine=False)
    assert delivery.turn(late) is Turn.WAIT


def test_a_worker_that_dies_while_it_tries_for_all_gives_the_turn_to_another(
    app: Flask, now: datetime
) -> None:
    delivery.refused("no", "", lasting=False, now=now, mine=False)
    then = now + MINUTE
    assert [delivery.turn(then), delivery.turn(then)] == [Turn.ALONE, Turn.WAIT]
    assert delivery.turn(then + delivery.TURN) is Turn.ALONE
