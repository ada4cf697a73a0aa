"""What web, worker and clock take together, counted as PSS: shared pages once."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from registration.wakeup import wake_worker
from tests.bench.clients import crowd, drive
from tests.bench.place import Place, answers
from tests.bench.plan import Plan
from tests.bench.sign_up import filled_in, open_trainings
from tests.bench.table import Row, within
from tests.support import leash
from tests.support.processes import until

MOST_MIB = 250


def memory(place: Place, plan: Plan) -> Iterator[Row]:
    """As the Procfile starts them, then with the clock in the worker, as on a small machine."""
    lines = _lines()
    yield _taken_by("memory of all", list(lines.values()), place, plan)
    small = [lines["web"], [*lines["worker"], "--clock"]]
    yield _taken_by("memory, clock in the worker", small, place, plan)


def _taken_by(what: str, lines: list[list[str]], place: Place, plan: Plan) -> Row:
    """After they have taken sign-ups and sent letters."""
    port, before = int(place.environment["PORT"]), len(place.arrivals())
    with ExitStack() as stack:
        started = [_start(stack, place, line) for line in lines]
        until(lambda: answers(port), "the web process answers")
        with crowd() as clients:
            people = filled_in(place, open_trainings(place, 1), plan.letters)
            clients.submit(drive, port, people, 8, 60).result()
        with place.app.app_context():
            wake_worker()
        until(lambda: len(place.arrivals()) >= before + plan.letters, "the letters came", 60)
        kilobytes = sum(_pss(pid) for one in started for pid in _descendants(one.pid))
    return within(what, place.database, kilobytes / 1024, MOST_MIB, "MiB")


def _lines() -> dict[str, list[str]]:
    lines = dict(line.split(": ", 1) for line in Path("Procfile").read_text().splitlines())
    return {name: lines[name].split() for name in ("web", "worker", "clock")}


def _start(stack: ExitStack, place: Place, words: list[str]) -> subprocess.Popen[bytes]:
    known = {"gunicorn": [sys.executable, "-m", "gunicorn"], "python": [sys.executable]}
    command = [*known[words[0]], *words[1:]]
    started = leash.start(command, place.folder / "memory.log", place.environment)
    stack.callback(leash.stop, started)
    return started


def _descendants(pid: int) -> list[int]:
    """All processes below one; the leash itself is no part of the service."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [one for child in map(int, children) for one in (child, *_descendants(child))]


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
