"""Several machines bring one database to the newest tables at the same moment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import DATABASES, HEAD
from tests.faults.conftest import environment_of
from tests.support.postgres import PostgresServer

AT_ONCE = 3
COMMAND = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]


@pytest.mark.parametrize("kind", DATABASES)
def test_three_upgrades_at_once_all_succeed(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    if kind == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.create("upgraded_at_once")
    settings = os.environ | environment_of(url, "redis://127.0.0.1:1/0", mail_port=1)
    running = [
        subprocess.Popen(COMMAND, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _ in range(AT_ONCE)
    ]
    said = [process.communicate(timeout=120)[0].decode() for process in running]
    assert [process.returncode for process in running] == [0] * AT_ONCE, said
    dialect = url.replace("postgresql:", "postgresql+psycopg:")
    with create_engine(dialect).connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
