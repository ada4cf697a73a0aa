"""A training in each state at each moment, and somebody in each state within it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count, product
from typing import NamedTuple

from registration.domain.states import RegistrationState, TrainingState
from registration.store.database import db
from registration.store.models import Registration, Training
from tests.conftest import NOW
from tests.support.rows import DAY, HOUR, a_person, a_trainer, a_training

START = NOW + 30 * DAY
OPENS = START - 20 * DAY
END = START + 7 * DAY + 3 * HOUR
MOMENTS = {
    "announced": OPENS - HOUR,
    "open": OPENS,
    "three hours before": START - 3 * HOUR,
    "begun": START,
    "surveyed": END + HOUR,
    "long over": END + 40 * DAY,
}
_numbers = count(1)


class Stands(NamedTuple):
    """How a registration stands."""

    state: RegistrationState
    waits: bool = False
    lapsed: bool = False


CLAIMS = [
    *(Stands(state) for state in RegistrationState if state != "waitlisted"),
    Stands(RegistrationState.WAITLISTED, waits=True),
    Stands(RegistrationState.UNCONFIRMED, waits=True),
    Stands(RegistrationState.OFFERED, lapsed=True),
]


def each_moment() -> Iterator[tuple[TrainingState, datetime]]:
    """Each state of a training at each moment."""
    return product(TrainingState, MOMENTS.values())


def made_training(state: TrainingState) -> Training:
    """One of two dates, with a trainer."""
    found = a_training(START, START + 7 * DAY, state=state, registration_opens=OPENS)
    a_trainer(found, "VHS", f"vhs{next(_numbers)}@borken.example")
    return found


def made_person(training: Training, stands: Stands, now: datetime) -> Registration:
    """Somebody in it."""
    asked = stands.state in (RegistrationState.UNCONFIRMED, RegistrationState.OFFERED)
    limit = now - timedelta(seconds=1) if stands.lapsed else now + HOUR
    return a_person(
        training,
        state=stands.state,
        queue_rank=1 if stands.waits else None,
        answer_by=limit if asked else None,
        ended_at=None if stands.state.active else now,
    )


def each_claim(
    states: Sequence[TrainingState] = tuple(TrainingState),
) -> Iterator[tuple[Registration, datetime, tuple[object, ...]]]:
    """Somebody in each state, in a training in each state, at each moment; and the case."""
    for state, now in product(states, MOMENTS.values()):
        people = [made_person(made_training(state), stands, now) for stands in CLAIMS]
        db.session.commit()
        for stands, person in zip(CLAIMS, people, strict=True):
            yield person, now, (state, now, *stands)
