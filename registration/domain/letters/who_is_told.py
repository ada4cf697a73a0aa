"""Rules 7, 11 and 12: who must be told of what happens to a training, and by which letter.

The preview shows what comes out here, and saving owes exactly that.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from ..programme.values import TrainerSpec
from ..signups.seats import Seats, promotions
from ..states import RegistrationState, WaitlistMode
from ..trainings.changes import Plan, TrainerPlan
from .kinds import Kind
from .last_notified import LastTold, brings_news


@dataclass(frozen=True)
class Person:
    """One active registration, as far as telling goes.

    ``reachable`` by a letter: there is an address, and it is not known to be wrong.
    ``unread`` is what a change letter that has not left yet calls old.
    """

    id: int
    state: RegistrationState
    waits: bool
    reachable: bool = True
    unread: LastTold = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether she has a certain seat."""
        return self.state.has_certain_seat


@dataclass(frozen=True)
class Lecturer:
    """One trainer who stands. ``booked``: the letter that says so is not still waiting.

    ``uid`` names her in calendars, also once her row is gone.
    """

    id: int
    who: TrainerSpec
    booked: bool = True
    unread: LastTold = field(default_factory=dict)
    uid: str = ""


@dataclass(frozen=True)
class Change:
    """What is about to happen to a training.

    ``ends`` are registrations that end, each with the letter that says so, if any.
    """

    sessions: Plan = field(default_factory=Plan)
    trainers: TrainerPlan = field(default_factory=TrainerPlan)
    publishes: bool = False
    calls_off: bool = False
    ends: Mapping[int, Kind | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """How a training stands. Seats and first start are already those of after the change.

    ``people`` are the active registrations, those who wait in order of the queue.
    """

    published: bool
    seats: Seats
    first_start: datetime | None
    people: Sequence[Person] = ()
    trainers: Sequence[Lecturer] = ()


@dataclass(frozen=True)
class Letter:
    """A letter that will be owed, to a registration by its id or to a trainer."""

    kind: Kind
    to: int | TrainerSpec


@dataclass(frozen=True)
class Told:
    """What follows: letters, who must be called or written to on paper, who moves up."""

    letters: tuple[Letter, ...] = ()
    on_paper: tuple[Letter, ...] = ()
    promoted: tuple[int, ...] = ()
    over_capacity: int = 0

    @property
    def by_hand(self) -> tuple[int, ...]:
        """The registrations that must be called, or written to on paper."""
        return tuple(dict.fromkeys(one.to for one in self.on_paper if isinstance(one.to, int)))

    @property
    def counted(self) -> tuple[tuple[Kind, int], ...]:
        """How many letters of each kind."""
        return tuple(Counter(letter.kind for letter in self.letters).items())

    @property
    def tells_nobody(self) -> bool:
        """Whether no letter goes and nobody has to be called."""
        return not self.letters and not self.on_paper

    def people(self, kind: Kind) -> list[int]:
        """The registrations that get a letter of a kind, by e-mail or on paper."""
        owed = (*self.letters, *self.on_paper)
        return [one.to for one in owed if one.kind is kind and isinstance(one.to, int)]

    def trainers(self, kind: Kind) -> list[Letter]:
        """The letters of a kind that go to trainers."""
        return [one for one in self.letters if one.kind is kind and not isinstance(one.to, int)]


def who_is_told(change: Change, standing: Standing, now: datetime) -> Told:
    """Each letter that a change will owe, and each person whom no letter reaches."""
    if not standing.published and not change.publishes:
        return Told()
    ending = [one for one in standing.people if one.id in change.ends]
    staying = [one for one in standing.people if one.id not in change.ends]
    seats = _without(standing.seats, ending)
    promoted = () if change.calls_off else _promoted(staying, seats, standing.first_start, now)
    owed = [*_to_people(change, ending, staying, now), *_to_promoted(promoted, seats.waitlist)]
    reachable = {one.id for one in standing.people if one.reachable}
    return Told(
        letters=tuple(
            [Letter(kind, to) for kind, to in owed if to in reachable]
            + [Letter(kind, to) for kind, to in _to_trainers(change, standing.trainers, now)]
        ),
        on_paper=tuple(Letter(kind, to) for kind, to in owed if to not in reachable),
        promoted=tuple(one.id for one in promoted),
        over_capacity=max(0, seats.held - seats.capacity),
    )


def _without(seats: Seats, ending: Sequence[Person]) -> Seats:
    waiting = sum(one.waits for one in ending)
    held = seats.held - (len(ending) - waiting)
    return replace(seats, held=held, waiting=seats.waiting - waiting)


def _promoted(
    staying: Sequence[Person], seats: Seats, first_start: datetime | None, now: datetime
) -> list[Person]:
    """Rule 2: the longest-waiting move up, as many as there is room for."""
    return [one for one in staying if one.waits][: promotions(seats, now, first_start)]


def _to_people(
    change: Change, ending: Sequence[Person], staying: Sequence[Person], now: datetime
) -> Iterator[tuple[Kind, int]]:
    for one in ending:
        kind = change.ends[one.id]
        # Whoever never confirmed the address is told nothing: it may be somebody else's.
        if kind and one.state is not RegistrationState.UNCONFIRMED:
            yield kind, one.id
    for one in staying:
        if change.calls_off:
            yield Kind.CANCELLATION, one.id
        elif brings_news(change.sessions, one.unread, one.holds, now):
            yield Kind.CHANGE, one.id


def _to_promoted(promoted: Sequence[Person], mode: WaitlistMode) -> Iterator[tuple[Kind, int]]:
    """Whoever has not confirmed the address yet gets the seat without a letter."""
    kind = Kind.OFFER if mode is WaitlistMode.OFFER else Kind.PROMOTED
    for one in promoted:
        if one.state is not RegistrationState.UNCONFIRMED:
            yield kind, one.id


def _to_trainers(
    change: Change, standing: Sequence[Lecturer], now: datetime
) -> Iterator[tuple[Kind, TrainerSpec]]:
    """Rule 12. Of what is over nobody is told, nor is a booking that nobody heard of undone."""
    if not change.sessions.lies_ahead(now):
        return
    stay = change.trainers.kept
    for one in standing:
        if change.calls_off or one.id not in stay:
            if one.booked:
                yield Kind.TRAINER_CANCELLATION, one.who
        elif change.publishes:
            yield Kind.TRAINER_BOOKED, stay[one.id]
        elif one.booked and brings_news(change.sessions, one.unread, True, now):
            yield Kind.TRAINER_CHANGE, stay[one.id]
    for new in () if change.calls_off else change.trainers.added:
        yield Kind.TRAINER_BOOKED, new
