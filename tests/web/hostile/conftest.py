"""Fixtures of these tests."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from registration.actions.staff.auth import add_staff, sign_in
from registration.domain.states import Role
from registration.store.models import Staff
from tests.conftest import NOW
from tests.support.hostile_training import MEMBER


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """Pages ask what time it is."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(app: Flask, client: FlaskClient) -> Staff:
    """A manager at the browser."""
    member, token = add_staff(MEMBER, Role.MANAGER, NOW)
    client.set_cookie("zusage", sign_in(token, NOW) or "")
    return member
