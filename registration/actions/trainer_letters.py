"""Owes trainers the letter with their list: the day before, on request, and by staff."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ..domain.due import list_due
from ..domain.kinds import Kind
from ..domain.letters import once_key
from ..domain.states import TrainingState
from ..domain.text import address_key
from ..store import attendance as find
from ..store import outbox
from ..store.database import db
from ..store.models import Message, Trainer, Training, TrainingSession
from ..wakeup import nudge
from . import audit
from .limits import allowed_at

_LONGEST_AHEAD = timedelta(days=2)


def owe_lists(now: datetime, zone: ZoneInfo) -> int:
    """Owe each trainer the list of each session whose moment has come; how many are new."""
    due = [s for s in _soon(now) if list_due(s.starts, now, zone)]
    wanted = {_key(trainer, s): (trainer, s) for s in due for trainer in s.training.trainers}
    keys = {once_key(Kind.ATTENDEE_LIST, *key): key for key in wanted}
    known = set(db.session.scalars(select(Message.once_key).where(Message.once_key.in_(keys))))
    missing = [key for name, key in keys.items() if name not in known]
    for key in missing:
        trainer, session = wanted[key]
        _owe(trainer, key, now, session_id=session.id)
    db.session.commit()
    return len(missing)


def _key(trainer: Trainer, session: TrainingSession) -> tuple[str, str]:
    return trainer.uid, f"s{session.id}.{session.sequence}"


def _soon(now: datetime) -> list[TrainingSession]:
    return list(
        db.session.scalars(
            select(TrainingSession)
            .join(Training)
            .where(
                Training.state == TrainingState.PUBLISHED.value,
                TrainingSession.dropped_at.is_(None),
                TrainingSession.starts > now,
                TrainingSession.starts <= now + _LONGEST_AHEAD,
            )
            .order_by(TrainingSession.id)
            .options(selectinload(TrainingSession.training).selectinload(Training.trainers))
        )
    )


def send_list(trainer: Trainer, request_id: str, actor: str, now: datetime) -> None:
    """Staff send a trainer the link; the same request twice owes one letter."""
    if _owe(trainer, (trainer.uid, request_id), now):
        audit.note(
            actor,
            "sent a trainer's link",
            now,
            training_id=trainer.training_id,
            trainer=trainer.id,
        )
    db.session.commit()
    nudge()


def lists_again(email: str, request_id: str, now: datetime) -> None:
    """Owe a letter for each training whose link opens now, to a trainer who asks for it.

    Part of ``link_again``; commits nothing. Past the limits nothing is owed.
    """
    key = address_key(email)
    for trainer in find.trainers_with_address(email):
        training = find.training_of(trainer)
        opens = training.allowed(now).open_list
        if opens and allowed_at(key, Kind.ATTENDEE_LIST, now, training.id) <= now:
            _owe(trainer, (trainer.uid, request_id), now, recipient_key=key)


def _owe(trainer: Trainer, key: tuple[str, str], now: datetime, **columns: int | str) -> bool:
    return outbox.owe(
        Kind.ATTENDEE_LIST,
        key,
        now,
        training_id=trainer.training_id,
        trainer_id=trainer.id,
        **columns,
    )
