"""The team moves somebody in the queue, and says why."""

from datetime import datetime

from ..domain.seats import requeue as reordered
from ..store.database import db
from ..store.models import Registration
from ..store.seats import lock, queue_of
from . import audit


def requeue(
    registration: Registration, position: int, reason: str, now: datetime, actor: str
) -> None:
    """Give somebody who waits another place, from 1; anybody else is left as they are.

    Nobody is written to: the queue's order shows on each person's own page.
    """
    lock(registration.training_id)
    if not registration.allowed(now).requeue:
        db.session.commit()
        return
    queue = {one.id: one for one in queue_of(registration.training_id)}
    ranks = sorted(one.queue_rank or 0 for one in queue.values())
    old = list(queue).index(registration.id) + 1
    for rank, person in zip(ranks, reordered(list(queue), registration.id, position), strict=True):
        queue[person].queue_rank = rank
    registration.queue_reason = reason
    new = min(max(position, 1), len(queue))
    audit.note_on(registration, actor, "moved in the queue", now, old=old, new=new)
    db.session.commit()
