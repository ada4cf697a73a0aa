"""Whether this process was asked to stop. Signal handlers ask at any moment."""

import time
from types import FrameType

# Short enough to stop at once, long enough to cost nothing.
_STEP_SECONDS = 0.2


class Shutdown:
    """A request to stop. ``threading.Event`` may deadlock when a signal handler sets it."""

    def __init__(self) -> None:
        self.requested = False

    def request(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ask to stop; a handler for ``signal.signal``."""
        self.requested = True

    def wait(self, seconds: float) -> bool:
        """Pause for some seconds or until asked to stop; whether it was asked."""
        until = time.monotonic() + seconds
        while not self.requested and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _STEP_SECONDS))
        return self.requested


shutdown = Shutdown()
"""Of this process; SIGTERM and SIGINT request it."""
