"""A lively town that somebody has walked through: real addresses and real forms of each route."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registration.actions.staff.auth import add_staff, sign_in
from registration.app import create_app
from registration.domain.states import Role
from registration.store.database import db
from tests.conftest import NOW, settings_for
from tests.support.lively_town import fill
from tests.support.offers import Offer
from tests.support.snapshot import snapshot
from tests.support.walk import Walker, filled

ENTRANCES = [
    *("/", "/embed/", "/embed/privacy", "/embed/accessibility", "/privacy", "/link-again"),
    *("/api/trainings", "/trainings.ics", "/embed/trainings/offen.ics", "/trainings/vorbei.ics"),
    *("/healthz", "/readyz", "/metrics", "/embed.js", "/style.css", "/static/staff.css"),
    *("/imprint", "/embed/imprint", "/staff/", "/staff/sign-in"),
]
FRAMES = ("", "/embed")


@dataclass
class Town:
    """A lively town, somebody of each role, and what the walker found."""

    url: str
    app: Flask
    walker: Walker
    restore: Callable[[], None]
    cookies: dict[Role, str]
    tokens: dict[Role, str] = field(default_factory=dict)

    def become(self, role: Role | None) -> None:
        """Let the browser be somebody's."""
        if role is None:
            self.walker.client.delete_cookie("zusage")
        else:
            self.walker.client.set_cookie("zusage", self.cookies[role])

    def start_again(self) -> None:
        """The town as it was, and a manager at the browser."""
        self.restore()
        self.become(Role.MANAGER)

    def send(self, form: Offer, changes: dict[str, Any], role: Role = Role.MANAGER) -> TestResponse:
        """A form as it stands, with some changes and a valid token; what it did is undone."""
        self.become(role)
        values = filled(form) | changes
        values |= {"csrf_token": self.tokens[role]} if "csrf_token" in form.values else {}
        answer = self.walker.send(form.path, values)
        self.undo(answer)
        return answer

    def undo(self, answer: TestResponse) -> None:
        """Put the town back if something may have been done to it."""
        if answer.status_code < 400:
            self.restore()


@contextmanager
def walked_town(url: str, **changes: object) -> Iterator[Town]:
    """A lively town on an empty database, walked through by a manager."""
    app = create_app(settings_for(url, **changes))
    with time_machine.travel(NOW, tick=False) as clock:
        client: FlaskClient = app.test_client()
        walker = Walker(app, client, clock)
        with app.app_context():
            entrances = [*ENTRANCES, *fill(app, NOW)]
            spare = add_staff("spare@borken.example", Role.EDITOR, NOW)[1]
            cookies = {role: cookie_of(role) for role in (*Role, *Role)}  # each at two browsers
        entrances += [f"/staff/sign-in/{spare}"]
        entrances += [walker.sign_up(f"{frame}/trainings/offen/register") for frame in FRAMES]
        kept = snapshot(url)
        town = Town(url, app, walker, kept.restore, cookies)
        for role in Role:
            town.become(role)
            town.tokens[role] = csrf_of(client)
        walker.restore = town.start_again
        town.start_again()
        walker.walk(entrances)
        yield town
        kept.restore()
        kept.close()
        with app.app_context():
            db.engine.dispose()


def cookie_of(role: Role) -> str:
    return sign_in(add_staff(f"{role}@borken.example", role, NOW)[1], NOW) or ""


def csrf_of(client: FlaskClient) -> str:
    page = client.get("/staff/settings").get_data(as_text=True)
    found = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)
