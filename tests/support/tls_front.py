"""A TLS server that passes all it hears on to a plain one."""

import selectors
import socket
import ssl
import threading


class TlsFront:
    """Listens with TLS on a free port of its own."""

    def __init__(self, context: ssl.SSLContext, behind: int) -> None:
        self._context, self._behind = context, behind
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
                outside = self._context.wrap_socket(caller, server_side=True)
            except ssl.SSLError:
                continue
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(outside,), daemon=True).start()

    def _pass_on(self, outside: ssl.SSLSocket) -> None:
        with outside, socket.create_connection(("127.0.0.1", self._behind)) as inside:
            ways = {outside: inside, inside: outside}
            with selectors.DefaultSelector() as ready:
                for end in ways:
                    ready.register(end, selectors.EVENT_READ)
                while all(self._carry(key.fileobj, ways) for key, _ in ready.select()):
                    pass

    @staticmethod
    def _carry(source: object, ways: dict[socket.socket, socket.socket]) -> bool:
        assert isinstance(source, socket.socket)
        heard = source.recv(65536)
        # What TLS has decrypted already does not make the socket readable again.
        while isinstance(source, ssl.SSLSocket) and source.pending():
            heard += source.recv(65536)
        if heard:
            ways[source].sendall(heard)
        return bool(heard)

    def stop(self) -> None:
        """Stop listening."""
        self._socket.close()
