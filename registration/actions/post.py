"""What became of letters: claimed, sent, to be tried again, failed, not needed any more."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from ..domain.letters import gives_up, pause_after
from ..domain.states import MessageState
from ..store import postbox
from ..store.database import db
from ..store.heartbeats import beat, last_seen
from ..store.postbox import Claim
from ..store.troubles import MAIL

# After two days in which nobody tried, a server that says "later" still gets its chance.
FEWEST_ATTEMPTS = 5
SERVED_LATELY = timedelta(days=1)


def claim_letters(now: datetime, limit: int) -> Claim:
    """Take due letters for five minutes."""
    claim = postbox.claim(now, limit)
    beat("worker", now)
    db.session.commit()
    return claim


def mark_sent(claim: Claim, message_id: int, now: datetime) -> None:
    """The mail server has taken the letter."""
    postbox.mark(claim, message_id, MessageState.SENT, sent_at=now, last_error="")
    db.session.commit()


def mark_refused(
    claim: Claim,
    message_id: int,
    attempts: int,
    first_due: datetime,
    reason: str,
    final: bool,
    now: datetime,
) -> MessageState:
    """The mail server has not taken it: try again later, or give up; what was decided."""
    if final or (attempts >= FEWEST_ATTEMPTS and gives_up(first_due, now)):
        state, values = MessageState.FAILED, {}
    else:
        state, values = MessageState.RETRYING, {"due_at": now + pause_after(attempts)}
    postbox.mark(claim, message_id, state, last_error=reason, **values)
    db.session.commit()
    return state


def put_off(
    claim: Claim, message_id: int, attempts: int, until: datetime, reason: str, counts: bool
) -> None:
    """The server refuses all letters: this one waits too. Whether that was a try of its own."""
    postbox.mark(
        claim,
        message_id,
        MessageState.RETRYING,
        last_error=reason,
        due_at=until,
        attempts=attempts if counts else attempts - 1,
    )
    db.session.commit()


def is_refused_alone(attempts: int, first_due: datetime, now: datetime) -> bool:
    """Whether the server takes all letters but this one, and has had time enough to."""
    served = last_seen(MAIL)
    others_go = served is not None and now - served < SERVED_LATELY
    return others_go and attempts >= FEWEST_ATTEMPTS and gives_up(first_due, now)


def mark_useless(claim: Claim, message_id: int, reason: str) -> None:
    """The letter would say nothing useful any more."""
    postbox.mark(claim, message_id, MessageState.WITHDRAWN, last_error=reason)
    db.session.commit()


def release_letters(claim: Claim, ids: Sequence[int], due_at: datetime) -> None:
    """Give back what was claimed and not handed over."""
    if ids:
        postbox.release(claim, ids, due_at)
        db.session.commit()
