"""A member of the team at a browser, signed in."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registration.actions.staff import auth
from registration.domain.states import Role
from tests.support.pages import form_with

SignIn = Callable[[Role], FlaskClient]
TOKEN = re.compile(r'name="csrf_token" type="hidden" value="([^"]+)"')


@dataclass
class Desk:
    """A member of the team at a browser."""

    client: FlaskClient
    staff_id: int

    def get(self, path: str) -> TestResponse:
        """A page of the team."""
        return self.client.get(f"/staff{path}")

    def post(self, path: str, values: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Send a form with the token of this session."""
        found = TOKEN.search(self.get("/settings").get_data(as_text=True))
        assert found is not None
        data = {**(values or {}), "csrf_token": found.group(1)}
        return self.client.post(f"/staff{path}", data=data, **kwargs)

    def opened(self, path: str, field: str = "seen") -> dict[str, Any]:
        """What the form of a page sends back if nobody touches it."""
        return self.sent_by(self.get(path), field)

    def sent_by(self, page: TestResponse, field: str = "seen") -> dict[str, Any]:
        """What the form of a page at hand sends."""
        found: dict[str, Any] = {}
        for name, value in form_with(page, field).pairs:
            found.setdefault(name, []).append(value)
        return found

    def edit(self, path: str, changes: dict[str, Any], to: str = "") -> TestResponse:
        """Open a form, change some of it, and send it."""
        return self.post(to or path, {**self.opened(path), **changes})


def sign_in(app: Flask, email: str, role: Role) -> Desk:
    """Somebody of a role, signed in now."""
    client = app.test_client()
    client.environ_base["HTTP_HOST"] = app.extensions["zusage_settings"].host
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    staff, token = auth.add_staff(email, role, datetime.now(UTC))
    assert client.post(f"/staff/sign-in/{token}").status_code == 303
    return Desk(client, staff.id)
