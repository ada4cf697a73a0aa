"""Whoever waits for a busy machine waits long enough."""

import pytest

from registration.web import health


@pytest.fixture(autouse=True)
def busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here it counts what is answered; how soon stands in ``test_away.py``."""
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 20)
