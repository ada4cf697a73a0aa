"""What the team did is kept for some minutes so that it can be taken back (rule 11)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from ..domain.due import renamed_days, with_new_names
from ..domain.kinds import HELD_BACK_FOR
from ..domain.states import PENDING, MessageState
from ..domain.text import msgid
from ..domain.undo import Standing, why_not_undone
from ..settings import current_settings
from ..store.database import db
from ..store.models import Message, Round, Training, Undoable
from ..store.models.letters import ON_PAPER
from ..store.seats import lock, seats_of
from ..store.snapshots import TABLES, Rows, dates_in, differences, from_json, snapshot
from ..wakeup import nudge
from . import audit
from .seats import fill_seats

TAKEN_BACK = msgid("it was taken back")
_RESTLESS = frozenset({"sequence", "informed_at"})
SEAT_GONE = msgid("Somebody else has the seat by now.")


class NotUndone(Exception):
    """It can't be taken back; the text is a message id that says why."""


@contextmanager
def undoable(training: Training, action: str, now: datetime) -> Iterator[None]:
    """Keep what is done inside, under the training's lock, so that it can be taken back.

    Part of several use cases; commits nothing.
    """
    held, before = seats_of(training).held, snapshot(training.id)
    yield
    after = snapshot(training.id)
    rows = differences(before, after)
    if rows["message"] or rows["registration"]:
        db.session.add(
            Undoable(
                training_id=training.id,
                action=action,
                made_at=now,
                until=now + HELD_BACK_FOR,
                held=held,
                last_person=_newest(after, "registration"),
                last_letter=_newest(after, "message"),
                dates=dates_in(after),
                rows=rows,
            )
        )


def _newest(rows: Rows, table: str) -> int:
    return max((int(key) for key in rows[table]), default=0)


def take_back(undoable_id: int, now: datetime, actor: str) -> Undoable:
    """Restore what was before, as long as nobody has heard of it. Raises NotUndone.

    What was to be told is not told; what it had withdrawn is owed again.
    """
    training = lock(db.session.get_one(Undoable, undoable_id).training_id)
    kept = db.session.get_one(Undoable, undoable_id)
    # Before anything is read: from here on no postman can take one of its letters.
    _withdraw_own(kept)
    stands = snapshot(training.id)
    _refuse_if(why_not_undone(_standing(kept, stands, now)))
    try:
        _put_back(kept, stands, now)
    except IntegrityError:  # the person has registered anew
        _refuse_if(SEAT_GONE)
    db.session.expire_all()
    if seats_of(training).held > max(training.capacity, kept.held):
        _refuse_if(SEAT_GONE)
    _count_as_before(training, kept)
    _go_through_again(kept)
    fill_seats(training, now)  # what lapsed while the training was off
    training.version += 1
    kept.undone_at = now
    audit.note(actor, "took back", now, training_id=training.id, undoable=kept.id)
    db.session.commit()
    nudge()
    return kept


def _refuse_if(why: str | None) -> None:
    if why is not None:
        db.session.rollback()
        raise NotUndone(why)


def _standing(kept: Undoable, stands: Rows, now: datetime) -> Standing:
    own = [key for key, (was, _) in kept.rows["message"].items() if was is None]
    letters = [stands["message"][key]["state"] for key in own if key in stands["message"]]
    return Standing(
        now=now,
        until=kept.until,
        undone=kept.undone_at is not None,
        letters=frozenset(MessageState(state) for state in letters),
        touched=_changed_again(kept, stands)
        or _told_since(kept, stands)
        # Whoever comes back would never be told of other dates.
        or kept.dates != dates_in(stands),
    )


def _changed_again(kept: Undoable, stands: Rows) -> bool:
    """Whether a row that the action changed does not stand any more as the action left it."""
    return any(
        _restless_apart(stands[table].get(key), left) != left
        for table, rows in kept.rows.items()
        if table != "message"
        for key, (_, left) in rows.items()
    )


def _restless_apart(
    stands: dict[str, Any] | None, left: dict[str, Any] | None
) -> dict[str, Any] | None:
    """Of a row that stands what the action left, but for what rises, or goes with a letter."""
    if stands is None or left is None:
        return stands
    return {name: left[name] if name in _RESTLESS else stands[name] for name in left}


def _told_since(kept: Undoable, stands: Rows) -> bool:
    """Whether others have read the training as the action left it, or come to it since."""
    if not kept.rows["training"] and not kept.rows["session"]:
        return False
    came = any(int(key) > kept.last_person for key in stands["registration"])
    gone = {MessageState.SENDING.value, MessageState.SENT.value}
    return came or any(
        int(key) > kept.last_letter and letter["state"] in gone
        for key, letter in stands["message"].items()
    )


def _put_back(kept: Undoable, stands: Rows, now: datetime) -> None:
    for table, rows in kept.rows.items():
        for key, (was, left) in rows.items():
            _put_row_back(table, int(key), was, left, stands, now)


def _put_row_back(
    name: str,
    row_id: int,
    was: dict[str, Any] | None,
    left: dict[str, Any] | None,
    stands: Rows,
    now: datetime,
) -> None:
    table = TABLES[name]
    this = table.c.id == row_id
    if name == "message" and left is not None and "state" in left:
        # What a postman did meanwhile is none of the action's.
        this &= table.c.state == MessageState.WITHDRAWN.value
    if left is None and was is not None:
        db.session.execute(insert(table).values(**from_json(table, was)))
    elif was is None and name == "trainer":
        db.session.execute(
            update(TABLES["message"])
            .where(TABLES["message"].c.trainer_id == row_id)
            .values(trainer_id=None)
        )
        db.session.execute(delete(table).where(this))
    elif was is None and name == "session":
        sequence = table.c.sequence + 1
        db.session.execute(update(table).where(this).values(dropped_at=now, sequence=sequence))
    elif was is not None:
        values = from_json(table, was)
        if "sequence" in values:
            # A calendar may have read the other date meanwhile: it follows the higher one.
            values["sequence"] = stands["session"][str(row_id)]["sequence"] + 1
        db.session.execute(update(table).where(this).values(**values))


def _withdraw_own(kept: Undoable) -> None:
    """Its letters never go. Their keys are free again: it may be done once more."""
    own = [int(key) for key, (was, _) in kept.rows["message"].items() if was is None]
    pending = [state.value for state in PENDING]
    table = TABLES["message"]
    ours = table.c.id.in_(own)
    db.session.execute(
        update(table)
        .where(ours, or_(table.c.state.in_(pending), table.c.last_error == ON_PAPER))
        .values(state=MessageState.WITHDRAWN.value, last_error=TAKEN_BACK)
    )
    key = table.c.once_key + f":undone-{kept.id}"
    db.session.execute(update(table).where(ours).values(once_key=key))


def _count_as_before(training: Training, kept: Undoable) -> None:
    """What went for a session in its old SEQUENCE counts for the one it has now."""
    old = {
        int(key): was["sequence"]
        for key, (was, _) in kept.rows["session"].items()
        if was is not None and "sequence" in was
    }
    names = renamed_days([s.meeting for s in training.sessions], old, current_settings().zone)
    if not names:
        return
    for one in db.session.scalars(select(Round).where(Round.training_id == training.id)):
        one.key = with_new_names(one.key, names)
    named = or_(*(Message.once_key.contains(name) for name in names))
    letters = select(Message).where(Message.training_id == training.id, named)
    for letter in db.session.scalars(letters):
        letter.once_key = with_new_names(letter.once_key, names)


def _go_through_again(kept: Undoable) -> None:
    """Whoever comes back may have been left out of a round; nobody else gets its letter twice."""
    since = (Round.training_id == kept.training_id, Round.done_at >= kept.made_at)
    db.session.execute(delete(Round).where(*since))
