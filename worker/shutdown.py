"""A bell that rings once, at the end of work. A signal handler may ring it at any moment."""

import time
from types import FrameType

# Short enough for whoever waits to hear it, long enough to cost nothing.
_STEP_SECONDS = 0.2


class Bell:
    """Whether work should end. ``threading.Event`` may deadlock when a signal sets it."""

    def __init__(self) -> None:
        self.rung = False

    def ring(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ask for the end; fits ``signal.signal``."""
        self.rung = True

    def wait(self, seconds: float) -> bool:
        """Pause for some seconds or until the bell rings; whether it has rung."""
        until = time.monotonic() + seconds
        while not self.rung and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _STEP_SECONDS))
        return self.rung


closing_time = Bell()
"""The bell of this process; SIGTERM and SIGINT ring it."""
