"""A whole town in one process: web, worker and clock on real servers, with a movable clock."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask
from redis import Redis
from werkzeug.serving import make_server

from registration.actions.tick import tick
from registration.app import create_app
from registration.settings import Settings
from registration.store.database import db
from registration.wakeup import queue_on
from tests.demo import cms_page
from tests.support.mail import Mailbox, MailServer
from tests.support.ports import free_port
from worker.__main__ import worker_on
from worker.app import worker_app


@dataclass
class RunningTown:
    """What a test may ask of a running town."""

    app: Flask
    settings: Settings
    mailbox: Mailbox
    cms: str

    @property
    def url(self) -> str:
        """The address of the service."""
        return self.settings.public_url

    def work(self) -> None:
        """Let a real RQ worker run all jobs that wait."""
        connection = Redis.from_url(self.settings.redis_url)
        worker = worker_on(queue_on(connection))
        handlers = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
        worker.work(burst=True)
        for name, handler in handlers.items():
            signal.signal(name, handler)

    def minute(self, now: datetime | None = None) -> None:
        """One tick of the clock, and the worker's answer to it."""
        with self.app.app_context():
            tick(now or datetime.now(UTC), self.settings.zone)
            db.session.remove()
        self.work()


def environment(settings: Settings, mail_port: int) -> dict[str, str]:
    """The same settings as the worker reads them from its environment."""
    return {
        "SECRET_KEY": ",".join(settings.secret_keys),
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "PUBLIC_URL": settings.public_url,
        "EMBED_ORIGINS": ",".join(settings.embed_origins),
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(mail_port),
        "MAIL_DEFAULT_SENDER": settings.sender,
        "TOWN_NAME": settings.town_name,
    }


@contextmanager
def running_town(
    database_url: str, valkey: str, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningTown]:
    """A town that serves pages, a CMS on another site that frames them, a worker at hand."""
    Redis.from_url(valkey).flushall()
    web_port, cms_port = free_port(), free_port()
    settings = Settings(
        secret_keys=("a-test-key-that-nobody-else-knows-0123456789",),
        public_url=f"http://127.0.0.1:{web_port}",
        mail_server="127.0.0.1",
        mail_port=mail.port,
        mail_sender_name="Stadt Borken",
        mail_sender_address="schulungen@borken.example",
        database_url=database_url,
        redis_url=valkey,
        embed_origins=(f"http://localhost:{cms_port}",),
        town_name="Stadt Borken",
    )
    for name, value in environment(settings, mail.port).items():
        monkeypatch.setenv(name, value)
    worker_app.cache_clear()
    app = create_app(settings)
    server = make_server("127.0.0.1", web_port, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    cms = cms_page.serve(settings.public_url, cms_port, host="localhost")
    try:
        yield RunningTown(app, settings, mail.mailbox, f"http://localhost:{cms_port}")
    finally:
        server.shutdown()
        cms.shutdown()
        with app.app_context():
            db.engine.dispose()
        worker_app.cache_clear()
