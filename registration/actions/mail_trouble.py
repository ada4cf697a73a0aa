"""A mail server that refuses all letters is asked by one worker at a time, less and less often."""

from datetime import datetime, timedelta
from enum import Enum, auto

from ..domain.letters import session_pause
from ..store import troubles
from ..store.database import db
from ..store.heartbeats import beat, last_seen
from ..store.troubles import ALARM_AFTER, MAIL
from .alarm import alarm

# While a worker tries, and if it dies meanwhile.
TURN = timedelta(minutes=5)
# Some servers take few lines at a time: the one that others were served on just now is no trouble.
SERVED_WITHIN = timedelta(minutes=1)


class Turn(Enum):
    """Whether this worker may ask the mail server."""

    FREE = auto()
    ALONE = auto()
    """The server refused before; this worker tries for all."""
    WAIT = auto()


def turn(now: datetime) -> Turn:
    """Whose turn it is. Commits."""
    found = troubles.find(MAIL)
    mine = found is not None and troubles.take_turn(MAIL, now, TURN)
    db.session.commit()
    if found is None:
        return Turn.FREE
    return Turn.ALONE if mine else Turn.WAIT


def refused(reason: str, words: str, lasting: bool, now: datetime, mine: bool) -> datetime:
    """The server refuses all letters: until when nobody asks it again. Commits.

    The team is told at once of what somebody must mend, else when it goes on.
    """
    served = last_seen(MAIL)
    if not lasting and not mine and served is not None and now - served < SERVED_WITHIN:
        return now + SERVED_WITHIN
    trouble = troubles.note(MAIL, reason, words, now, mine)
    if trouble.retry_at <= now or mine:
        trouble.retry_at = now + session_pause(trouble.failures)
    if (lasting and trouble.failures == 1) or trouble.failures == ALARM_AFTER:
        alarm(MAIL, now, reason=reason, words=words)
    until = trouble.retry_at
    db.session.commit()
    return until


def served(now: datetime, mine: bool) -> None:
    """The server took a letter: whoever tried for all lets all go on. Commits."""
    if mine:
        troubles.clear(MAIL)
    beat(MAIL, now)
    db.session.commit()
