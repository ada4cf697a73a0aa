"""A change takes only the reminders of its own dates away, and none for good."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from registration.actions.letters import delivery
from registration.actions.letters.outbox import withdraw_letters
from registration.actions.letters.reminders import confirmed, owe_reminders
from registration.actions.privacy import audit
from registration.actions.signups.by_staff import details_of, edit_registration, mark_address
from registration.actions.trainings.programme import import_programme, spec_of
from registration.domain.programme import Programme, SessionSpec
from registration.domain.states import MessageState
from registration.store.database import db
from registration.store.letters import claims
from registration.store.models import Message, Training
from tests.support.factories import make_confirmed, make_training, session_spec
from tests.support.rows import letters

ZONE = ZoneInfo("Europe/Berlin")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FIRST = datetime(2027, 3, 15, 18, 0, tzinfo=ZONE)
SECOND = datetime(2027, 3, 16, 18, 0, tzinfo=ZONE)
LONG_AGO = FIRST - 40 * DAY
BOTH = (session_spec(FIRST), session_spec(SECOND))
OF_SECOND = datetime(2027, 3, 15, 9, 0, tzinfo=ZONE)
"""When all are reminded of the second date."""


@pytest.fixture
def training(app: Flask) -> Training:
    made = make_training(
        LONG_AGO, sessions=BOTH, reminder_days=(7,), registration_opens=LONG_AGO - DAY
    )
    make_confirmed(made, LONG_AGO)
    sent(LONG_AGO)
    owe_reminders(FIRST - 5 * DAY, ZONE)
    sent(FIRST - 5 * DAY)
    return made


def sent(now: datetime) -> None:
    waiting = db.update(Message).where(Message.state == "queued")
    db.session.execute(waiting.values(state="sent", sent_at=now))
    db.session.commit()


def redate(training: Training, now: datetime, *sessions: SessionSpec) -> None:
    spec = replace(spec_of(training), sessions=sessions)
    import_programme(Programme(trainings=(spec,)), now, audit.COMMAND_LINE)
    db.session.expire_all()


def states(training: Training, session: int) -> list[str]:
    """What became of the reminders of one session, the oldest first."""
    about = training.sessions[session].id
    return [one.state for one in letters(kind="reminder") if about in one.facts["sessions"]]


ELSEWHERE = replace(BOTH[0], place="VHS")
ADDED = session_spec(SECOND + 30 * DAY)


@pytest.mark.parametrize("changed", [(ELSEWHERE, BOTH[1]), (*BOTH, ADDED)])
def test_a_reminder_of_a_date_that_stays_outlives_a_change_that_is_undone(
    training: Training, changed: tuple[SessionSpec, ...]
) -> None:
    assert owe_reminders(OF_SECOND, ZONE) == 1
    redate(training, OF_SECOND + MINUTE, *changed)
    redate(training, OF_SECOND + 2 * MINUTE, *BOTH)
    assert states(training, 1) == ["queued"]
    assert owe_reminders(OF_SECOND + 3 * MINUTE, ZONE) == 0
    assert [one.state for one in letters(kind="change")] == ["withdrawn"]


def test_a_reminder_of_a_date_that_changed_comes_again_once_it_is_as_it_was(
    training: Training,
) -> None:
    assert owe_reminders(OF_SECOND, ZONE) == 1
    redate(training, OF_SECOND + MINUTE, BOTH[0], replace(BOTH[1], place="VHS"))
    assert states(training, 1) == ["withdrawn"]
    assert owe_reminders(OF_SECOND + 2 * MINUTE, ZONE) == 0  # the change letter says it all
    redate(training, OF_SECOND + 3 * MINUTE, *BOTH)
    assert owe_reminders(OF_SECOND + 4 * MINUTE, ZONE) == 1
    assert states(training, 1) == ["withdrawn", "queued"]
    assert owe_reminders(OF_SECOND + 5 * MINUTE, ZONE) == 0


def test_whoever_a_letter_that_never_went_kept_from_a_reminder_gets_it(training: Training) -> None:
    """Its moment lies between the change and the change back."""
    before = make_confirmed(training, OF_SECOND - DAY)
    redate(training, OF_SECOND - MINUTE, ELSEWHERE, BOTH[1])
    after = make_confirmed(training, OF_SECOND - MINUTE)  # her confirmation says everything
    assert owe_reminders(OF_SECOND, ZONE) == 0
    redate(training, OF_SECOND + MINUTE, *BOTH)
    assert owe_reminders(OF_SECOND + 2 * MINUTE, ZONE) == 2
    second = [one for one in letters(kind="reminder") if one.state == "queued"]
    assert before.id in {one.registration_id for one in second}
    assert after.id not in {one.registration_id for one in second}
    sent(OF_SECOND + 3 * MINUTE)
    assert owe_reminders(OF_SECOND + 4 * MINUTE, ZONE) == 0


def _by_the_team(letter: Message, now: datetime) -> None:
    withdraw_letters([letter.id], now, "staff 1")


def _by_the_server(letter: Message, now: datetime) -> None:
    claim = claims.claim(letter.due_at, 1)
    delivery.mark_refused(claim, letter.id, 1, now, "550", final=True, now=now)


def _for_uselessness(letter: Message, now: datetime) -> None:
    delivery.mark_useless(claims.claim(letter.due_at, 1), letter.id, "x")


@pytest.mark.parametrize("stop", [_by_the_team, _by_the_server, _for_uselessness])
def test_a_change_letter_that_never_goes_stands_in_for_no_reminder(
    training: Training, stop: Callable[[Message, datetime], None]
) -> None:
    redate(training, OF_SECOND - MINUTE, ELSEWHERE, BOTH[1])
    assert owe_reminders(OF_SECOND, ZONE) == 0
    (change,) = letters(kind="change")
    stop(change, OF_SECOND + MINUTE)
    assert owe_reminders(OF_SECOND + 2 * MINUTE, ZONE) == 1
    assert states(training, 1) == ["queued"]


def test_a_reminder_of_one_date_stands_in_for_none_of_another(app: Flask) -> None:
    """Both have the same moment: the first on its own day, the second on the day before."""
    training = make_training(
        LONG_AGO, sessions=BOTH, reminder_days=(0,), registration_opens=LONG_AGO - DAY
    )
    make_confirmed(training, LONG_AGO)
    sent(LONG_AGO)
    assert owe_reminders(OF_SECOND, ZONE) == 2
    sent(OF_SECOND)
    redate(training, OF_SECOND + MINUTE, BOTH[0], replace(BOTH[1], place="VHS"))
    redate(training, OF_SECOND + 2 * MINUTE, *BOTH)
    # Of the second date she was reminded already, and it is as it was.
    assert owe_reminders(OF_SECOND + 3 * MINUTE, ZONE) == 0
    of_second = next(
        one for one in letters(kind="reminder") if one.session_id != training.sessions[0].id
    )
    of_second.state = MessageState.WITHDRAWN
    redate(training, OF_SECOND + 4 * MINUTE, BOTH[0], replace(BOTH[1], place="VHS"))
    redate(training, OF_SECOND + 5 * MINUTE, *BOTH)
    assert owe_reminders(OF_SECOND + 6 * MINUTE, ZONE) == 1
    assert states(training, 0) == ["sent"]


@pytest.mark.parametrize("marked", [timedelta(minutes=-1), timedelta(minutes=1)])
@pytest.mark.parametrize("mend", ["mark", "edit"])
def test_a_reminder_that_a_wrong_address_kept_back_goes_once_it_is_right(
    training: Training, marked: timedelta, mend: str
) -> None:
    other = make_confirmed(training, LONG_AGO)
    wrong = next(one for one in confirmed(training.id) if one.id != other.id)
    steps = [marked, timedelta()]
    for step in sorted(steps):
        if step == marked:
            mark_address(wrong, True, OF_SECOND + marked, "staff 1")
        else:
            assert owe_reminders(OF_SECOND, ZONE) == (2 if marked > timedelta() else 1)
    assert states(training, 1).count("queued") == 1
    if mend == "mark":
        mark_address(wrong, False, OF_SECOND + 2 * MINUTE, "staff 1")
    else:
        was = details_of(wrong)
        new = replace(was, email="neu@borken.example")
        edit_registration(wrong, new, was, OF_SECOND + 2 * MINUTE, "staff 1")
    owe_reminders(OF_SECOND + 3 * MINUTE, ZONE)
    assert states(training, 1) == ["queued", "queued"]
    sent(OF_SECOND + 4 * MINUTE)
    assert owe_reminders(OF_SECOND + 5 * MINUTE, ZONE) == 0
