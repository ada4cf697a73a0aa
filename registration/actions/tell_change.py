"""Rule 7: everybody with a seat or a place in the queue hears of a changed date or place."""

from collections.abc import Mapping
from datetime import datetime

from ..domain.changes import Slot
from ..domain.kinds import Kind
from ..domain.states import ACTIVE, RegistrationState
from ..domain.text import msgid
from ..domain.told import as_facts, merge
from ..store import outbox, registrations
from ..store.models import Registration, Training


def tell_change(training: Training, told: Mapping[int, Slot | None], now: datetime) -> int:
    """Owe a change letter to each; how many. Called under the training's lock.

    ``told`` holds, by session, what people know so far; None for a session that is new.
    A change letter that has not gone yet is withdrawn for the newer one.
    """
    people = registrations.of_training(training.id, sorted(ACTIVE))
    was = {str(i): as_facts(slot) if slot else None for i, slot in told.items()}
    versions = ",".join(
        f"s{session.id}.{session.sequence}"
        for session in training.all_sessions
        if session.id in told
    )
    for person in people:
        _tell(person, training, was, versions, now)
    return len(people)


def _tell(
    person: Registration,
    training: Training,
    was: Mapping[str, dict[str, str] | None],
    versions: str,
    now: datetime,
) -> None:
    unsent = outbox.withdraw(person.id, msgid("replaced by a newer change"), [Kind.CHANGE])
    outbox.withdraw(person.id, msgid("the session was changed"), [Kind.REMINDER])
    merged: Mapping[str, Mapping[str, str] | None] = was
    for facts in unsent:
        merged = merge(merged, facts.get("was", {}))
    outbox.owe_to(person, Kind.CHANGE, now, versions, facts={"was": dict(merged)})
    if person.status is RegistrationState.CONFIRMED:
        person.informed_at = now
    if person.answer_by and training.first_start:
        # Nobody may answer later than the training begins.
        person.answer_by = min(person.answer_by, max(now, training.first_start))
