"""A running town and a browser for each journey."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.support.browser import browser_context
from tests.support.mail import MailServer
from tests.support.town import RunningTown, running_town


@pytest.fixture
def town(
    database_url: str, valkey: str, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningTown]:
    """A town on each database in turn."""
    with running_town(database_url, valkey, mail_server, monkeypatch) as town:
        yield town


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[BrowserContext]:
    """A phone that refuses all cookies."""
    with browser_context(tmp_path / "phone") as context:
        yield context
