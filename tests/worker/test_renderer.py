"""What a letter says of time is true when it leaves, however late that is."""

import re
from datetime import timedelta

import pytest
from aiosmtpd.smtp import Envelope
from flask import Flask
from sqlalchemy import text, update

from registration.actions.letters.alarm import alarm
from registration.actions.staff.auth import add_staff, ask_for_link, link_is_good, sign_in
from registration.store.database import db
from registration.store.models import Registration, Training
from tests.support.factories import make_registration, make_training
from tests.support.mail import Mailbox, links_in, text_of
from tests.worker.conftest import Postmen, TownClock, letters, states
from tests.worker.test_jobs import Owe

BOSS = "leitung@borken.example"
MINUTE = timedelta(minutes=1)


def put_off(mailbox: Mailbox, times: int) -> list[str]:
    """Let the mail server put off the first letters; what is handed over, in order."""
    seen: list[str] = []

    def answer(envelope: Envelope) -> str | None:
        seen.append(str(envelope.content))
        return "451 4.7.1 later, please" if len(seen) <= times else None

    mailbox.answer = answer
    return seen


def token_of(mailbox: Mailbox) -> str:
    [link] = links_in(mailbox.letters[-1], "staff/sign-in")
    return link.rpartition("/")[2]


def test_a_sign_in_link_that_leaves_late_is_good_for_as_long_as_its_letter_says(
    app: Flask, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    add_staff(BOSS, None, clock.now)
    ask_for_link(BOSS, "request", "de", clock.now)
    put_off(mailbox, 5)
    while states() != ["sent"]:
        postman().drain()
        clock.wait(max((letters()[0].due_at - clock.now).total_seconds(), 0))
    # It left after 1 + 2 + 4 + 8 + 16 minutes: at 11:31 in the town.
    token = token_of(mailbox)
    assert "Er gilt einmal, bis Montag, 4. Januar 2027, 11:46 Uhr." in text_of(mailbox.letters[-1])
    left = clock.now
    assert link_is_good(token, left + 15 * MINUTE - timedelta(seconds=1))
    assert not link_is_good(token, left + 15 * MINUTE)


def test_a_sign_in_letter_whose_link_was_used_does_not_leave_again(
    app: Flask, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    add_staff(BOSS, None, clock.now)
    ask_for_link(BOSS, "request", "de", clock.now)
    put_off(mailbox, 1)
    postman().drain()
    token = app.extensions["zusage_links"].sign_in_token(letters()[0].message_id)
    assert sign_in(token, clock.now)
    clock.wait(60)
    postman().drain()
    assert [(m.state, m.last_error) for m in letters()] == [
        ("withdrawn", "the link was used already")
    ]
    assert mailbox.letters == []
    assert not link_is_good(token, clock.now)


def test_an_alarm_that_leaves_late_still_names_the_hour_it_is_about(
    app: Flask, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    add_staff(BOSS, None, clock.now)
    alarm("breaker", clock.now)
    db.session.commit()
    put_off(mailbox, 1)
    postman().drain()
    clock.wait(60)
    postman().drain()
    said = re.sub(r"\s+", " ", text_of(mailbox.letters[-1]))
    assert "in der Stunde vor Montag, 4. Januar 2027, 11:00 Uhr" in said


def test_a_letter_says_when_it_was_owed_however_often_it_is_tried(
    app: Flask, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    owed = clock.now
    add_staff(BOSS, None, owed)
    alarm("breaker", owed)
    db.session.commit()
    put_off(mailbox, 1)
    for _ in range(2):
        clock.wait(60)
        postman().drain()
    assert mailbox.letters[-1]["Date"].datetime == owed


@pytest.mark.parametrize("table", ["registration", "training"])
def test_a_letter_about_what_only_a_newer_version_can_read_is_tried_again(
    app: Flask, postman: Postmen, owe: Owe, mailbox: Mailbox, clock: TownClock, table: str
) -> None:
    owe(1)
    make_registration(make_training(clock.now, "anderer"), clock.now, "other@borken.example")
    db.session.execute(text(f"UPDATE {table} SET state = 'lottery' WHERE id = 1"))
    db.session.commit()
    postman().drain()
    assert states() == ["retrying", "sent"]
    assert letters()[0].due_at == clock.now + MINUTE
    db.session.execute(update(Training).values(state="published"))
    db.session.execute(update(Registration).values(state="unconfirmed"))
    db.session.commit()
    clock.wait(60)
    postman().drain()
    assert states() == ["sent", "sent"]
    assert len(mailbox.letters) == 2
