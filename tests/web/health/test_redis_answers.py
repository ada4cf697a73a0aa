"""What a Redis says that takes nothing: each answer is named for whoever watches."""

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from registration.app import create_app
from registration.settings import Settings

ANSWERS = {
    "MISCONF Errors writing to the RDB file": "answers MISCONF",
    "CLUSTERDOWN The cluster is down": "is a cluster that is down",
    "NOAUTH Authentication required.": "refuses our sign-in",
    "WRONGPASS invalid username-password pair": "refuses our sign-in",
    "NOPERM this user has no permissions": "refuses our sign-in",
    "READONLY You can't write against a read only replica.": "only reads: it is a replica",
    "LOADING Redis is loading the dataset in memory": "is loading its data",
    "OOM command not allowed when used memory > 'maxmemory'.": "is full",
}


class Refusal(socketserver.StreamRequestHandler):
    """Answers each command with one error, as the protocol writes it."""

    def handle(self) -> None:
        """Read the commands, arrays of strings, and refuse each."""
        while line := self.rfile.readline():
            for _ in range(int(line[1:])):
                self.rfile.read(int(self.rfile.readline()[1:]) + 2)
            answer: str = self.server.answer  # type: ignore[attr-defined]
            self.wfile.write(f"-{answer}\r\n".encode())


@pytest.fixture(params=ANSWERS)
def refusing(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """The answer, and the address of a server that gives it to everything."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusal)
    server.daemon_threads = True
    server.answer = request.param  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield request.param, f"redis://127.0.0.1:{server.server_address[1]}/0"
    server.shutdown()
    server.server_close()


def test_it_is_named_and_the_service_is_only_degraded(
    refusing: tuple[str, str], settings: Settings
) -> None:
    said, url = refusing
    answer = create_app(replace(settings, redis_url=url)).test_client().get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "degraded")  # type: ignore[index]
    assert answer.json["redis"] == ANSWERS[said]  # type: ignore[index]
    assert "redis" in answer.json["missing"]  # type: ignore[index]
