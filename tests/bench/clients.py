"""Clients with kept-open connections, all in one process of their own that only counts."""

import selectors
import socket
import time
from collections import Counter, deque
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

PATIENCE_SECONDS = 30
_END_OF_HEAD = b"\r\n\r\n"


@dataclass
class Outcome:
    """What came back: how many answers of each status, in which time, after how long each."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.statuses.total() / self.seconds


class _Client:
    """One connection and the request that is under way on it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connect()
        self.due = 0.0

    def _connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self._port), PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""

    def send(self, request: bytes, due: float) -> None:
        """Send a request; ``due`` is when somebody began to wait for its answer."""
        self.due = due
        self.socket.sendall(request)

    def receive(self) -> int | None:
        """Read what is there; the status once the answer is whole."""
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("the server closed the connection before it answered")
        self._received += data
        head, found, body = self._received.partition(_END_OF_HEAD)
        if not found or len(body) < _length(head):
            return None
        self._received = b""
        return int(head[9:12])


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


def drive(
    port: int, requests: Sequence[bytes], clients: int, seconds: float, offered: float = 0
) -> Outcome:
    """Send requests until they or the seconds are used up, and wait for the last answer.

    Each client sends its next request when it has its answer; with ``offered`` a second
    only when that one is due, and then its wait counts from the moment it was due.
    """
    outcome, left = Outcome(), deque(requests)
    begin = last = time.perf_counter()
    idle = deque(_Client(port) for _ in range(clients))
    sent = busy = 0
    with selectors.DefaultSelector() as selector:
        for client in idle:
            selector.register(client.socket, selectors.EVENT_READ, client)
        while True:
            now = time.perf_counter()
            while idle and left and now < begin + seconds:
                due = begin + sent / offered if offered else now
                if due > now:
                    break
                idle.popleft().send(left.popleft(), due)
                sent, busy = sent + 1, busy + 1
            if not busy and (not left or now >= begin + seconds):
                break
            for key, _ in selector.select(0.001 if offered else PATIENCE_SECONDS):
                status = key.data.receive()
                if status is None:
                    continue
                last = time.perf_counter()
                outcome.statuses[status] += 1
                outcome.waits.append(last - key.data.due)
                idle.append(key.data)
                busy -= 1
        for client in idle:
            client.socket.close()
    outcome.seconds = last - begin
    return outcome


def crowd() -> ProcessPoolExecutor:
    """A process in which clients wait for ``submit(drive, …)``."""
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))
