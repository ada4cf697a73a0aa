"""The team writes to a selection of a training's people."""

from collections.abc import Sequence
from datetime import datetime

from ...domain.letters.kinds import Kind
from ...store.database import db
from ...store.keys import new_key
from ...store.letters import outbox
from ...store.models import Circular, Registration, Staff, Training
from ...wakeup import wake_worker
from ..privacy import audit
from ..refusal import refuse_unless


def write_circular(
    training_id: int,
    people: Sequence[Registration],
    words: tuple[str, str],
    staff: Staff,
    now: datetime,
) -> tuple[int, int]:
    """Owe each person the letter; the circular's id and how many letters.

    ``words`` are subject and Markdown body. The letters are due after five minutes, so
    that a mistake can still be withdrawn. People without an address get none. Raises
    NotAllowed for a draft.
    """
    refuse_unless(db.session.get_one(Training, training_id).allowed(now).write)
    circular = _keep(training_id, words, staff.id, now)
    cause = new_key()
    written = sum(
        outbox.owe_to(one, Kind.CUSTOM, now, cause, circular_id=circular.id) for one in people
    )
    audit.note(
        audit.actor_of(staff),
        "wrote to people",
        now,
        training_id=training_id,
        circular=circular.id,
        letters=written,
    )
    db.session.commit()
    wake_worker()
    return circular.id, written


def write_test_letter(
    person: Registration, words: tuple[str, str], staff: Staff, now: datetime
) -> None:
    """Owe the member of staff the letter as one person would get it, at once.

    It goes to the member's own address, and its links open nothing. Raises NotAllowed for
    a draft.
    """
    refuse_unless(person.training.allowed(now).write)
    circular = _keep(person.training_id, words, staff.id, now)
    outbox.owe(
        Kind.CUSTOM,
        [f"test-{new_key()}"],
        now,
        due_at=now,
        training_id=person.training_id,
        registration_id=person.id,
        staff_id=staff.id,
        circular_id=circular.id,
        address=staff.email,
        language=person.language,
    )
    audit.note(audit.actor_of(staff), "wrote a test letter", now, training_id=person.training_id)
    db.session.commit()
    wake_worker()


def _keep(training_id: int, words: tuple[str, str], staff_id: int, now: datetime) -> Circular:
    subject, body = words
    circular = Circular(
        training_id=training_id, staff_id=staff_id, subject=subject, body=body, created_at=now
    )
    db.session.add(circular)
    db.session.flush()
    return circular
