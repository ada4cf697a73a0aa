"""When a letter that a stranger causes may go to an address."""

from datetime import datetime, timedelta

from ..domain.letters import Kind
from ..domain.limits import earliest
from ..store import outbox


def allowed_at(
    recipient_key: str, kind: Kind, now: datetime, training_id: int | None = None
) -> datetime:
    """The first moment at which one more letter of a kind may go; ``now`` if at once."""
    recent = outbox.recent_to(recipient_key, now - timedelta(days=1))
    same = [m.due_at for m in recent if (m.kind, m.training_id) == (kind.value, training_id)]
    return earliest(now, [message.due_at for message in recent], same)
