"""Owes trainers the letter with their list: the day before, on request, and by staff."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ...domain.letters.due import by_day, day_key, list_due
from ...domain.letters.kinds import Kind
from ...domain.letters.messages import once_key
from ...domain.text import address_key
from ...store import attendance as find
from ...store.database import db
from ...store.letters import outbox
from ...store.models import Message, Trainer, Training
from ...store.trainings import trainings
from ...wakeup import wake_worker
from ..privacy import audit
from ..refusal import refuse_unless
from ..tick_parts import each
from .limits import allowed_at

_LONGEST_AHEAD = timedelta(days=2)
_TRAINERS = selectinload(Training.trainers)


def owe_lists(now: datetime, zone: ZoneInfo) -> int:
    """Owe each trainer the list of each day whose moment has come; how many are new."""
    wanted = {
        (trainer.uid, day_key(day)): (trainer, [meeting.id for meeting in day])
        for training in trainings.published_near(now, now + _LONGEST_AHEAD, _TRAINERS)
        for day in by_day((s.meeting for s in training.sessions), zone)
        if list_due(day, now, zone)
        for trainer in training.trainers
    }
    keys = {once_key(Kind.ATTENDEE_LIST, *key): key for key in wanted}
    known = set(db.session.scalars(select(Message.once_key).where(Message.once_key.in_(keys))))
    missing = [key for name, key in keys.items() if name not in known]

    def owe(key: tuple[str, str]) -> int:
        trainer, sessions = wanted[key]
        return _owe(trainer, key, now, session_id=sessions[0], facts={"sessions": sessions})

    return each(missing, owe)


def send_list(trainer: Trainer, request_id: str, actor: str, now: datetime) -> None:
    """Staff send a trainer the link; the same request twice owes one letter.

    Raises NotAllowed for a draft and for a training that is cancelled.
    """
    refuse_unless(find.training_of(trainer).allowed(now).mark)
    if _owe(trainer, (trainer.uid, request_id), now):
        audit.note(
            actor,
            "sent a trainer's link",
            now,
            training_id=trainer.training_id,
            trainer=audit.Key(trainer.uid),
        )
    db.session.commit()
    wake_worker()


def lists_again(email: str, request_id: str, now: datetime) -> None:
    """Owe a letter for each training whose link opens now, to a trainer who asks for it.

    Part of ``link_again``; commits nothing. Past the limits nothing is owed.
    """
    key = address_key(email)
    for trainer, training in find.trainers_with_address(email):
        may = training.allowed(now)
        if (
            may.mark
            and may.open_list
            and allowed_at(key, Kind.ATTENDEE_LIST, now, training.id) <= now
        ):
            _owe(trainer, (trainer.uid, request_id), now, recipient_key=key)


def _owe(trainer: Trainer, key: tuple[str, str], now: datetime, **columns: Any) -> bool:
    return outbox.owe(
        Kind.ATTENDEE_LIST,
        key,
        now,
        training_id=trainer.training_id,
        trainer_id=trainer.id,
        **columns,
    )
