"""Seats and queue in any order of events, through the real use cases, seen in the database."""

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from registration.actions.privacy import audit
from registration.actions.signups.confirming import confirm_address
from registration.actions.signups.ending import (
    TooLate,
    accept_offer,
    cancel_by_link,
    cancel_by_staff,
    decline_offer,
    lapse_all,
)
from registration.actions.signups.sign_up import Refused, sign_up
from registration.actions.trainings.programme import import_programme
from registration.app import create_app
from registration.domain.programme import Programme
from registration.domain.signups.seats import promotion_runs
from registration.domain.states import RegistrationState, WaitlistMode
from registration.store.database import db
from registration.store.models import Message, Registration, Training
from tests.conftest import NOW, settings_for
from tests.support.factories import NOTICE, applicant, training_spec

START = NOW + timedelta(days=4)
UNCONFIRMED, OFFERED = RegistrationState.UNCONFIRMED, RegistrationState.OFFERED
AUTO, OFFER = WaitlistMode.AUTO, WaitlistMode.OFFER


class Seat:
    """What the database says about seats and queue after an event."""

    def __init__(self, active: list[Registration]) -> None:
        self.holders = [r.id for r in active if r.queue_rank is None]
        waiting = sorted((r for r in active if r.waits), key=lambda r: (r.queue_rank or 0, r.id))
        self.queue = [r.id for r in waiting]
        self.ranks = [r.queue_rank or 0 for r in waiting]


class TownHall(RuleBasedStateMachine):
    """One training and whatever people, staff and the clock do with it."""

    template: Path
    app: Flask

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp(prefix="zusage-queue-"))
        shutil.copy(self.template, self._folder / "town.sqlite")
        self.app = create_app(settings_for(f"sqlite:///{self._folder / 'town.sqlite'}"))
        self._context = self.app.app_context()
        self._context.push()
        # What durability costs is measured elsewhere; thousands of commits need none here.
        db.session.connection().exec_driver_sql("PRAGMA synchronous=OFF")
        db.session.rollback()
        self.now = NOW
        self.first_start = START

    def teardown(self) -> None:
        db.session.remove()
        db.engine.dispose()
        self._context.pop()
        shutil.rmtree(self._folder)

    @initialize(
        capacity=st.integers(1, 3),
        mode=st.sampled_from([AUTO, OFFER, WaitlistMode.OFF]),
        confirm_first=st.booleans(),
    )
    def publish(self, capacity: int, mode: WaitlistMode, confirm_first: bool) -> None:
        self.plan: dict[str, Any] = {
            "capacity": capacity,
            "waitlist": mode,
            "email_confirmation": confirm_first,
        }
        self.before = Seat([])
        self._import()

    def _import(self, **changes: object) -> None:
        self.plan |= changes
        days = (self.first_start - NOW) / timedelta(days=1)
        spec = training_spec(NOW, days=days, waitlist_limit=4, **self.plan)
        import_programme(Programme(trainings=(spec,)), self.now, audit.COMMAND_LINE)

    def _training(self) -> Training:
        return db.session.scalars(select(Training)).one()

    def _people(self, *states: RegistrationState) -> list[Registration]:
        wanted = states or [s for s in RegistrationState if s.active]
        query = select(Registration).where(Registration.state.in_(wanted)).order_by(Registration.id)
        return list(db.session.scalars(query))

    def _draw(self, data: st.DataObject, *states: RegistrationState) -> Registration | None:
        found = self._people(*states)
        return found[data.draw(st.integers(0, len(found) - 1))] if found else None

    @rule(count=st.integers(1, 3))
    def people_sign_up(self, count: int) -> None:
        for _ in range(count):
            waiting = len(Seat(self._people()).queue)
            held = len(Seat(self._people()).holders)
            person = applicant()
            try:
                sign_up(self._training().id, person, person.email, NOTICE, self.now, 48)
            except Refused:
                continue
            after = Seat(self._people())
            assert len(after.holders) == held + (not waiting and held < self.plan["capacity"])

    @rule(data=st.data())
    def somebody_confirms_the_address(self, data: st.DataObject) -> None:
        if person := self._draw(data, UNCONFIRMED):
            waits = person.waits
            confirm_address(person, self.now, audit.PARTICIPANT)
            assert person.waits is waits

    @rule(data=st.data(), by_staff=st.booleans())
    def somebody_cancels(self, data: st.DataObject, by_staff: bool) -> None:
        person = self._draw(data)
        if person and by_staff:
            cancel_by_staff(person, self.now, "staff 1", "ill")
        elif person:
            try:
                cancel_by_link(person, self.now)
            except TooLate:
                assert self.now >= self.first_start

    @rule(data=st.data(), accepts=st.booleans())
    def somebody_answers_an_offer(self, data: st.DataObject, accepts: bool) -> None:
        person = self._draw(data, OFFERED)
        if person and accepts:
            accept_offer(person, self.now)
        elif person:
            decline_offer(person, self.now)

    @rule(capacity=st.integers(1, 5))
    def staff_change_the_capacity(self, capacity: int) -> None:
        self._import(capacity=capacity)

    @rule(mode=st.sampled_from([AUTO, OFFER, WaitlistMode.OFF]))
    def staff_change_the_waiting_list(self, mode: WaitlistMode) -> None:
        self._import(waitlist=mode)

    @rule(days=st.integers(1, 3))
    def staff_move_the_training_to_a_later_day(self, days: int) -> None:
        if self.now < self.first_start < START + timedelta(days=6):
            self.first_start += timedelta(days=days)
            self._import()

    @precondition(lambda self: self.now < self.first_start)
    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        self.now = min(self.now + timedelta(hours=hours), self.first_start)
        lapse_all(self.now)
        assert not [p for p in self._people(UNCONFIRMED, OFFERED) if self._over(p.answer_by)]

    def _over(self, answer_by: datetime | None) -> bool:
        return answer_by is None or answer_by <= self.now

    @invariant()
    def seats_are_given_as_the_rules_say(self) -> None:
        """No seat above the capacity, none empty while somebody waits, nobody overtaken."""
        db.session.rollback()
        seat, capacity = Seat(self._people()), self.plan["capacity"]
        assert len(seat.holders) <= max(capacity, len(self.before.holders))
        if promotion_runs(self.now, self.first_start):
            assert not (seat.queue and len(seat.holders) < capacity)
        assert len(set(seat.ranks)) == len(seat.ranks)
        self._nobody_overtaken(seat)
        self.before = seat

    def _nobody_overtaken(self, seat: Seat) -> None:
        stayed = [one for one in self.before.queue if one in seat.queue]
        assert seat.queue[: len(stayed)] == stayed
        places = {one: place for place, one in enumerate(self.before.queue)}
        moved_up = [places[one] for one in seat.holders if one in places]
        assert not (moved_up and stayed) or max(moved_up) < places[stayed[0]]

    @invariant()
    def whoever_has_a_certain_seat_is_owed_one_letter_that_says_so(self) -> None:
        for person in self._people(RegistrationState.CONFIRMED):
            owed = db.session.scalars(
                select(Message.kind).where(
                    Message.registration_id == person.id,
                    Message.kind.in_(["confirmation", "promoted"]),
                )
            ).all()
            assert len(owed) == 1


def test_no_order_of_events_gives_a_seat_too_many_or_leaves_one_empty(
    migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TownHall, "template", migrated_sqlite, raising=False)
    run_state_machine_as_test(
        TownHall,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
