"""Seats and queue in any order of events, decided by the rules alone, on a small model."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from registration.domain.signups.deadlines import answer_by
from registration.domain.signups.seats import (
    Seats,
    Verdict,
    promotion_runs,
    promotions,
    requeue,
    state_when_confirmed,
    state_when_promoted,
    state_when_signed_up,
    verdict,
)
from registration.domain.states import RegistrationState, WaitlistMode

NOW = datetime(2027, 1, 4, 10, tzinfo=UTC)
START = NOW + timedelta(days=6)
UNCONFIRMED, OFFERED = RegistrationState.UNCONFIRMED, RegistrationState.OFFERED


@dataclass
class Person:
    """One registration."""

    id: int
    state: RegistrationState
    answer_by: datetime | None = None


@dataclass
class Town:
    """A training with its holders and its queue; gives seats only as the rules say."""

    capacity: int
    mode: WaitlistMode
    limit: int | None
    confirm_first: bool
    now: datetime = NOW
    holders: list[Person] = field(default_factory=list)
    queue: list[Person] = field(default_factory=list)

    @property
    def seats(self) -> Seats:
        return Seats(self.capacity, len(self.holders), len(self.queue), self.mode, self.limit)

    def sign_up(self, number: int) -> None:
        given = verdict(self.seats)
        if given is Verdict.REFUSED:
            return
        state = state_when_signed_up(given, self.confirm_first)
        until = answer_by(self.now, 48, START) if state is UNCONFIRMED else None
        room = self.holders if given is Verdict.SEAT else self.queue
        room.append(Person(number, state, until))

    def confirm(self, person: Person) -> None:
        person.state = state_when_confirmed(waits=person in self.queue)
        person.answer_by = None

    def end(self, people: Iterable[Person]) -> None:
        for person in people:
            (self.holders if person in self.holders else self.queue).remove(person)
        self.fill()

    def fill(self) -> None:
        for _ in range(promotions(self.seats, self.now, START)):
            person = self.queue.pop(0)
            person.state = state_when_promoted(person.state, self.mode)
            if person.state is OFFERED:
                person.answer_by = answer_by(self.now, 48, START)
            self.holders.append(person)


class Queue(RuleBasedStateMachine):
    """Any order of sign-ups, answers, cancellations, lapses and changes."""

    @initialize(
        capacity=st.integers(1, 4),
        mode=st.sampled_from(WaitlistMode),
        limit=st.none() | st.integers(0, 4),
        confirm_first=st.booleans(),
    )
    def open(
        self, capacity: int, mode: WaitlistMode, limit: int | None, confirm_first: bool
    ) -> None:
        self.town = Town(capacity, mode, limit, confirm_first)
        self.people = 0
        self.held_before = 0
        self.order: list[int] = []

    def _pick(self, data: st.DataObject, people: list[Person]) -> Person | None:
        return data.draw(st.sampled_from(people)) if people else None

    @rule(count=st.integers(1, 4))
    def people_sign_up(self, count: int) -> None:
        for _ in range(count):
            self.people += 1
            somebody_waits = bool(self.town.queue)
            self.town.sign_up(self.people)
            assert not (somebody_waits and self.people in [p.id for p in self.town.holders])

    @rule(data=st.data())
    def somebody_confirms_the_address(self, data: st.DataObject) -> None:
        every = [p for p in self.town.holders + self.town.queue if p.state is UNCONFIRMED]
        if person := self._pick(data, every):
            self.town.confirm(person)

    @rule(data=st.data())
    def somebody_cancels(self, data: st.DataObject) -> None:
        if person := self._pick(data, self.town.holders + self.town.queue):
            self.town.end([person])

    @rule(data=st.data(), accepts=st.booleans())
    def somebody_answers_an_offer(self, data: st.DataObject, accepts: bool) -> None:
        person = self._pick(data, [p for p in self.town.holders if p.state is OFFERED])
        if person and accepts:
            person.state, person.answer_by = RegistrationState.CONFIRMED, None
        elif person:
            self.town.end([person])

    @rule(capacity=st.integers(1, 6))
    def staff_change_the_capacity(self, capacity: int) -> None:
        self.town.capacity = capacity
        self.town.fill()

    @rule(mode=st.sampled_from(WaitlistMode), limit=st.none() | st.integers(0, 4))
    def staff_change_the_waiting_list(self, mode: WaitlistMode, limit: int | None) -> None:
        self.town.mode, self.town.limit = mode, limit

    @rule(data=st.data(), position=st.integers(1, 5))
    def staff_reorder_the_queue(self, data: st.DataObject, position: int) -> None:
        if person := self._pick(data, self.town.queue):
            new = requeue([p.id for p in self.town.queue], person.id, position)
            self.town.queue.sort(key=lambda p: new.index(p.id))
            self.order = new

    @precondition(lambda self: self.town.now < START)
    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.town.now = min(self.town.now + timedelta(hours=hours), START)
        every = self.town.holders + self.town.queue
        self.town.end([p for p in every if p.answer_by and p.answer_by <= self.town.now])

    @invariant()
    def a_seat_is_given_only_below_the_capacity(self) -> None:
        held = len(self.town.holders)
        assert held <= max(self.town.capacity, self.held_before)
        self.held_before = held

    @invariant()
    def no_seat_is_empty_while_somebody_waits(self) -> None:
        if promotion_runs(self.town.now, START):
            assert not (self.town.queue and len(self.town.holders) < self.town.capacity)

    @invariant()
    def nobody_is_overtaken(self) -> None:
        """Whoever stays in the queue stands behind all who stood before and still wait."""
        now = [p.id for p in self.town.queue]
        stayed = [one for one in self.order if one in now]
        assert now[: len(stayed)] == stayed
        moved_up = [one for one in self.order if one in [p.id for p in self.town.holders]]
        still = [one for one in self.order if one in now]
        assert not (moved_up and still) or self.order.index(moved_up[-1]) < self.order.index(
            still[0]
        )
        self.order = now

    @invariant()
    def offers_and_open_addresses_end_before_the_start(self) -> None:
        for person in self.town.holders + self.town.queue:
            waits_for_answer = person.state in (UNCONFIRMED, OFFERED)
            assert (person.answer_by is not None) == waits_for_answer
            assert person.answer_by is None or person.answer_by <= START

    @invariant()
    def nobody_in_the_queue_holds_a_seat(self) -> None:
        states = {person.state for person in self.town.queue}
        assert states <= {UNCONFIRMED, RegistrationState.WAITLISTED}
        assert RegistrationState.WAITLISTED not in {p.state for p in self.town.holders}


TestQueue = Queue.TestCase
TestQueue.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)
