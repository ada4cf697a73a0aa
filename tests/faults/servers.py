"""A Valkey of the tests' own, which they may stop and start."""

import subprocess
import sys
from pathlib import Path

import redis

from tests.support import leash
from tests.support.ports import free_port
from tests.support.processes import until


class Valkey:
    """A Valkey that may be away and come back with what it had."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Begin to serve; nothing happens if it does already."""
        if self._process is not None:
            return
        command = [sys.executable, "-m", "tests.support.valkey", str(self.port), str(self._folder)]
        self._process = leash.start(command, self._folder / "log")
        until(self._answers, "Valkey answers")

    def _answers(self) -> bool:
        try:
            return bool(self.connection().ping())
        except redis.RedisError:
            return False

    def connection(self) -> redis.Redis:
        """A connection of the test's own."""
        return redis.Redis.from_url(self.url)

    def stop(self) -> None:
        """Go away."""
        if self._process is not None:
            leash.stop(self._process)
            self._process = None
