"""A trainer marks who is there. Each mark stands by itself: two people don't undo each other."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from ..domain.attendance import changes
from ..store import attendance as find
from ..store.database import db
from ..store.keys import new_version
from ..store.models import Trainer, Training, TrainingSession, WalkIn
from .privacy import audit
from .refusal import refuse_unless


@dataclass(frozen=True)
class Newcomer:
    """Somebody who came without a registration; ``key`` is the form's."""

    key: str
    given_name: str
    family_name: str
    organisation: str = ""


def actor_of(trainer: Trainer) -> str:
    """How a trainer stands in the log: by a name that nobody else ever gets, and no address."""
    return f"trainer {trainer.uid}"


def mark(
    session: TrainingSession, registration_id: int, present: bool, actor: str, now: datetime
) -> None:
    """Note that somebody was there, or was not. Saying it again changes nothing."""
    _refuse_closed(session, now)
    current = find.marks([session.id])[session.id]
    wanted = changes(current, {registration_id: present})
    if not wanted:
        db.session.rollback()
        return
    find.set_marks(session.id, wanted, now, actor)
    audit.note(
        actor,
        "marked attendance",
        now,
        training_id=session.training_id,
        registration_id=registration_id,
        session=session.id,
        present=present,
    )
    db.session.commit()


def mark_all_present(session: TrainingSession, actor: str, now: datetime) -> None:
    """Mark everybody who is expected and whom nobody has marked yet as present."""
    _refuse_closed(session, now)
    known = find.marks([session.id])[session.id]
    missing = [p.id for p in find.expected(session.training_id) if p.id not in known]
    find.add_missing_marks(session.id, missing, now, actor)
    _note(session, actor, "marked all present", now, people=len(missing))
    db.session.commit()


def add_walk_in(session: TrainingSession, who: Newcomer, actor: str, now: datetime) -> None:
    """Add somebody who came without a registration; the same form sent twice adds one."""
    _refuse_closed(session, now)
    new = find.add_walk_in(**vars(who), session_id=session.id, added_at=now, added_by=actor)
    if new:
        _note(session, actor, "added a walk-in", now)
    db.session.commit()


def remove_walk_in(session: TrainingSession, key: str, actor: str, now: datetime) -> None:
    """Take back a walk-in that was added by mistake; one that is gone already is let be."""
    _refuse_closed(session, now)
    found = db.session.scalars(
        select(WalkIn).where(WalkIn.key == key, WalkIn.session_id == session.id)
    ).one_or_none()
    if found is None:
        return
    db.session.delete(found)
    _note(session, actor, "removed a walk-in", now, walk_in=found.id)
    db.session.commit()


def complete_list(session: TrainingSession, complete: bool, actor: str, now: datetime) -> None:
    """Say that the list of a session is complete, or take it back.

    Marks may still be set afterwards: a colleague who is not done loses none.
    """
    _refuse_closed(session, now)
    if (session.list_completed_at is not None) is complete:
        return
    session.list_completed_at = now if complete else None
    _note(session, actor, "completed the list" if complete else "reopened the list", now)
    db.session.commit()


def rotate_link(trainer: Trainer, actor: str, now: datetime) -> None:
    """Make all links that a trainer has worthless; the next letter brings a new one."""
    query = update(Trainer).where(Trainer.id == trainer.id)
    db.session.execute(query.values(link_version=new_version()))
    who = audit.Key(trainer.uid)
    audit.note(actor, "revoked a trainer's link", now, training_id=trainer.training_id, trainer=who)
    db.session.commit()


def note_refused(
    trainer: Trainer | None, training: Training | None, reason: audit.Word, now: datetime
) -> None:
    """Log that somebody used a genuine link that opens nothing any more."""
    training_id = training.id if training else None
    audit.note(
        actor_of(trainer) if trainer else "trainer",
        "used a dead link",
        now,
        training_id=training_id,
        reason=reason,
    )
    db.session.commit()


def _refuse_closed(session: TrainingSession, now: datetime) -> None:
    """Raise NotAllowed if nobody is to be marked: a draft, or a training that is cancelled."""
    refuse_unless(session.training.allowed(now).mark)


def _note(session: TrainingSession, actor: str, action: str, now: datetime, **facts: int) -> None:
    audit.note(actor, action, now, training_id=session.training_id, session=session.id, **facts)
