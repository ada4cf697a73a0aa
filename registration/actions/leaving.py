"""No change makes names leave before the team could read that they will."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import update

from ..settings import current_settings
from ..store.database import db
from ..store.models import Training
from ..store.retention import TOLD_BEFORE, names_due


@contextmanager
def announced(now: datetime, training_id: int | None = None) -> Iterator[None]:
    """Keep for a week more what the change inside would let leave sooner.

    Of one training, or of all whose grants may change. Part of several use cases, under
    the training's lock; commits nothing.
    """
    zone, soon = current_settings().zone, now + TOLD_BEFORE
    before = names_due(soon, zone, training_id)
    yield
    db.session.flush()
    hastened = {training for _, _, training in names_due(soon, zone, training_id) - before}
    for one in sorted(hastened):
        db.session.execute(update(Training).where(Training.id == one).values(kept_until=soon))
