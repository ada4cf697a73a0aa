"""Web, worker and clock as real processes, each a group of its own, ended with the tests.

They are forked from a server that has imported everything, so that one more costs a
moment instead of seconds. From there on each does what its line in the Procfile does.
"""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_WARM = ["__main__", "worker.__main__", "worker.clock", "worker.jobs", "gunicorn.app.wsgiapp"]
_WARM += ["gunicorn.workers.gthread", "tests.support.processes"]
PATIENCE_SECONDS = 20

_nursery = multiprocessing.get_context("forkserver")
_nursery.set_forkserver_preload(_WARM)


class Running:
    """One process and all that it forks."""

    def __init__(self, process: ForkServerProcess, log: Path) -> None:
        self._process = process
        self.log = log

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.is_alive()

    def said(self, words: str) -> int:
        """How often some words stand in its log."""
        return self.log.read_text(encoding="utf-8").count(words) if self.log.exists() else 0

    def kill(self) -> None:
        """End it and all its children at once, as a power cut would."""
        self._signal_all(signal.SIGKILL)
        self._process.join(PATIENCE_SECONDS)

    def ask_to_stop(self) -> None:
        """SIGTERM to the first process alone, as a process manager sends it."""
        if self._process.pid is not None:
            os.kill(self._process.pid, signal.SIGTERM)

    def stop(self, seconds: float = PATIENCE_SECONDS) -> int | None:
        """Ask it to stop and wait; its exit code, None if it does not end in time."""
        if self.alive:
            self.ask_to_stop()
        self._process.join(seconds)
        return self._process.exitcode

    def _signal_all(self, number: signal.Signals) -> None:
        try:
            os.killpg(self._process.pid or 0, number)
        except ProcessLookupError:
            self._process.kill()


def start(main: Callable[..., None], environment: Mapping[str, str], log: Path) -> Running:
    """Start one of the mains below with exactly this environment."""
    process = _nursery.Process(target=_run, args=(main, dict(environment), str(log)))
    process.start()
    return Running(process, log)


def _run(main: Callable[..., None], environment: dict[str, str], log: str) -> None:
    os.setsid()
    _end_with_starter()
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.clear()
    os.environ.update(environment)
    main()


def _end_with_starter() -> None:
    starter = multiprocessing.parent_process()
    if starter is None:
        return

    def watch() -> None:
        wait([starter.sentinel])
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


def web() -> None:
    """The Procfile's web line, on loopback and on $PORT."""
    serve("wsgi:app")


def web_on_small_disk() -> None:
    """The same on a database that can't grow, see tests.support.small_disk."""
    serve("tests.support.small_disk:app")


def serve(application: str) -> None:
    """Any application under the Procfile's web line."""
    from gunicorn.app.wsgiapp import run  # type: ignore[import-untyped]

    lines = Path("Procfile").read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if line.startswith("web: "))
    sys.argv = line.removeprefix("web: ").replace("wsgi:app", application).split()
    run()


def worker() -> None:
    """``python -m worker``."""
    from worker.__main__ import main

    main()


def worker_with_clock() -> None:
    """``python -m worker --clock``."""
    from worker.__main__ import main

    main(["--clock"])


def impatient_worker() -> None:
    """The worker, but a mail server that says nothing for a second is given up."""
    from registration.wakeup import wake_worker
    from worker.app import worker_app
    from worker.postman import Postman
    from worker.shutdown import shutdown

    app = worker_app()
    app.extensions["zusage_postman"] = Postman(
        app.extensions["zusage_settings"],
        app.extensions["zusage_links"],
        app.extensions["mail"],
        shutdown=shutdown,
        wake_another=wake_worker,
        timeout=1,
    )
    worker()


def clock() -> None:
    """``python -m worker.clock``."""
    from worker.clock import main

    main()


def until(condition: Callable[[], object], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until a condition holds; fails with what was waited for."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.03)
