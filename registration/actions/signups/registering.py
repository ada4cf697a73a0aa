"""The one way to register somebody, whoever causes it: the form, the team, a move.

Part of several use cases, under the training's lock; commits nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...domain.signups.seats import Verdict, state_when_signed_up
from ...domain.states import RegistrationState
from ...store.keys import new_key
from ...store.signups.sign_up_rows import add_registration


@dataclass(frozen=True)
class Place:
    """What somebody gets: a seat, or the place in the queue behind ``last_rank``.

    ``answer_by`` is until when the address is to be confirmed; None if nobody asks.
    """

    training_id: int
    given: Verdict
    last_rank: int
    answer_by: datetime | None = None


@dataclass(frozen=True)
class Registered:
    """Somebody who was registered just now."""

    id: int
    uid: str
    state: RegistrationState


def register(place: Place, person: Mapping[str, Any], now: datetime) -> Registered:
    """Store a registration; ``person`` are the columns that say who it is."""
    state = state_when_signed_up(place.given, confirm_first=place.answer_by is not None)
    uid = new_key()
    new_id = add_registration(
        {
            **person,
            "training_id": place.training_id,
            "key": new_key(),
            "uid": uid,
            "state": state,
            "queue_rank": place.last_rank + 1 if place.given is Verdict.WAIT else None,
            "created_at": now,
            "answer_by": place.answer_by,
            "informed_at": now if state.has_certain_seat else None,
        }
    )
    return Registered(new_id, uid, state)
