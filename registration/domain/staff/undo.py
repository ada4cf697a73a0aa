"""Rule 11: what the team did by mistake can be taken back until its letters leave."""

from dataclasses import dataclass
from datetime import datetime

from ..states import PENDING, MessageState
from ..text import msgid

NO_LONGER_FITS = msgid("Something else has happened since, so that it no longer fits.")

_NEVER_LEFT = PENDING | {MessageState.WITHDRAWN}


@dataclass(frozen=True)
class Standing:
    """How things stand when somebody asks to take something back.

    ``letters`` are the states of the letters that it caused; ``touched`` whether anything
    that it changed was changed again, or told to somebody, since; ``seat_gone`` whether
    somebody else has by now what would be given back; ``came_anew`` whether whoever would
    get it back has registered again.
    """

    now: datetime
    until: datetime
    undone: bool = False
    letters: frozenset[MessageState] = frozenset()
    touched: bool = False
    seat_gone: bool = False
    came_anew: bool = False


def why_not_undone(standing: Standing) -> str | None:
    """Why something can't be taken back, as a message id; None if it can."""
    if standing.undone:
        return msgid("It has been taken back already. Nothing more has happened.")
    if standing.now >= standing.until:
        return msgid("The five minutes are over, and the letters go out.")
    if standing.letters - _NEVER_LEFT:
        return msgid("A letter about it has left already.")
    if standing.touched:
        return NO_LONGER_FITS
    if standing.came_anew:
        return msgid("Whoever would come back has registered again by now.")
    if standing.seat_gone:
        return msgid("Somebody else has the seat by now.")
    return None
