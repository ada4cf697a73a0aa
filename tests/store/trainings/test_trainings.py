"""Finding trainings by state and date."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.orm import selectinload

from registration.domain.states import TrainingState
from registration.store.database import db
from registration.store.models import Training
from registration.store.trainings.trainings import published_near
from tests.conftest import NOW
from tests.support.rows import DAY, HOUR, a_session, a_trainer, a_training

TICK = timedelta(microseconds=1)
UNTIL = NOW + DAY


def test_near_is_what_starts_or_ends_between_two_moments_to_the_microsecond(app: Flask) -> None:
    near = [
        a_training(NOW),
        a_training(UNTIL),
        a_training(NOW - 3 * HOUR),  # ends now
        a_training(NOW - 9 * DAY, UNTIL - HOUR, UNTIL + 9 * DAY),
    ]
    a_training(UNTIL + TICK)
    a_training(NOW - 3 * HOUR - TICK)
    a_training(NOW - 9 * DAY, UNTIL + 9 * DAY)
    a_training()
    assert [one.id for one in published_near(NOW, UNTIL)] == [one.id for one in near]


@pytest.mark.parametrize("state", sorted({*TrainingState} - {TrainingState.PUBLISHED}))
def test_a_draft_and_a_cancelled_training_are_not_near(app: Flask, state: TrainingState) -> None:
    published = a_training(NOW + HOUR)
    a_training(NOW + HOUR, state=state)
    assert [one.id for one in published_near(NOW, UNTIL)] == [published.id]


def test_a_dropped_date_makes_no_training_near(app: Flask) -> None:
    later = a_training(NOW + 5 * DAY)
    a_session(later, NOW + HOUR, dropped_at=NOW)
    assert published_near(NOW, UNTIL) == []
    assert published_near(NOW, NOW + 5 * DAY) == [later]


def test_sessions_come_along_and_what_else_is_asked_for(app: Flask) -> None:
    training = a_training(NOW + HOUR)
    a_trainer(training, "Frau Öztürk", "oe@borken.example")
    db.session.commit()
    (plain,) = published_near(NOW, UNTIL)
    assert inspect(plain).unloaded & {"all_sessions", "trainers"} == {"trainers"}
    (found,) = published_near(NOW, UNTIL, selectinload(Training.trainers))
    assert not inspect(found).unloaded & {"all_sessions", "trainers"}
