"""Who will get which letter if a training is changed so; said before anything is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .changes import Plan
from .kinds import Kind
from .seats import Seats, promotions
from .states import RegistrationState, WaitlistMode


@dataclass(frozen=True)
class Someone:
    """One active registration, as far as letters go."""

    state: RegistrationState
    waits: bool
    has_address: bool


@dataclass(frozen=True)
class Consequences:
    """What a change will do: letters by kind, people to be called, seats over the capacity."""

    letters: tuple[tuple[Kind, int], ...] = ()
    without_address: int = 0
    move_up: int = 0
    over_capacity: int = 0

    @property
    def tells_nobody(self) -> bool:
        """Whether no letter goes and nobody has to be called."""
        return not self.letters and not self.without_address


def of_change(
    people: Sequence[Someone], plan: Plan, seats: Seats, first_start: datetime | None, now: datetime
) -> Consequences:
    """What follows from a change. ``people`` in order of the queue, ``seats`` as they will be."""
    changed = people if plan.tells else ()
    up = promotions(seats, now, first_start)
    promoted = [one for one in people if one.waits][:up]
    settled = [one for one in promoted if one.state is not RegistrationState.UNCONFIRMED]
    kind = Kind.OFFER if seats.waitlist is WaitlistMode.OFFER else Kind.PROMOTED
    return _counted(
        {Kind.CHANGE: changed, kind: settled},
        move_up=up,
        over_capacity=max(0, seats.held - seats.capacity),
    )


def of_cancelling(people: Sequence[Someone]) -> Consequences:
    """What follows if the training is called off."""
    return _counted({Kind.CANCELLATION: people})


def _counted(owed: dict[Kind, Sequence[Someone]], **rest: int) -> Consequences:
    letters = {kind: sum(one.has_address for one in people) for kind, people in owed.items()}
    silent = max((sum(not one.has_address for one in p) for p in owed.values()), default=0)
    found = tuple((kind, count) for kind, count in letters.items() if count)
    return Consequences(letters=found, without_address=silent, **rest)
