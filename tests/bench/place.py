"""A place to measure in: one database with its durability on, a real Valkey, an SMTP sink."""

import http.client
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from registration.app import create_app
from registration.settings import Settings
from registration.store.database import db
from tests.conftest import migrate
from tests.faults.servers import Valkey
from tests.support import leash, processes
from tests.support.ports import free_port
from tests.support.postgres import PostgresServer
from tests.support.processes import Running, until


@dataclass
class Place:
    """Where one part of the bench measures; all that it starts ends with it."""

    database: str
    folder: Path
    environment: dict[str, str]
    app: Flask
    running: list[Running] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        """The settings of all processes here."""
        found: Settings = self.app.extensions["zusage_settings"]
        return found

    def start(self, main: Callable[..., None], **changes: str) -> Running:
        """Start a process of the service."""
        log = self.folder / f"{main.__name__}-{len(self.running)}.log"
        started = processes.start(main, self.environment | changes, log)
        self.running.append(started)
        return started

    def serve(self, main: Callable[..., None]) -> int:
        """Start a web process and wait until it answers; its port."""
        # The service itself takes only requests that name PUBLIC_URL's host and port.
        ours = main is processes.web
        port = int(self.environment["PORT"]) if ours else free_port()
        self.start(main, PORT=str(port))
        until(lambda: answers(port), f"{main.__name__} answers")
        return port

    def arrivals(self) -> list[float]:
        """When each letter came to the sink so far, in seconds since 1970."""
        file = self.folder / "sink"
        return [float(line) for line in file.read_text().split()] if file.exists() else []

    def end_processes(self) -> None:
        """End what ``start`` started."""
        while self.running:
            self.running.pop().kill()


def baseline() -> None:
    """The baseline under the Procfile's web line."""
    processes.serve("tests.bench.baseline:app")


def answers(port: int) -> bool:
    """Whether a web process takes requests."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status in (200, 404)
    except OSError:
        return False
    finally:
        connection.close()


@contextmanager
def place(database: str) -> Iterator[Place]:
    """A fresh place on ``sqlite`` or ``postgresql``; nothing of it is left afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="zusage-bench-")))
        url = f"sqlite:///{folder / 'zusage.sqlite'}"
        if database == "postgresql":
            server = PostgresServer(durable=True).start()
            stack.callback(server.stop)
            url = server.create("bench")
        valkey = Valkey(folder)
        valkey.start()
        stack.callback(valkey.stop)
        migrate(url)
        environment = _environment(url, valkey.url, _sink(stack, folder))
        # Our own log lines go where those of a service go: into a file.
        with redirect_stderr(stack.enter_context((folder / "log").open("w"))):
            app = create_app(Settings.from_env(environment))
        found = Place(database, folder, environment, app)
        stack.callback(_let_go, app)
        stack.callback(found.end_processes)
        yield found


def _let_go(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _sink(stack: ExitStack, folder: Path) -> int:
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.sink", str(port), str(folder / "sink")]
    process = leash.start(command, folder / "sink.log")
    stack.callback(leash.stop, process)
    until(lambda: _listens(port), "the SMTP sink listens")
    return port


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _environment(database_url: str, redis_url: str, mail_port: int) -> dict[str, str]:
    port = free_port()
    return {
        "PATH": os.environ.get("PATH", ""),
        "SECRET_KEY": "a-test-key-that-nobody-else-knows-0123456789",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(mail_port),
        "MAIL_DEFAULT_SENDER": "Stadt Borken <schulungen@borken.example>",
        "TOWN_NAME": "Stadt Borken",
        "RATELIMIT_ENABLED": "false",
        "LOG_FORMAT": "json",
    }


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)
