"""The sessions of a training as calendar entries that anyone may have."""

from collections.abc import Sequence

from ...documents.ics import Entry
from ...store.models import Training
from ..guards import links, settings


def public_entries(training: Training) -> Sequence[Entry]:
    """Entries without the online address; marked as ended once the training is called off."""
    return [
        Entry(
            uid=f"{training.uid}-{session.uid}@{settings().host.split(':')[0]}",
            sequence=session.sequence,
            starts=session.starts,
            ends=session.ends,
            title=training.title,
            place=session.venue,
            url=links().training(training.slug),
            text=training.summary,
            ended=training.calendar.called_off,
        )
        for session in training.sessions
    ]
