"""The shutdown wakes whoever waits, and never again lets anybody wait."""

import signal
import time
from threading import Timer

from worker.shutdown import Shutdown


def test_a_wait_ends_by_itself() -> None:
    assert Shutdown().wait(0.01) is False


def test_a_signal_ends_a_long_wait() -> None:
    shutdown = Shutdown()
    before = signal.signal(signal.SIGUSR1, shutdown.request)
    Timer(0.05, signal.raise_signal, [signal.SIGUSR1]).start()
    begun = time.monotonic()

    assert shutdown.wait(60) is True

    signal.signal(signal.SIGUSR1, before)
    assert time.monotonic() - begun < 5


def test_nobody_waits_once_it_has_rung() -> None:
    shutdown = Shutdown()
    shutdown.request()
    begun = time.monotonic()
    assert shutdown.wait(60) is True
    assert time.monotonic() - begun < 1
