"""Rule 11: whoever read how things stand since, in a letter owed before, was told."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from registration.actions.signups.by_staff import mark_address, move_registration
from registration.actions.staff.undo import take_back
from registration.domain.letters.kinds import HELD_BACK_FOR, Kind
from registration.domain.states import MessageState
from registration.store.database import db
from registration.store.letters import outbox
from registration.store.letters.to_print import to_print
from registration.store.models import Message, Registration, Training
from registration.store.models.letters import ON_PAPER
from tests.actions.staff.undo.test_undo import (
    STAFF,
    Action,
    cancel_one,
    edit,
    every_action,
    newest,
    offered,
    people,
    refused,
)
from tests.actions.staff.undo.test_undo import training as training  # noqa: PLC0414
from tests.support.factories import make_confirmed, make_training
from tests.support.rows import letters

SECOND = timedelta(seconds=1)


def owed_before(person: Registration, now: datetime) -> Message:
    """A letter that outlives the seat, and waits."""
    outbox.owe_to(person, Kind.LINK_AGAIN, now - SECOND)
    db.session.commit()
    (found,) = letters(registration_id=person.id, kind="link_again")
    return found


def goes(letter: Message, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(letter, name, value)
    db.session.commit()


LEAVING: list[dict[str, Any]] = [
    {"state": MessageState.SENT, "sent_at": 0},
    {"state": MessageState.SENT, "sent_at": SECOND},
    {"state": MessageState.WITHDRAWN, "last_error": ON_PAPER, "printed_at": SECOND},
    {"state": MessageState.SENDING},
]
every_way = pytest.mark.parametrize("how", LEAVING)


def at(now: datetime, how: dict[str, Any]) -> dict[str, Any]:
    return {k: now + (v or 0 * SECOND) if k.endswith("_at") else v for k, v in how.items()}


@every_way
@every_action
def test_an_older_letter_that_leaves_after_it_stands_in_the_way(
    training: Training, now: datetime, action: Action, how: dict[str, Any]
) -> None:
    letter = owed_before(people(training)[0], now)
    action(training, now)
    assert newest().id in offered(now)
    goes(letter, **at(now, how))
    refused(newest().id, now + SECOND, "Something else")


@every_action
def test_a_letter_that_left_before_it_or_is_of_others_does_not(
    training: Training, now: datetime, action: Action
) -> None:
    person = people(training)[0]
    before, waits = owed_before(person, now), owed_before(people(training)[1], now)
    goes(before, state=MessageState.SENT, sent_at=now - SECOND / 1000)
    other = db.session.get_one(Training, training.id - 1)
    elsewhere = owed_before(people(other)[0], now)
    action(training, now)
    goes(elsewhere, state=MessageState.SENT, sent_at=now)
    assert waits.state == "queued"
    assert newest().id in offered(now)
    take_back(newest().id, now, STAFF)


def test_whoever_moved_up_and_read_it_stands_in_the_way(training: Training, now: datetime) -> None:
    letter, stays = (owed_before(people(training)[n], now) for n in (2, 3))
    cancel_one(training, now)
    goes(stays, state=MessageState.SENT, sent_at=now)
    assert newest().id in offered(now)
    goes(letter, state=MessageState.SENT, sent_at=now)
    refused(newest().id, now, "Something else")


def test_whoever_was_moved_and_read_it_stands_in_the_way(training: Training, now: datetime) -> None:
    person, target = people(training)[0], make_training(now, "ziel")
    stays = owed_before(make_confirmed(target, now), now)
    letter = owed_before(person, now)
    move_registration(person, target.id, now, STAFF)
    goes(stays, state=MessageState.SENT, sent_at=now)
    assert newest().id in offered(now)
    goes(letter, state=MessageState.SENT, sent_at=now)
    refused(newest().id, now, "Something else")


def test_what_was_to_be_printed_for_a_wrong_address_is_taken_back_too(
    training: Training, now: datetime
) -> None:
    edit(training, now)
    person = people(training)[0]
    mark_address(person, True, now, STAFF)
    take_back(newest().id, now, STAFF)
    listed = to_print(now + HELD_BACK_FOR, training.id)
    assert [(one.kind, one.registration_id) for one in listed] == [("confirmation", person.id)]
