"""The bell wakes whoever waits, and never again lets anybody wait."""

import signal
import time
from threading import Timer

from worker.shutdown import Bell


def test_a_wait_ends_by_itself() -> None:
    assert Bell().wait(0.01) is False


def test_a_signal_ends_a_long_wait() -> None:
    bell = Bell()
    before = signal.signal(signal.SIGUSR1, bell.ring)
    Timer(0.05, signal.raise_signal, [signal.SIGUSR1]).start()
    begun = time.monotonic()

    assert bell.wait(60) is True

    signal.signal(signal.SIGUSR1, before)
    assert time.monotonic() - begun < 5


def test_nobody_waits_once_it_has_rung() -> None:
    bell = Bell()
    bell.ring()
    begun = time.monotonic()
    assert bell.wait(60) is True
    assert time.monotonic() - begun < 1
