"""What the team did is kept for five minutes so that it can be taken back (rule 11)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from ...domain.letters.due import renamed_days, with_new_names
from ...domain.letters.kinds import HELD_BACK_FOR
from ...domain.staff.undo import NO_LONGER_FITS
from ...domain.states import PENDING, MessageState, RegistrationState
from ...domain.text import msgid
from ...settings import current_settings
from ...store.database import db
from ...store.letters import reminders, runs
from ...store.letters.outbox import keep_for_paper
from ...store.models import CompletedRun, Message, Registration, Training, Undoable
from ...store.models.letters import ADDRESS_WRONG, FOR_PAPER, ON_PAPER
from ...store.signups.seats import lock_all, seats_of
from ...store.staff.snapshots import TABLES, Rows, dates_in, differences, from_json, snapshot
from ...wakeup import wake_worker
from ..privacy import audit
from ..signups.seats import fill_seats
from .undo_allowed import concerned, why_not

TAKEN_BACK = msgid("it was taken back")


class NotUndone(Exception):
    """It can't be taken back; the text is a message id that says why."""


@contextmanager
def undoable(
    training: Training, action: str, now: datetime, target: Training | None = None
) -> Iterator[None]:
    """Keep what is done inside, under the training's lock, so that it can be taken back.

    ``target``: somebody moves to that one. Part of several use cases; commits nothing.
    """
    ids = [one.id for one in (training, target) if one is not None]
    held, before = seats_of(training).held, snapshot(*ids)
    yield
    after = snapshot(*ids)
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
    asked = db.session.get(Undoable, undoable_id)
    trainings = lock_all(concerned(asked) if asked else ())
    kept = db.session.get(Undoable, undoable_id) if asked else None
    if kept is None:  # its person was erased, perhaps while this waited for the lock
        db.session.rollback()
        raise NotUndone(NO_LONGER_FITS)
    # Before anything is read: from here on no postman can take one of its letters.
    _withdraw_own(kept)
    _withdraw_reminders_since(kept)
    stands = snapshot(*(training.id for training in trainings))
    why = why_not(kept, stands, now)
    if why is not None:
        db.session.rollback()
        raise NotUndone(why)
    _put_back(kept, stands, now)
    db.session.expire_all()
    count_as_before(kept.training, kept)
    _keep_one_reminder(kept, trainings, now)
    for training in trainings:
        fill_seats(training, now)  # what lapsed while it was off, or what a move had taken
        audit.note(actor, "took back", now, training_id=training.id, what=audit.Word(kept.action))
    kept.training.version += 1
    kept.undone_at = now
    db.session.commit()
    wake_worker()
    return kept


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
        this &= table.c.state == MessageState.WITHDRAWN
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
    elif was is None and name == "registration":
        db.session.execute(update(table).where(this).values(_ended(now)))
    elif was is not None:
        values = from_json(table, was)
        if "sequence" in values:
            # A calendar may have read the other date meanwhile: it follows the higher one.
            values["sequence"] = stands["session"][str(row_id)]["sequence"] + 1
        db.session.execute(update(table).where(this).values(**values))


def _ended(now: datetime) -> dict[str, Any]:
    """Whoever came by a move leaves again; the row stays, as all do."""
    return {
        "state": RegistrationState.CANCELLED,
        "queue_rank": None,
        "answer_by": None,
        "ended_at": now,
        "end_reason": TAKEN_BACK,
    }


def _withdraw_own(kept: Undoable) -> None:
    """Its letters never go. Their keys are free again: it may be done once more."""
    own = [int(key) for key, (was, _) in kept.rows["message"].items() if was is None]
    table = TABLES["message"]
    ours = table.c.id.in_(own)
    db.session.execute(
        update(table)
        .where(ours, or_(table.c.state.in_(PENDING), table.c.last_error.in_(FOR_PAPER)))
        .values(state=MessageState.WITHDRAWN, last_error=TAKEN_BACK)
    )
    key = table.c.once_key + f":undone-{kept.id}"
    db.session.execute(update(table).where(ours).values(once_key=key))


def _withdraw_reminders_since(kept: Undoable) -> None:
    """Of the other dates nobody is reminded: it counts what was owed before, or the clock owes."""
    changed = [int(key) for key in kept.rows["session"]]
    reminders.withdraw_reminders(kept.training_id, changed, TAKEN_BACK, after_id=kept.last_letter)


def _keep_one_reminder(kept: Undoable, trainings: Iterable[Training], now: datetime) -> None:
    """What was put back stands beside what was owed meanwhile, and goes where letters reach."""
    back = [int(key) for key, (was, _) in kept.rows["message"].items() if was is not None]
    whose = select(Message.registration_id).where(Message.id.in_(back))
    people = db.session.scalars(select(Registration).where(Registration.id.in_(whose))).all()
    reminders.remind_again([one for one in people if one.reachable], now)
    for person in people:
        if not person.reachable:
            keep_for_paper(person.id, ADDRESS_WRONG if person.email else ON_PAPER)
    reminders.withdraw_surplus([training.id for training in trainings])
    runs.go_through_again(kept.training_id, kept.made_at)


def count_as_before(training: Training, kept: Undoable) -> None:
    """What went for a session in its old SEQUENCE counts for the one it has now."""
    old = {
        int(key): was["sequence"]
        for key, (was, _) in kept.rows["session"].items()
        if was is not None and "sequence" in was
    }
    names = renamed_days([s.meeting for s in training.sessions], old, current_settings().zone)
    if not names:
        return
    for one in db.session.scalars(
        select(CompletedRun).where(CompletedRun.training_id == training.id)
    ):
        one.key = with_new_names(one.key, names)
    named = or_(*(Message.once_key.contains(name) for name in names))
    letters = select(Message).where(Message.training_id == training.id, named)
    for letter in db.session.scalars(letters):
        letter.once_key = with_new_names(letter.once_key, names)
