"""Whose link it is, whether it opens now, and the note that it was used."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from flask import abort, url_for

from ...actions import attendance as act
from ...actions.privacy import audit
from ...links import TRAINER
from ...store import attendance as find
from ...store.models import Trainer, Training, TrainingSession
from ..context import utc_now
from ..guards import links

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Visit:
    """A trainer with her one training, at a moment when her link opens."""

    trainer: Trainer
    training: Training
    token: str

    @property
    def layout(self) -> str:
        """Trainers' pages look like the public ones."""
        return "layouts/page.html"

    @property
    def actor(self) -> str:
        """How the trainer stands in the audit log."""
        return act.actor_of(self.trainer)

    def session(self, session_uid: str) -> TrainingSession:
        """One of the training's sessions; 404 for any other."""
        session = {session.uid: session for session in self.training.sessions}.get(session_uid)
        if session is None:
            abort(404)
        return session

    def url(self, page: str, **values: Any) -> str:
        """The address of another page of this link."""
        return url_for(f".{page}", token=self.token, **values)


def enter(token: str, what: str = "") -> Visit:
    """Open the door; 404 for a link that is unknown, foreign, rotated or out of its time.

    ``what`` says which personal data the page shows, and is noted in the audit log. None
    is shown of a training that is called off: then only ``look_in`` opens.
    """
    visit, now = look_in(token), utc_now()
    if not visit.training.allowed(now).mark:
        abort(404)
    if what:
        audit.log_view(visit.actor, what, now, visit.training.id)
    return visit


def look_in(token: str) -> Visit:
    """Open the door for a page that shows nobody's data; 404 like ``enter``."""
    read = links().read_token(TRAINER, token)
    if read is None:
        log.info("trainer.unknown_link")
        abort(404)
    return _visit(token, *read)


def _visit(token: str, key: str, version: int) -> Visit:
    trainer = find.trainer_by_key(key)
    training = find.training_of(trainer) if trainer else None
    reason = _why_shut(trainer, training, version, utc_now())
    if trainer is None or training is None or reason:
        act.note_refused(trainer, training, reason or audit.Word(""), utc_now())
        abort(404)
    return Visit(trainer, training, token)


def _why_shut(
    trainer: Trainer | None, training: Training | None, version: int, now: datetime
) -> audit.Word | None:
    """Why a genuine link opens nothing; None if it does."""
    if trainer is None or training is None:
        return audit.Word("no such trainer")
    if trainer.link_version != version:
        return audit.Word("revoked")
    return None if training.allowed(now).open_list else audit.Word("out of time")
