"""When a letter that a stranger causes may go to an address."""

from datetime import datetime, timedelta

from ...domain.letters.kinds import Budget, Kind, kinds_where
from ...domain.letters.limits import BREAKER_PAUSE, breaker_opens, earliest
from ...settings import current_settings
from ...store.letters import outbox
from .alarm import alarm

LOOK_BACK = timedelta(days=1)
_ADDRESS = kinds_where(lambda row: row.budget is Budget.ADDRESS)


def allowed_at(
    recipient_key: str,
    kind: Kind,
    now: datetime,
    training_id: int | None = None,
    written_to: bool = True,
) -> datetime:
    """The first moment at which one more letter of a kind may go; ``now`` if at once.

    Kinds with another budget neither use it up nor are stopped by the breaker for it.
    Whoever knows that the address got none for ``LOOK_BACK`` says so by ``written_to``.
    """
    budget = kinds_where(lambda row: row.budget is kind.row.budget)
    if kind.row.budget is Budget.ADDRESS and _breaker_open(now):
        return now + BREAKER_PAUSE
    recent = outbox.recent_to(recipient_key, now - LOOK_BACK, budget) if written_to else []
    same = [m.due_at for m in recent if (m.kind, m.training_id) == (kind, training_id)]
    # Strangers can ask for it too: no number of them a day may lock the team out. The link
    # of the last letter is good for longer than the pause.
    every = [] if kind.row.budget is Budget.SIGN_IN else [message.due_at for message in recent]
    return earliest(now, every, same)


def _breaker_open(now: datetime) -> bool:
    """Whether letters that strangers cause wait for an hour; the team is told once."""
    if not current_settings().ratelimit_enabled:
        return False
    if not breaker_opens(outbox.caused_since(now - timedelta(hours=1), _ADDRESS)):
        return False
    alarm("breaker", now)
    return True
