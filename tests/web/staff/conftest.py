"""A training and its people."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from registration.store.models import (
    Registration,
    Training,
)
from tests.support.factories import make_confirmed, make_training


@pytest.fixture
def training(app: Flask) -> Training:
    """A training with one seat."""
    return make_training(datetime.now(UTC), "kurs", capacity=1)


@pytest.fixture
def people(training: Training) -> list[Registration]:
    """One who holds the seat, two who wait."""
    return [make_confirmed(training, datetime.now(UTC)) for _ in range(3)]
