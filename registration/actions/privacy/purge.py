"""Personal data whose time is over is emptied; the rows stay for the numbers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update

from ...domain.privacy.personal import Clock, emptied
from ...settings import current_settings
from ...store.database import Base, db
from ...store.models import (
    Circular,
    Message,
    Registration,
    SignInLink,
    StaffSession,
    Submission,
    Training,
    Undoable,
    WalkIn,
)
from ...store.privacy import retention
from ...store.privacy.retention import TOLD_BEFORE, Ids, names_due
from . import audit


@dataclass(frozen=True)
class Purged:
    """How many rows were emptied or deleted, by what they are."""

    unconfirmed: int = 0
    contacts: int = 0
    names: int = 0
    letters: int = 0
    forms: int = 0
    sign_ins: int = 0

    @property
    def rows(self) -> int:
        """All of them together."""
        return sum(astuple(self))


def purge(now: datetime, zone: ZoneInfo, dry_run: bool = False) -> Purged:
    """Empty or delete all whose time is over; with ``dry_run`` only count it.

    Each part commits by itself. One that fails does not stop the others; the faults are
    raised together at the end.
    """
    done, faults = dict[str, int](), list[Exception]()
    for name, part in _parts(now, zone).items():
        try:
            done[name] = _one(name, part, now, dry_run)
        except Exception as error:
            db.session.rollback()
            faults.append(error)
    if faults:
        raise ExceptionGroup("not all was purged", faults)
    return Purged(**done)


def _parts(now: datetime, zone: ZoneInfo) -> dict[str, Callable[[], int]]:
    return {
        "unconfirmed": lambda: _empty(Registration, retention.never_confirmed(now)),
        "contacts": lambda: _empty(Registration, retention.contacts(now), Clock.END),
        "names": lambda: (
            _empty(Registration, retention.names(now, zone), Clock.GRANT)
            + _empty(WalkIn, retention.walk_ins(now, zone), Clock.GRANT)
        ),
        "letters": lambda: (
            _delete(Message, retention.letters(now))
            + _empty(Circular, retention.circulars(now), Clock.LOG)
        ),
        "forms": lambda: (
            _delete(Submission, retention.forms(now)) + _delete(Undoable, retention.undoables(now))
        ),
        "sign_ins": lambda: (
            _delete(SignInLink, retention.sign_in_links(now))
            + _delete(StaffSession, retention.staff_sessions(now))
        ),
    }


def _one(name: str, part: Callable[[], int], now: datetime, dry_run: bool) -> int:
    rows = part()
    if dry_run or not rows:
        db.session.rollback()
        return rows
    audit.note(audit.CLOCK, "purged", now, **{name: rows})
    db.session.commit()
    return rows


def _empty(model: type[Base], due: Ids, *clocks: Clock) -> int:
    values = emptied(model.__tablename__, *clocks)
    return _run(due, update(model).values(**values), model)


def _delete(model: type[Base], due: Ids) -> int:
    return _run(due, delete(model), model)


def _run(due: Ids, statement: Any, model: Any) -> int:
    """Change the rows that are due; the write lock is taken only if there are any."""
    if not db.session.scalar(select(due.exists())):
        return 0
    found = db.session.execute(
        statement.where(model.id.in_(due)), execution_options={"synchronize_session": False}
    )
    return int(found.rowcount)  # type: ignore[attr-defined]


@contextmanager
def announced(now: datetime, training_id: int | None = None) -> Iterator[None]:
    """Keep for a week more what the change inside would let leave sooner.

    Of one training, or of all whose grants may change. Part of several use cases, under
    the training's lock; commits nothing.
    """
    zone, soon = current_settings().zone, now + TOLD_BEFORE
    before = names_due(soon, zone, training_id)
    yield
    db.session.flush()
    hastened = {training for _, _, training in names_due(soon, zone, training_id) - before}
    for one in sorted(hastened):
        db.session.execute(update(Training).where(Training.id == one).values(kept_until=soon))
