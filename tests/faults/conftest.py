"""One town of real processes for each kind of database, and a new start for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registration.app import create_app
from registration.settings import Settings
from registration.store.database import db
from tests.conftest import DATABASES, migrate
from tests.faults.servers import Valkey
from tests.faults.town import Town
from tests.support.mail import MailServer
from tests.support.ports import free_port
from tests.support.postgres import PostgresServer


def environment_of(database_url: str, redis_url: str, mail_port: int) -> dict[str, str]:
    """The settings of a town that is to serve on a free port."""
    port = free_port()
    return {
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


@pytest.fixture(scope="session")
def own_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL that tests may restart."""
    server = PostgresServer().start()
    yield server
    server.stop()


@pytest.fixture(scope="session", params=DATABASES)
def standing_town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """All servers of one town, started once."""
    folder: Path = tmp_path_factory.mktemp("town")
    url = f"sqlite:///{folder / 'zusage.sqlite'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("own_postgres").create(folder.name)
    migrate(url)
    valkey, mail = Valkey(folder), MailServer().start()
    environment = environment_of(url, valkey.url, mail.port)
    app = create_app(Settings.from_env(environment))
    town = Town(app, environment, valkey, mail, folder)
    try:
        yield town
    finally:
        town.end()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def town(standing_town: Town) -> Iterator[Town]:
    """A running town in which nothing is owed."""
    standing_town.calm_down()
    standing_town.begin()
    yield standing_town
