"""While letters go the mail server is noted as serving, at first and then twice a minute at most."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from registration.actions.letters import delivery
from registration.store import troubles
from registration.store.database import db
from registration.store.heartbeats import last_seen
from registration.store.troubles import MAIL
from tests.support.mail import Mailbox
from tests.worker.conftest import Postmen, TownClock, letters, states

Owe = Callable[[int], list[str]]


@pytest.mark.parametrize(
    ("rate", "letters", "noted"),
    # Letters go each 20 or 30 seconds, the first at once.
    [(3, 1, 0), (3, 2, 0), (3, 3, 40), (3, 4, 40), (2, 2, 30), (2, 3, 60)],
)
def test_that_letters_go_is_noted_each_half_minute(
    owe: Owe, postman: Postmen, clock: TownClock, rate: int, letters: int, noted: int
) -> None:
    began = clock.now
    owe(letters)
    postman(mail_rate=rate).drain()
    assert states() == ["sent"] * letters
    db.session.rollback()
    assert last_seen(MAIL) == began + timedelta(seconds=noted)


def refused_by_another(clock: TownClock, ago: float) -> None:
    """Another worker was refused some seconds ago, and nobody asks for a minute."""
    at = clock.now - timedelta(seconds=ago)
    delivery.refused("no", "", lasting=True, now=at, mine=True)


def test_a_letter_that_goes_for_all_ends_the_trouble_though_another_went_a_moment_ago(
    owe: Owe, postman: Postmen, clock: TownClock
) -> None:
    owe(2)
    one = postman()
    letters()[1].due_at = clock.now + timedelta(seconds=6)
    db.session.commit()
    one.drain()
    assert states() == ["sent", "queued"]
    refused_by_another(clock, ago=55)
    clock.wait(6)
    one.drain()
    assert states() == ["sent", "sent"]
    assert troubles.find(MAIL) is None


def test_who_has_tried_for_all_once_asks_again_like_the_others(
    owe: Owe, postman: Postmen, mailbox: Mailbox, clock: TownClock
) -> None:
    owe(2)
    letters()[1].due_at = clock.now + timedelta(seconds=10)
    db.session.commit()
    one = postman()
    refused_by_another(clock, ago=60)
    one.drain()
    assert states() == ["sent", "queued"]
    clock.wait(10)
    refused_by_another(clock, ago=0)
    one.drain()
    assert (states(), mailbox.tries) == (["sent", "queued"], 1)
    assert troubles.find(MAIL) is not None
