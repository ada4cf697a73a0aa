"""Whom a letter goes to, at first and once more: the same, or nobody and a reason."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from registration.actions.letters.circulars import write_test_letter
from registration.actions.letters.outbox import NotAgain, resend_letter
from registration.actions.letters.trainers import send_list
from registration.actions.privacy import audit
from registration.actions.signups.by_staff import mark_address
from registration.actions.signups.confirming import change_details, confirm_new_address
from registration.actions.staff import auth
from registration.domain.letters.kinds import Kind, kinds_where
from registration.domain.letters.messages import why_not_again
from registration.domain.signups.fields import Person as Details
from registration.domain.states import MessageState
from registration.letters import Letter, NotNeeded, render_letter
from registration.store.database import db
from registration.store.models import Message, Registration
from tests.letters.every_kind import ADDRESS, owed
from tests.support.factories import make_confirmed, make_training

NEW, BOSS = "amina.neu@borken.example", "leitung@borken.example"
AGAIN = sorted(kinds_where(lambda row: not row.not_again))
REFUSED = sorted(kinds_where(lambda row: bool(row.not_again)))


def newest(kind: Kind) -> Message:
    query = db.select(Message).where(Message.kind == kind).order_by(Message.id.desc())
    return db.session.scalars(query.limit(1)).one()


def sent(message: Message) -> int:
    message.state = MessageState.SENT
    db.session.commit()
    return message.id


@pytest.fixture
def read(app: Flask) -> Callable[[Message, datetime], Letter]:
    """A letter as it would go."""
    settings, links = app.extensions["zusage_settings"], app.extensions["zusage_links"]
    return lambda message, now: render_letter(message, settings, links, now)


@pytest.mark.parametrize("kind", AGAIN)
def test_each_kind_goes_once_more_to_whom_it_went(
    app: Flask, now: datetime, kind: Kind, read: Any
) -> None:
    message, at = owed(kind, "en", now, app.extensions["zusage_settings"])
    first = read(message, at)
    again = db.session.get_one(Message, resend_letter(sent(message), at, "staff 1"))
    second = read(again, at)
    assert second.recipient == first.recipient == ADDRESS
    assert (second.subject, second.text) == (first.subject, first.text)
    assert (again.due_at, again.recipient_key) == (at, None)
    assert again.once_key != message.once_key


@pytest.mark.parametrize("kind", REFUSED)
def test_some_kinds_go_once_only_and_the_table_says_why(
    app: Flask, now: datetime, kind: Kind
) -> None:
    message, at = owed(kind, "en", now, app.extensions["zusage_settings"])
    number = sent(message)
    with pytest.raises(NotAgain, match=kind.row.not_again):
        resend_letter(number, at, "staff 1")
    assert db.session.scalars(db.select(Message.id).filter_by(kind=kind)).all() == [number]


@pytest.mark.parametrize("state", MessageState)
def test_only_what_went_failed_or_was_withdrawn_goes_once_more(state: MessageState) -> None:
    waits = state in (MessageState.QUEUED, MessageState.RETRYING, MessageState.SENDING)
    assert why_not_again(Kind.CHANGE, state) == ("it has not gone yet" if waits else "")


def test_a_test_letter_sent_again_stays_with_its_writer_and_its_links_open_nothing(
    app: Flask, now: datetime, read: Any
) -> None:
    person = make_confirmed(make_training(now), now, ADDRESS)
    staff, _ = auth.add_staff(BOSS, None, now)
    write_test_letter(person, ("Probe", "{Link}"), staff, now)
    number = resend_letter(sent(newest(Kind.CUSTOM)), now, "staff 1")
    letter = read(db.session.get_one(Message, number), now)
    assert letter.recipient == BOSS
    assert letter.text.count("/my/preview") == 1
    assert app.extensions["zusage_links"].token("my", person.id, 0) not in letter.text


def test_a_test_letter_about_somebody_with_a_wrong_address_still_reaches_its_writer(
    app: Flask, now: datetime, read: Any
) -> None:
    person = make_confirmed(make_training(now), now, ADDRESS)
    mark_address(person, True, now, "staff 1")
    staff, _ = auth.add_staff(BOSS, None, now)
    write_test_letter(person, ("Probe", "Text"), staff, now)
    assert read(newest(Kind.CUSTOM), now).recipient == BOSS


def test_nothing_goes_to_somebody_who_has_left_the_team(
    app: Flask, now: datetime, read: Any
) -> None:
    person = make_confirmed(make_training(now), now, ADDRESS)
    staff, _ = auth.add_staff(BOSS, None, now)
    write_test_letter(person, ("Probe", "{Link}"), staff, now)
    staff.active = False
    db.session.commit()
    with pytest.raises(NotNeeded, match="the member has left the team"):
        read(newest(Kind.CUSTOM), now)


def asks_for_a_new_address(now: datetime) -> Registration:
    person = make_confirmed(make_training(now), now, ADDRESS)
    change_details(person, Details("Amina", "Yılmaz", NEW), "request", now)
    return person


def test_the_letter_to_a_new_address_goes_there_and_nowhere_else(
    app: Flask, now: datetime, read: Any
) -> None:
    person = asks_for_a_new_address(now)
    message = newest(Kind.CONFIRM_ADDRESS)
    number = resend_letter(sent(message), now, "staff 1")
    assert read(db.session.get_one(Message, number), now).recipient == NEW
    confirm_new_address(person, now)
    with pytest.raises(NotNeeded, match="this address is no longer to be confirmed"):
        read(db.session.get_one(Message, number), now)


def test_a_letter_to_an_address_that_was_erased_goes_to_no_newer_one(
    app: Flask, now: datetime, read: Any
) -> None:
    confirm_new_address(asks_for_a_new_address(now), now)
    for message in db.session.scalars(db.select(Message)):
        message.address = None
    db.session.commit()
    for kind in (Kind.ADDRESS_CHANGED, Kind.CONFIRM_ADDRESS, Kind.LINK_AGAIN):
        with pytest.raises(NotNeeded, match="the address was erased"):
            read(newest(kind), now)


def test_somebody_whose_address_is_wrong_can_confirm_a_new_one(
    app: Flask, now: datetime, read: Any
) -> None:
    person = make_confirmed(make_training(now), now, ADDRESS)
    mark_address(person, True, now, "staff 1")
    change_details(person, Details("Amina", "Yılmaz", NEW), "request", now)
    mark_address(person, True, now, "staff 1")
    assert newest(Kind.CONFIRM_ADDRESS).state == MessageState.QUEUED
    assert read(newest(Kind.CONFIRM_ADDRESS), now).recipient == NEW
    confirm_new_address(person, now)
    assert not person.address_wrong
    # Nobody is written to at the address that letters don't reach.
    told = db.session.scalars(db.select(Message).filter_by(kind=Kind.ADDRESS_CHANGED)).all()
    assert list(told) == []


def test_a_letter_for_a_trainer_who_has_left_goes_to_nobody(
    app: Flask, now: datetime, read: Any
) -> None:
    training = make_training(now)
    send_list(training.trainers[0], "request", audit.COMMAND_LINE, now)
    training.trainers.clear()
    db.session.commit()
    number = resend_letter(sent(newest(Kind.ATTENDEE_LIST)), now, "staff 1")
    with pytest.raises(NotNeeded, match="the trainer is no longer there"):
        read(db.session.get_one(Message, number), now)


def test_nothing_goes_to_an_address_that_is_wrong_or_erased(
    app: Flask, now: datetime, read: Any
) -> None:
    person = make_confirmed(make_training(now), now, ADDRESS)
    message = newest(Kind.CONFIRMATION)
    person.address_wrong = True
    with pytest.raises(NotNeeded, match="the address is wrong"):
        read(message, now + timedelta(minutes=1))
    person.address_wrong, person.email = False, None
    with pytest.raises(NotNeeded, match="the address was erased"):
        read(message, now + timedelta(minutes=1))
