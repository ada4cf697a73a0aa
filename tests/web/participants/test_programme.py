"""The programme and the page of a training."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from registration.domain.states import WaitlistMode
from tests.support.factories import make_confirmed, make_training
from tests.support.pages import words_of


def test_without_trainings_the_programme_says_so(client: FlaskClient) -> None:
    assert "Zurzeit gibt es keine Schulungen" in words_of(client.get("/"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"capacity": 1, "waitlist": WaitlistMode.OFF}, "Alle Plätze sind vergeben"),
        ({"capacity": 1}, "Alle Plätze sind vergeben. Warteliste offen"),
        ({"registration_closes": timedelta(hours=-1)}, "Anmeldungen sind nicht mehr möglich"),
        ({"registration_opens": timedelta(days=1)}, "Sie können sich ab"),
    ],
)
def test_the_page_of_a_training_says_why_one_can_t_register_now(
    client: FlaskClient, now: datetime, changes: dict[str, Any], said: str
) -> None:
    changes = {k: now + v if isinstance(v, timedelta) else v for k, v in changes.items()}
    training = make_training(now, **changes)
    if training.capacity == 1:
        make_confirmed(training, now)
    assert said in words_of(client.get("/trainings/kurs"))
