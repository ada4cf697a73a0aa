"""The queries of the outbox, each with letters beside it that must not come."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from registration.domain.letters.kinds import HELD_BACK_FOR, Kind, kinds_where
from registration.domain.states import MessageState
from registration.store.database import db
from registration.store.letters import outbox
from registration.store.models import Message, Registration, Training
from tests.support.factories import make_registration, make_training

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
KEY = "amina@borken.example"
EVERY = frozenset(Kind)


@pytest.fixture
def training(app: Flask, now: datetime) -> Training:
    """A training whose letters are counted."""
    return make_training(now)


@pytest.fixture
def person(training: Training, now: datetime) -> Registration:
    """Somebody who is owed nothing yet."""
    return nobody_owed(training, now)


def nobody_owed(training: Training, now: datetime) -> Registration:
    made = make_registration(training, now)
    db.session.execute(db.delete(Message))
    db.session.commit()
    return made


def owe(now: datetime, kind: Kind = Kind.CHANGE, **columns: Any) -> int:
    """A letter of any sort; its id."""
    part = f"x{len(every())}"
    assert outbox.owe(kind, [part], now, **columns)
    return every()[-1].id


def every() -> list[Message]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Message).order_by(Message.id)))


def test_a_letter_is_owed_once_a_key(person: Registration, now: datetime) -> None:
    assert outbox.owe_to(person, Kind.CHANGE, now, "v1")
    assert not outbox.owe_to(person, Kind.CHANGE, now + HOUR, "v1")
    assert outbox.owe_to(person, Kind.CHANGE, now, "v2")
    first, second = every()
    assert (first.due_at, first.state) == (now + HELD_BACK_FOR, "queued")
    assert first.language == person.language
    assert (first.registration_id, first.training_id) == (person.id, person.training_id)
    assert first.message_id != second.message_id


def test_nobody_without_a_good_address_is_owed_a_letter_except_to_another_address(
    person: Registration, now: datetime
) -> None:
    email = person.email
    for person.email, person.address_wrong in ((None, False), ("", False), (email, True)):
        assert not outbox.owe_to(person, Kind.CHANGE, now, "v1")
        assert not outbox.owe_to(person, Kind.CHANGE, now, "v1", address=None)
    assert outbox.owe_to(person, Kind.CONFIRM_ADDRESS, now, "new", address=KEY)
    on_paper, new = every()
    assert (on_paper.kind, on_paper.state, on_paper.last_error) == (
        "change",
        "withdrawn",
        "no e-mail reaches the person: print it, or call",
    )
    assert (new.kind, new.state, new.address) == ("confirm_address", "queued", KEY)
    person.email, person.address_wrong = email, False
    assert outbox.owe_to(person, Kind.CHANGE, now, "v2")


def test_only_what_one_person_is_still_owed_is_withdrawn(
    training: Training, person: Registration, now: datetime
) -> None:
    other = make_registration(training, now, "andere@borken.example")
    db.session.execute(db.delete(Message))
    mine = [owe(now, registration_id=person.id, state=state) for state in MessageState]
    others = owe(now, registration_id=other.id)
    nobody = owe(now)
    outbox.withdraw(person.id, "why")
    found = {letter.id: letter for letter in every()}
    states = dict(zip(MessageState, (found[one].state for one in mine), strict=True))
    assert states[MessageState.QUEUED] == states[MessageState.RETRYING] == "withdrawn"
    untouched = (MessageState.SENDING, MessageState.SENT, MessageState.FAILED)
    assert all(states[s] == s for s in untouched)
    assert [found[one].state for one in (others, nobody)] == ["queued"] * 2
    assert found[mine[0]].last_error == "why"
    assert found[others].last_error == ""


def test_withdrawing_some_kinds_or_what_goes_to_the_own_address_leaves_the_rest(
    person: Registration, now: datetime
) -> None:
    about: dict[str, Any] = {"registration_id": person.id}
    change = owe(now, facts={"was": {}}, **about)
    reminder = owe(now, Kind.REMINDER, **about)
    new_address = owe(now, Kind.CONFIRM_ADDRESS, address=KEY, **about)
    outbox.withdraw(person.id, "why", [Kind.CHANGE])
    outbox.keep_for_paper(person.id, "why")
    found = {letter.id: letter.state for letter in every()}
    assert found == {change: "withdrawn", reminder: "withdrawn", new_address: "queued"}


def test_a_letter_is_pending_for_one_person_and_kind_until_it_is_handed_over(
    training: Training, person: Registration, now: datetime
) -> None:
    for state in MessageState:
        db.session.execute(db.delete(Message))
        owe(now, Kind.OFFER, registration_id=person.id)
        owe(now, Kind.CHANGE)
        owe(now, Kind.CHANGE, registration_id=person.id, state=state)
        pending = state in (MessageState.QUEUED, MessageState.RETRYING)
        assert outbox.is_pending(person.id, Kind.CHANGE) is pending


def test_what_strangers_caused_is_counted_by_address_kind_and_time(
    training: Training, now: datetime
) -> None:
    links = kinds_where(lambda row: row.budget is Kind.LINK_AGAIN.row.budget)
    about: dict[str, Any] = {"recipient_key": KEY}
    counted = [
        owe(now + SECOND, Kind.LINK_AGAIN, **about),
        owe(now + SECOND, Kind.CONFIRM_ADDRESS, **about, state="failed"),
        # It waits: due when it may go.
        owe(now - HOUR, Kind.CONFIRM_ADDRESS, **about, due_at=now + HOUR),
    ]
    owe(now, Kind.LINK_AGAIN, **about)
    owe(now + SECOND, Kind.LINK_AGAIN, **about, state="withdrawn")
    owe(now + SECOND, Kind.LINK_AGAIN, recipient_key="jonas@borken.example")
    owe(now + SECOND, Kind.LINK_AGAIN)
    owe(now + SECOND, Kind.SIGN_IN, **about)
    assert [letter.id for letter in outbox.recent_to(KEY, now, links)] == counted
    # At all addresses, by when they were caused; withdrawn ones were caused too.
    assert outbox.caused_since(now, links) == 4
    assert outbox.caused_since(now + SECOND, links) == 0


def test_a_training_s_letters_are_its_own_the_newest_first(
    training: Training, now: datetime
) -> None:
    other = make_training(now, "anderes")
    ids = [owe(now, training_id=training.id) for _ in range(3)]
    owe(now, training_id=other.id)
    owe(now)
    assert [letter.id for letter in outbox.of_training(training.id)] == ids[::-1]
    assert [letter.id for letter in outbox.of_training(training.id, limit=1)] == ids[-1:]


def test_a_list_holds_what_needs_care_the_oldest_first_or_the_states_asked_for(
    training: Training, now: datetime
) -> None:
    by_state = {
        state: owe(now, state=state, due_at=now - number * SECOND)
        for number, state in enumerate(MessageState)
    }
    care = [by_state[s] for s in reversed(MessageState) if s not in ("sent", "withdrawn")]
    assert [letter.id for letter in outbox.listed()] == care
    assert [letter.id for letter in outbox.listed(limit=1)] == care[:1]
    sent = outbox.listed([MessageState.SENT])
    assert [letter.id for letter in sent] == [by_state[MessageState.SENT]]
