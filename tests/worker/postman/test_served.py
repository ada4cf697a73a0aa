"""While letters go the mail server is noted as serving, at first and then twice a minute at most."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from registration.store.database import db
from registration.store.heartbeats import last_seen
from registration.store.troubles import MAIL
from tests.worker.conftest import Postmen, TownClock, states

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
