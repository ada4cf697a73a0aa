"""People who must not come: beside whoever a query is about, one of each other sort."""

from datetime import datetime, timedelta

from registration.domain.states import RegistrationState
from registration.store.database import db
from registration.store.models import Registration, Training
from tests.support.factories import make_confirmed

LONG_AGO = timedelta(days=200)


def in_state(training: Training, now: datetime, state: RegistrationState) -> Registration:
    """Somebody who has been in a state for long, and in time for whatever is asked."""
    person = make_confirmed(training, now - LONG_AGO)
    person.state = state
    person.queue_rank = 1 if state is RegistrationState.WAITLISTED else None
    person.ended_at = None if state.active else now - LONG_AGO
    db.session.commit()
    return person


def without_a_seat(training: Training, now: datetime) -> list[Registration]:
    """One person in each state but confirmed."""
    states = [s for s in RegistrationState if s is not RegistrationState.CONFIRMED]
    return [in_state(training, now, state) for state in states]


def out_of_reach(training: Training, now: datetime) -> list[Registration]:
    """Two who have a seat and no address that letters reach."""
    on_paper, unreachable = (make_confirmed(training, now - LONG_AGO) for _ in "ab")
    on_paper.email = on_paper.email_key = None
    unreachable.address_wrong = True
    db.session.commit()
    return [on_paper, unreachable]
