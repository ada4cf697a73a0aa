"""A training of two dates that begins tomorrow; the time stands still the day before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask

from registration.links import Links
from registration.store.models import Trainer, Training
from tests.support.factories import make_training, session_spec


@dataclass
class Desk:
    """A trainer's link and what it opens."""

    training: Training
    trainer: Trainer
    links: Links

    @property
    def token(self) -> str:
        """The token of the trainer's link as it is now."""
        return self.links.token("trainer", self.trainer.key, self.trainer.link_version)

    @property
    def url(self) -> str:
        """The path of the list."""
        return f"/trainer/{self.token}/"

    def session(self, number: int = 0, page: str = "attendance") -> str:
        """The path of a page of one session."""
        return f"{self.url}sessions/{self.training.sessions[number].uid}/{page}"


@pytest.fixture(autouse=True)
def frozen(now: datetime) -> Iterator[time_machine.Traveller]:
    """Freeze the time; a test moves it with ``frozen.move_to``."""
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(app: Flask, now: datetime) -> Desk:
    """The link of a training that begins tomorrow and goes on a week later."""
    starts = now + timedelta(days=1)
    sessions = (session_spec(starts), session_spec(starts + timedelta(days=7)))
    training = make_training(now, sessions=sessions)
    return Desk(training, training.trainers[0], app.extensions["zusage_links"])
