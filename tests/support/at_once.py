"""Many at the same moment."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from flask import Flask

PATIENCE_SECONDS = 60
T = TypeVar("T")


def at_once(app: Flask, works: Sequence[Callable[[], T]]) -> list[T]:
    """Do all works at the same moment, each in a thread and context of its own."""
    ready = threading.Barrier(len(works), timeout=PATIENCE_SECONDS)

    def one(work: Callable[[], T]) -> T:
        with app.app_context():
            ready.wait()
            return work()

    with ThreadPoolExecutor(len(works)) as pool:
        running = [pool.submit(one, work) for work in works]
        return [future.result(PATIENCE_SECONDS) for future in running]
