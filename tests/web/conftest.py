"""Browsers of the team, one of each role."""

import pytest
from flask import Flask

from registration.domain.states import Role
from tests.support.desk import Desk, sign_in


@pytest.fixture
def desk(app: Flask) -> Desk:
    """A manager, who may do everything."""
    return sign_in(app, "leitung@borken.example", Role.MANAGER)


@pytest.fixture
def auditor(app: Flask, desk: Desk) -> Desk:
    """Somebody who only reads."""
    return sign_in(app, "pruefung@borken.example", Role.AUDITOR)


@pytest.fixture
def editor(app: Flask, desk: Desk) -> Desk:
    """Somebody who plans, and sees people."""
    return sign_in(app, "planung@borken.example", Role.EDITOR)
