"""What does not work at the moment, one row a thing; a row goes when the thing works again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.sql.expression import true

from .database import db
from .dialect import insert
from .models import Trouble

MAIL = "mail"
ALARM_AFTER = 3
LONGEST_REASON = 300
_TICK = "tick."


def worth_saying() -> Sequence[Trouble]:
    """All that does not work, by name: the mail server at once, other things the third time."""
    stands = or_(Trouble.name == MAIL, Trouble.failures >= ALARM_AFTER)
    return db.session.scalars(select(Trouble).where(stands).order_by(Trouble.name)).all()


def find(name: str) -> Trouble | None:
    """What is known about one thing that does not work, read anew."""
    return db.session.get(Trouble, name, populate_existing=True)


def note(name: str, reason: str, words: str, now: datetime, mine: bool = True) -> Trouble:
    """Count one more failure. Unless it is ``mine``, not while somebody else's pause runs."""
    first = {"name": name, "since": now, "failures": 1, "retry_at": now}
    again = {"failures": Trouble.failures + 1, "reason": reason[:LONGEST_REASON], "words": words}
    counts = true() if mine else or_(Trouble.retry_at <= now)
    db.session.execute(
        insert(Trouble)
        .values(first | {"reason": reason[:LONGEST_REASON], "words": words})
        .on_conflict_do_update(index_elements=["name"], set_=again, where=counts)
    )
    return db.session.get_one(Trouble, name, populate_existing=True)


def of_tick(part: str) -> str:
    """The name under which a part of the clock's work is noted."""
    return f"{_TICK}{part}"


def parts_not_done() -> list[str]:
    """The parts of the clock's work that failed three times in a row."""
    return [one.name.removeprefix(_TICK) for one in worth_saying() if one.name != MAIL]


def take_turn(name: str, now: datetime, lasts: timedelta) -> bool:
    """Whether the pause is over and it is this process that may try; nobody else then may."""
    taken = db.session.execute(
        update(Trouble)
        .where(Trouble.name == name, Trouble.retry_at <= now)
        .values(retry_at=now + lasts),
        execution_options={"synchronize_session": False},
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def clear(name: str) -> None:
    """It works again."""
    db.session.execute(delete(Trouble).where(Trouble.name == name))
