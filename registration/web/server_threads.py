"""gunicorn's threads, with one beside them that only health waits for.

Where all others wait for a database that hangs, the process still says that it lives.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from selectors import EVENT_READ
from socket import MSG_DONTWAIT, MSG_PEEK
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

SILENT_SECONDS = 10
_HEALTH = (b"GET /healthz ", b"GET /readyz ")
_LONGEST_HEAD = 4096


class HealthBeside(ThreadWorker):
    """Hands a request over once its first bytes are there and say to whom."""

    def init_process(self) -> None:
        """Make the thread for health in the process that serves."""
        self.beside = ThreadPoolExecutor(max_workers=1)
        super().init_process()

    def enqueue_req(self, conn: Any) -> None:
        """Submit a connection that can be read; wait for one that can't without a thread."""
        if not (conn.initialized or conn.data_ready):
            self._wait_for_data(conn)
            return
        pool = self.beside if _asks_for_health(conn) else self.tpool
        done = partial(self.method_queue.defer, self.finish_request, conn)
        pool.submit(self.handle, conn).add_done_callback(done)

    def _wait_for_data(self, conn: Any) -> None:
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + SILENT_SECONDS
        self.pending_conns.append(conn)
        ready = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, EVENT_READ, ready)


def _asks_for_health(conn: Any) -> bool:
    """Whether a whole request for health is there: half of one would hold the thread."""
    try:
        # What was read ahead of the socket leaves it empty; nobody waits for it here.
        head = conn.sock.recv(_LONGEST_HEAD, MSG_PEEK | MSG_DONTWAIT)
    except OSError:  # nothing there, or gone: whoever handles it sees
        return False
    return bool(head.startswith(_HEALTH) and b"\r\n\r\n" in head)
