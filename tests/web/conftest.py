"""Browsers of the team, one of each role."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registration.actions.staff import auth
from registration.domain.states import Role
from tests.support.desk import Desk, SignIn, sign_in


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


@pytest.fixture
def signed_in(app: Flask) -> SignIn:
    """A browser that is signed in with a role."""

    def enter(role: Role) -> FlaskClient:
        now = datetime.now(UTC)
        _, token = auth.add_staff(f"{role}@borken.example", role, now)
        cookie = auth.sign_in(token, now)
        assert cookie is not None
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
        client.set_cookie("zusage", cookie)
        return client

    return enter
