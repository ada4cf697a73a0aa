"""A line between two programs that may fall silent: nothing comes, and nothing is closed."""

import socket
import threading
from contextlib import suppress


class Line:
    """Passes on bytes from its own port to another, until it is cut."""

    def __init__(self, port: int) -> None:
        self._far = port
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._cut = False
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        """Say nothing any more to anybody, on lines that stand and on new ones."""
        self._cut = True

    def mend(self) -> None:
        """Serve new lines again; those that were cut are lost."""
        self._cut = False
        if self._socket.fileno() < 0:
            self._socket = socket.create_server(("127.0.0.1", self.port))
            threading.Thread(target=self._serve, daemon=True).start()

    def stop(self) -> None:
        """End all lines, and take no new ones."""
        for end in (self._socket, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._socket.accept()
                self._ends.append(near)
                if self._cut:
                    continue
                far = socket.create_connection(("127.0.0.1", self._far))
                self._ends.append(far)
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self._cut:
                    return
                target.sendall(data)
            if not self._cut:
                target.shutdown(socket.SHUT_WR)
