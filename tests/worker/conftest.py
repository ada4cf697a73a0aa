"""A postman in this process, a real mail server, and time that passes only when told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from registration.settings import Settings
from registration.store.database import db
from registration.store.models import Message
from tests.conftest import settings_for
from tests.support.factories import make_registration, make_training
from tests.support.mail import MailServer
from worker.postman import Postman
from worker.shutdown import Shutdown
from worker.smtp import configure

Postmen = Callable[..., Postman]


class TownClock(Shutdown):
    """A clock and a shutdown: whoever waits lets time pass."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.now = now

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def wait(self, seconds: float) -> bool:
        """Let some seconds pass."""
        self.now += timedelta(seconds=max(seconds, 0))
        return self.requested


@pytest.fixture
def settings(database_url: str, mail_server: MailServer) -> Settings:
    """A town whose letters go to the test's mail server."""
    return settings_for(database_url, mail_port=mail_server.port)


@pytest.fixture
def clock(now: datetime) -> TownClock:
    """The time in the town."""
    return TownClock(now)


@pytest.fixture
def postman(app: Flask, settings: Settings, clock: TownClock) -> Postmen:
    """Makes a postman; keywords that are settings change them."""

    def make(wake_another: Any = bool, timeout: float = 5, **changes: Any) -> Postman:
        own = replace(settings, **changes)
        links, mail = app.extensions["zusage_links"], configure(app, own)
        return Postman(own, links, mail, clock, clock, wake_another, timeout)

    return make


@pytest.fixture
def owe(app: Flask, now: datetime) -> Callable[[int], list[str]]:
    """Owe letters to that many people who have signed up; their addresses in order."""

    def owe_letters(count: int) -> list[str]:
        training = make_training(now, capacity=100)
        emails = [f"person-{number}@borken.example" for number in range(count)]
        for email in emails:
            make_registration(training, now, email)
        return emails

    return owe_letters


def letters() -> list[Message]:
    """All owed letters as they stand now, in order."""
    db.session.rollback()
    return list(db.session.scalars(select(Message).order_by(Message.id)))


def states() -> list[str]:
    """The states of all owed letters, in order."""
    return [message.state for message in letters()]
