"""Fixtures of these tests."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from registration.actions.fundings import Wording, save_funding
from registration.store.models import Funding


@pytest.fixture
def funding(app: Flask) -> Funding:
    """A grant."""
    wording = Wording("LEADER", "EU", "Gefördert.", "LAG-1", 5, None)
    return save_funding(None, wording, datetime.now(UTC), "test", ZoneInfo("Europe/Berlin"))
