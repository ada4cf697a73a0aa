"""What one connection does holds up no other, and health answers beside it."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.faults.town import Town

SECONDS = 5


@pytest.fixture
def connections() -> Iterator[ExitStack]:
    """Connections that stay open until the test is over."""
    with ExitStack() as opened:
        yield opened


def send(town: Town, connections: ExitStack, *lines: str, body: str = "", times: int = 1) -> None:
    """Open a connection, send this much, and go on holding it."""
    head = "".join(f"{line}\r\n" for line in (*lines, f"Host: 127.0.0.1:{town.port}"))
    made = connections.enter_context(socket.create_connection(("127.0.0.1", town.port)))
    made.sendall((head + body).encode() * times)


def statuses(town: Town, path: str, count: int) -> list[int]:
    """What others get meanwhile, each within some seconds."""
    found = []
    for _ in range(count):
        connection = http.client.HTTPConnection("127.0.0.1", town.port, timeout=SECONDS)
        connection.request("GET", path)
        found.append(connection.getresponse().status)
        connection.close()
    return found


HELD = {
    "two requests at once": (("GET / HTTP/1.1",), "\r\n", 2),
    "a stray line break behind a body": (
        ("POST /nowhere HTTP/1.1", "Content-Length: 3"),
        "\r\na=1\r\n",
        1,
    ),
    "half a request for health": (("GET /healthz HTTP/1.1",), "", 1),
    "half a request": (("GET / HTTP/1.1",), "", 1),
}


@pytest.mark.parametrize("what", HELD)
def test_others_are_served_while_one_client_holds_its_connections(
    town: Town, connections: ExitStack, what: str
) -> None:
    lines, body, times = HELD[what]
    for _ in range(3):
        send(town, connections, *lines, body=body, times=times)
    assert statuses(town, "/healthz", 8) == [200] * 8
    assert statuses(town, "/", 8) == [200] * 8
