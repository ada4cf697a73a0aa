"""What was reminded of before a change counts again once the change is taken back."""

from sqlalchemy import delete, or_, select

from ..domain.due import renamed_days, with_new_names
from ..settings import current_settings
from ..store.database import db
from ..store.models import Message, Round, Training, Undoable


def count_as_before(training: Training, kept: Undoable) -> None:
    """What went for a session in its old SEQUENCE counts for the one it has now."""
    old = {
        int(key): was["sequence"]
        for key, (was, _) in kept.rows["session"].items()
        if was is not None and "sequence" in was
    }
    names = renamed_days([s.meeting for s in training.sessions], old, current_settings().zone)
    if not names:
        return
    for one in db.session.scalars(select(Round).where(Round.training_id == training.id)):
        one.key = with_new_names(one.key, names)
    named = or_(*(Message.once_key.contains(name) for name in names))
    letters = select(Message).where(Message.training_id == training.id, named)
    for letter in db.session.scalars(letters):
        letter.once_key = with_new_names(letter.once_key, names)


def go_through_again(kept: Undoable) -> None:
    """Whoever comes back may have been left out of a round; nobody else gets its letter twice."""
    since = (Round.training_id == kept.training_id, Round.done_at >= kept.made_at)
    db.session.execute(delete(Round).where(*since))
