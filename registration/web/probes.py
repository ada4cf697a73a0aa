"""Questions that may hang, asked so that whoever waits for the answer does not."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Probe(Generic[Answer]):
    """One question, asked in a thread of its own.

    While it hangs nobody asks it again: all who come wait for the same answer.
    """

    def __init__(self, ask: Callable[[], Answer], silent: Answer) -> None:
        self._ask = ask
        self._silent = silent
        self._lock = Lock()
        self._asked: Future[Answer] | None = None

    def begin(self) -> None:
        """Ask, unless somebody has and waits."""
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = Future()
                Thread(target=self._run, args=(self._asked,), daemon=True).start()

    def answer(self, seconds: float) -> Answer:
        """What was answered within some seconds, else what silence means."""
        asked = self._asked
        try:
            return asked.result(max(seconds, 0)) if asked else self._silent
        except TimeoutError:
            return self._silent

    def _run(self, asked: "Future[Answer]") -> None:
        try:
            asked.set_result(self._ask())
        except BaseException as error:
            asked.set_exception(error)
