"""Whatever happens in whatever order, a person is reminded of a day once for each moment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select, update

from registration.actions.letters.outbox import retry_letters, withdraw_letters
from registration.actions.letters.reminders import owe_reminders
from registration.actions.signups.by_staff import mark_address
from registration.actions.staff.undo import NotUndone, take_back
from registration.actions.trainings.planning import Draft, edit_training
from registration.actions.trainings.programme import spec_of
from registration.domain.letters.kinds import Kind
from registration.domain.programme import Extras
from registration.domain.states import MessageState
from registration.letters import NotNeeded, render_letter
from registration.store.database import db
from registration.store.models import Message, Registration, Training, Undoable
from registration.store.models.letters import FOR_PAPER
from tests.support.factories import make_confirmed, make_training, session_spec
from tests.support.rows import letters

ZONE = ZoneInfo("Europe/Berlin")
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
STAFF = "staff 1"
STARTS = datetime(2027, 3, 21, 9, 0, tzinfo=ZONE)
WEEK_BEFORE = datetime(2027, 3, 14, 9, 0, tzinfo=ZONE).astimezone(UTC)
DAY_BEFORE = datetime(2027, 3, 20, 9, 0, tzinfo=ZONE).astimezone(UTC)


class Town:
    """One training, one person, and what may happen to her reminders."""

    def __init__(self, app: Flask) -> None:
        self.app, self.now, self.moved = app, WEEK_BEFORE - DAY, False
        long_ago = STARTS - 40 * DAY
        sessions = (session_spec(STARTS),)
        opens = long_ago - DAY
        self.training_id = make_training(
            long_ago, sessions=sessions, reminder_days=(7, 1), registration_opens=opens
        ).id
        self.person_id = make_confirmed(self.training, long_ago).id
        db.session.execute(update(Message).values(state="sent", sent_at=long_ago))
        db.session.commit()

    @property
    def training(self) -> Training:
        return db.session.get_one(Training, self.training_id, populate_existing=True)

    def tick(self) -> None:
        owe_reminders(self.now, ZONE)

    def move(self) -> None:
        hours = timedelta(hours=-2 if self.moved else 2)
        self.moved = not self.moved
        spec = spec_of(self.training)
        sessions = tuple(
            replace(one, starts=one.starts + hours, ends=one.ends + hours) for one in spec.sessions
        )
        draft = Draft(replace(spec, sessions=sessions), Extras())
        edit_training(self.training_id, draft, self.training.version, self.now, STAFF)

    def undo(self) -> None:
        standing = select(Undoable.id).where(Undoable.undone_at.is_(None))
        newest = db.session.scalar(standing.order_by(Undoable.id.desc()).limit(1))
        if newest is None:
            return
        try:
            take_back(newest, self.now, STAFF)
        except NotUndone:
            return
        self.moved = not self.moved

    def withdraw_change(self) -> None:
        withdraw_letters([one.id for one in letters(kind="change")], self.now, STAFF)

    def fail(self) -> None:
        waiting = (Message.kind == Kind.REMINDER, Message.state == MessageState.QUEUED)
        failed = {"state": MessageState.FAILED, "attempts": 5}
        db.session.execute(update(Message).where(*waiting).values(**failed))
        db.session.commit()

    def retry(self) -> None:
        retry_letters(None, self.now, STAFF)

    def wrong(self) -> None:
        self._mark(True)

    def right(self) -> None:
        self._mark(False)

    def _mark(self, wrong: bool) -> None:
        person = db.session.get_one(Registration, self.person_id, populate_existing=True)
        mark_address(person, wrong, self.now, STAFF)

    def post(self) -> None:
        """What the postman does with what is due."""
        due = (Message.state == MessageState.QUEUED, Message.due_at <= self.now)
        for letter in db.session.scalars(select(Message).where(*due).order_by(Message.id)).all():
            try:
                render_letter(
                    letter,
                    self.app.extensions["zusage_settings"],
                    self.app.extensions["zusage_links"],
                    self.now,
                )
                letter.state, letter.sent_at = MessageState.SENT, self.now
            except NotNeeded:
                letter.state = MessageState.WITHDRAWN
        db.session.commit()

    def mailed(self, since: datetime, until: datetime) -> int:
        sent = [one.sent_at for one in letters(kind="reminder") if one.state == "sent"]
        return sum(1 for at in sent if at is not None and since <= at < until)

    def told(self, since: datetime) -> bool:
        """Whether a letter with all the dates, mailed or on paper, stood in for the reminder."""
        every = letters(kind="change")
        changes = [one for one in every if one.state == "sent" or one.last_error in FOR_PAPER]
        return any(one.created_at > since - timedelta(hours=12) for one in changes)


@pytest.fixture
def town(app: Flask) -> Town:
    return Town(app)


def _go(town: Town, *steps: Callable[[], None]) -> None:
    for step in steps:
        step()
        town.now += 10 * SECOND


def test_of_two_reminders_that_were_kept_back_only_the_latest_goes(town: Town) -> None:
    town.now = WEEK_BEFORE
    _go(town, town.tick, town.wrong)
    town.now = DAY_BEFORE + MINUTE
    _go(town, town.tick, town.right, town.tick)
    queued = [one for one in letters(kind="reminder") if one.state == "queued"]
    assert [one.once_key.rsplit(":")[-1] for one in queued] == ["1"]


def test_a_reminder_that_goes_late_gets_its_two_days(town: Town) -> None:
    town.now = WEEK_BEFORE
    _go(town, town.tick, town.fail, town.wrong)
    town.now = right_at = WEEK_BEFORE + 3 * DAY
    _go(town, town.right, town.tick)
    (reminder,) = letters(kind="reminder")
    assert (reminder.state, reminder.attempts, reminder.last_error) == ("queued", 0, "")
    assert (reminder.due_at, reminder.tried_since) == (right_at, right_at)


def test_what_was_printed_is_not_mailed_too(town: Town) -> None:
    town.now = WEEK_BEFORE
    _go(town, town.tick, town.wrong)
    (reminder,) = letters(kind="reminder")
    reminder.printed_at = town.now
    db.session.commit()
    _go(town, town.right, town.tick)
    assert [one.state for one in letters(kind="reminder")] == ["withdrawn"]


def test_one_that_was_queued_again_late_stands_in_for_the_latest(town: Town) -> None:
    """It left after the moment of the last one, before the clock came by."""
    town.now = WEEK_BEFORE
    _go(town, town.tick, town.wrong)
    town.now = DAY_BEFORE + MINUTE
    _go(town, town.right, town.post, town.tick)
    assert [one.state for one in letters(kind="reminder")] == ["sent"]


@pytest.mark.parametrize(
    "steps",
    [
        "tick move move tick undo undo tick",
        "tick move withdraw_change tick undo tick",
        "tick fail move move tick retry",
        "tick fail move move tick fail retry",
        "tick wrong move right undo tick",
        "tick move wrong undo right tick",
    ],
)
def test_a_date_there_and_back_brings_one_reminder(town: Town, steps: str) -> None:
    town.now = WEEK_BEFORE + MINUTE
    _go(town, *(getattr(town, step) for step in steps.split()))
    assert [one.state for one in letters(kind="reminder")].count(MessageState.QUEUED) == 1
    town.now += 10 * MINUTE
    _go(town, town.post)
    assert town.mailed(WEEK_BEFORE, DAY_BEFORE) == 1


def test_what_is_put_back_goes_to_no_wrong_address(town: Town) -> None:
    town.now = WEEK_BEFORE + MINUTE
    _go(town, town.tick, town.move, town.wrong, town.undo)
    assert [one.state for one in letters(kind="reminder")] == ["withdrawn"]


STEPS = ("tick", "tick", "move", "undo", "withdraw_change", "fail", "retry", "wrong", "right")
PAUSES = (SECOND, 10 * SECOND, MINUTE, 6 * MINUTE)


@pytest.mark.parametrize("seed", range(12))
def test_in_any_order_there_is_one_reminder_for_each_moment(town: Town, seed: int) -> None:
    chance = Random(seed)
    for moment in (WEEK_BEFORE, DAY_BEFORE):
        town.now = moment + MINUTE
        for _ in range(14):
            getattr(town, chance.choice((*STEPS, "post")))()
            town.now += chance.choice(PAUSES)
            waiting = [one.state for one in letters(kind="reminder")].count(MessageState.QUEUED)
            assert town.mailed(moment, town.now + SECOND) + waiting <= 1
    for _ in range(2):
        _go(town, town.right, town.retry, town.tick)
        town.now += 10 * MINUTE
        _go(town, town.post)
    assert town.mailed(WEEK_BEFORE, DAY_BEFORE) <= 1
    assert town.mailed(DAY_BEFORE, town.now) == 1 or town.told(DAY_BEFORE)
    assert town.mailed(DAY_BEFORE, town.now) <= 1
