"""The parts of a tick: each by itself, one bad row put off, a part that keeps failing told."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

import structlog

from ..store import troubles
from ..store.away import is_away
from ..store.database import db, roll_back
from .letters.alarm import alarm

Row = TypeVar("Row")

log = structlog.get_logger(__name__)


class PutOff(Exception):
    """Some rows of a part could not be done now; all others were."""

    def __init__(self, done: int, failed: int) -> None:
        super().__init__(f"{failed} put off")
        self.done = done
        self.failed = failed


def run_part(name: str, work: Callable[[], int], now: datetime) -> int:
    """Do one part, and say if it keeps failing. The next must run whatever becomes of it."""
    try:
        done = work()
        db.session.commit()
        _works(name)
        return done
    except Exception as error:
        roll_back()
        log.error("tick.failed", part=name, reason=type(error).__name__, exc_info=True)
        _fails(name, error, now)
        return error.done if isinstance(error, PutOff) else 0


def _works(name: str) -> None:
    if troubles.find(troubles.of_tick(name)) is not None:
        troubles.clear(troubles.of_tick(name))
    db.session.commit()


def _fails(name: str, error: Exception, now: datetime) -> None:
    """The third time in a row the team is told."""
    try:
        trouble = troubles.note(troubles.of_tick(name), type(error).__name__, "", now)
        if trouble.failures == troubles.ALARM_AFTER:
            alarm(trouble.name, now, part=name)
        db.session.commit()
    except Exception as fault:  # a database that is away can't be told so
        roll_back()
        log.warning("tick.not_told", part=name, reason=type(fault).__name__)


def each(rows: Iterable[Row], work: Callable[[Row], int], at_once: int = 1) -> int:
    """Do it for each row and commit; raises PutOff in the end if some could not be done.

    Several are done ``at_once`` in one transaction; if that fails, each of them by itself.
    """
    done = failed = 0
    for chunk in _chunks(rows, at_once):
        try:
            done += sum([work(row) for row in chunk])
            db.session.commit()
        except Exception as error:
            roll_back()
            if is_away(error):
                raise
            some_done, some_failed = _singly(chunk, work, error)
            done, failed = done + some_done, failed + some_failed
    if failed:
        raise PutOff(done, failed)
    return done


def _singly(chunk: Sequence[Row], work: Callable[[Row], int], error: Exception) -> tuple[int, int]:
    if len(chunk) == 1:
        # What is nested has been logged where it failed.
        if not isinstance(error, PutOff):
            log.error("tick.row_put_off", reason=type(error).__name__, exc_info=error)
        return (error.done if isinstance(error, PutOff) else 0), 1
    try:
        return each(chunk, work), 0
    except PutOff as put_off:
        return put_off.done, put_off.failed


def _chunks(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    left = iter(rows)
    while chunk := list(islice(left, size)):
        yield chunk
