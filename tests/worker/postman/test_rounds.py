"""A round keeps its leases, the rate and the closing time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import func, literal_column, select, update

from registration.actions.letters import delivery
from registration.store.database import db
from registration.store.dialect import table_of
from registration.store.models import Message
from tests.support.mail import Mailbox
from tests.worker.conftest import Postmen, TownClock, letters, states

Owe = Callable[[int], list[str]]


def test_a_claimed_letter_is_left_alone_until_its_lease_ends(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    owe(1)
    delivery.claim_letters(clock.now, 20)  # by a worker that dies now

    clock.wait(299)
    postman().drain()
    assert mailbox.letters == []

    clock.wait(1)
    postman().drain()
    assert (states(), letters()[0].attempts) == (["sent"], 2)


def test_two_claims_never_share_a_letter(owe: Owe, now: datetime) -> None:
    owe(5)
    owed = tuple(letter.id for letter in letters())
    claims = [delivery.claim_letters(now, 3).ids for _ in range(3)]
    assert (len(owed), claims) == (5, [owed[:3], owed[3:], ()])


def test_a_postman_whose_lease_is_over_changes_nothing_any_more(owe: Owe, now: datetime) -> None:
    owe(1)
    late = delivery.claim_letters(now, 20)
    [letter_id] = late.ids
    later = now + timedelta(minutes=6)
    current = delivery.claim_letters(later, 20)

    delivery.mark_refused(late, letter_id, 1, now, "too late", True, later)
    delivery.mark_useless(late, letter_id, "too late")
    delivery.release_letters(late, [letter_id], later)
    assert states() == ["sending"]

    delivery.mark_sent(current, letter_id, later)
    assert states() == ["sent"]


def test_a_letter_that_took_longer_than_its_lease_is_still_marked_as_sent(
    owe: Owe, now: datetime
) -> None:
    owe(1)
    late = delivery.claim_letters(now, 20)

    delivery.mark_sent(late, late.ids[0], now + timedelta(minutes=6))

    assert states() == ["sent"]


def test_a_letter_given_back_counts_no_attempt(owe: Owe, now: datetime) -> None:
    owe(2)
    claim = delivery.claim_letters(now, 20)
    delivery.release_letters(claim, claim.ids[1:], now)
    assert [(m.state, m.attempts) for m in letters()] == [("sending", 1), ("queued", 0)]


def test_with_little_of_the_lease_left_no_letter_is_begun(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    owe(4)

    def take_long(_envelope: object) -> None:
        clock.wait(100)

    mailbox.answer = take_long
    more = postman().drain()

    assert more  # two minutes are over
    assert [(m.state, m.attempts) for m in letters()] == [
        ("sent", 1),
        ("sent", 1),
        ("queued", 0),
        ("queued", 0),
    ]


@pytest.mark.parametrize("rate", [1, 6, 60])
def test_the_rate_is_kept_from_round_to_round(
    owe: Owe, postman: Postmen, clock: TownClock, rate: int
) -> None:
    owe(4)
    carrier = postman(mail_rate=rate)
    while carrier.drain():
        pass

    sent = sorted(message.sent_at for message in letters() if message.sent_at)
    gaps = {after - before for before, after in pairwise(sent)}
    assert gaps == {timedelta(seconds=60 / rate)}


def test_a_slow_rate_holds_no_lease_that_it_can_not_keep(
    app: Flask, owe: Owe, postman: Postmen, mailbox: Mailbox
) -> None:
    owe(4)
    held: list[int] = []

    def look(_envelope: object) -> None:
        with app.app_context():
            query = select(func.count()).where(Message.state == "sending")
            held.append(db.session.scalar(query) or 0)

    mailbox.answer = look
    carrier = postman(mail_rate=1)
    while carrier.drain():
        pass

    assert held == [1, 1, 1, 1]
    assert states() == ["sent"] * 4


def test_the_bell_ends_the_round_after_the_letter_at_hand(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    owe(3)
    mailbox.answer = lambda _: clock.request()

    postman().drain()

    assert [(m.state, m.attempts) for m in letters()] == [("sent", 1), ("queued", 0), ("queued", 0)]


@pytest.mark.parametrize(("owed", "calls"), [(19, 0), (20, 1), (65, 1)])
def test_help_is_called_once_when_there_is_more_than_one_can_carry(
    owe: Owe, postman: Postmen, owed: int, calls: int
) -> None:
    owe(owed)
    called: list[None] = []
    postman(wake_another=lambda: called.append(None)).drain()
    assert len(called) == calls


def test_a_letter_of_a_kind_that_only_a_newer_worker_knows_is_left_and_holds_up_no_other(
    owe: Owe, postman: Postmen, mailbox: Mailbox
) -> None:
    _, email = owe(2)
    newer, _ = letters()
    kinds = update(table_of(Message)).where(table_of(Message).c.id == newer.id)
    db.session.execute(kinds.values(kind=literal_column("'of_tomorrow'")))
    db.session.commit()

    assert not postman().drain()

    assert [str(letter["To"]) for letter in mailbox.letters] == [email]
    left = select(*(table_of(Message).c[name] for name in ("state", "attempts")))
    assert db.session.execute(left.order_by(Message.id)).all() == [("queued", 0), ("sent", 1)]


def test_a_clock_that_was_set_back_makes_no_pause_of_hours(
    owe: Owe, postman: Postmen, clock: TownClock
) -> None:
    owe(2)
    for letter in letters():
        letter.due_at -= timedelta(hours=3)
    db.session.commit()
    one = postman(mail_rate=1)
    letters()[1].due_at = clock.now + timedelta(hours=9)
    db.session.commit()
    one.drain()
    assert states() == ["sent", "queued"]
    back = clock.now = clock.now - timedelta(hours=2)
    letters()[1].due_at = back
    db.session.commit()
    one.drain()
    assert states() == ["sent", "sent"]
    assert clock.now - back <= timedelta(minutes=1)
