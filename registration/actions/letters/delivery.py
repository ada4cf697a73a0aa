"""What became of letters, and a mail server that refuses all of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum, auto

from ...domain.letters.messages import gives_up, pause_after, session_pause
from ...domain.states import MessageState
from ...store import troubles
from ...store.database import db
from ...store.heartbeats import beat, last_seen
from ...store.letters import claims, outbox
from ...store.letters.claims import Claim
from ...store.troubles import ALARM_AFTER, MAIL
from .alarm import alarm

# After two days in which nobody tried, a server that says "later" still gets its chance.
FEWEST_ATTEMPTS = 5
SERVED_LATELY = timedelta(days=1)


def claim_letters(now: datetime, limit: int) -> Claim:
    """Take due letters for five minutes."""
    claim = claims.claim(now, limit)
    beat("worker", now)
    db.session.commit()
    return claim


def mark_sent(claim: Claim, message_id: int, now: datetime) -> None:
    """The mail server has taken the letter."""
    claims.mark(claim, message_id, MessageState.SENT, sent_at=now, last_error="")
    db.session.commit()


def mark_refused(
    claim: Claim,
    message_id: int,
    attempts: int,
    tried_since: datetime,
    reason: str,
    final: bool,
    now: datetime,
) -> MessageState:
    """The mail server has not taken it: try again later, or give up; what was decided."""
    if final or (attempts >= FEWEST_ATTEMPTS and gives_up(tried_since, now)):
        state, values = MessageState.FAILED, {}
    else:
        state, values = MessageState.RETRYING, {"due_at": now + pause_after(attempts)}
    claims.mark(claim, message_id, state, last_error=reason, **values)
    db.session.commit()
    if state is MessageState.FAILED:
        _told_nothing(message_id)
    return state


def _told_nothing(message_id: int) -> None:
    """By itself: who holds a training's lock may wait for the letter, and we for the person."""
    outbox.forget_told([message_id])
    db.session.commit()


def put_off(
    claim: Claim, message_id: int, attempts: int, until: datetime, reason: str, counts: bool
) -> None:
    """The server refuses all letters: this one waits too. Whether that was a try of its own."""
    claims.mark(
        claim,
        message_id,
        MessageState.RETRYING,
        last_error=reason,
        due_at=until,
        attempts=attempts if counts else attempts - 1,
    )
    db.session.commit()


def is_refused_alone(attempts: int, tried_since: datetime, now: datetime) -> bool:
    """Whether the server takes all letters but this one, and has had time enough to."""
    served = last_seen(MAIL)
    others_go = served is not None and now - served < SERVED_LATELY
    return others_go and attempts >= FEWEST_ATTEMPTS and gives_up(tried_since, now)


def mark_useless(claim: Claim, message_id: int, reason: str) -> None:
    """The letter would say nothing useful any more."""
    claims.mark(claim, message_id, MessageState.WITHDRAWN, last_error=reason)
    db.session.commit()
    _told_nothing(message_id)


def release_letters(claim: Claim, ids: Sequence[int], due_at: datetime) -> None:
    """Give back what was claimed and not handed over."""
    if ids:
        claims.release(claim, ids, due_at)
        db.session.commit()


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
