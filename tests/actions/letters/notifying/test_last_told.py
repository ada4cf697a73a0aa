"""The next letter names what its receiver really last read, whatever became of those before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from registration.actions.letters import delivery
from registration.actions.letters.outbox import retry_letters, withdraw_letters
from registration.actions.privacy import audit
from registration.actions.trainings.programme import import_programme, spec_of
from registration.actions.trainings.publishing import cancel_training
from registration.domain.programme import Programme
from registration.domain.states import MessageState
from registration.store.database import db
from registration.store.letters import claims
from registration.store.models import Message, Training
from tests.support.factories import make_confirmed, make_training
from tests.support.rows import a_letter, letters
from tests.web.test_query_counts import counted

MINUTE = timedelta(minutes=1)
AT_FIRST, FIRST, SECOND = "Rathaus Borken", "VHS", "Bücherei"


@pytest.fixture
def training(app: Flask, now: datetime) -> Training:
    made = make_training(now)
    make_confirmed(made, now)
    take_all(now)
    return made


def take_all(now: datetime) -> None:
    """The mail server takes whatever is due."""
    claim = claims.claim(now, 100)
    for letter in claim.ids:
        delivery.mark_sent(claim, letter, now)


def move(training: Training, place: str, now: datetime) -> None:
    (session,) = spec_of(training).sessions
    spec = replace(spec_of(training), sessions=(replace(session, place=place),))
    import_programme(Programme(trainings=(spec,)), now, audit.COMMAND_LINE)
    db.session.expire_all()


def last(kind: str) -> Message:
    return letters(kind=kind)[-1]


def place_before(letter: Message) -> str:
    """The place that a letter calls old."""
    (was,) = letter.facts["was"].values()
    return str(was["place"])


def refused(letter: Message) -> None:
    claim = claims.claim(letter.due_at, 100)
    for one in claim.ids:
        if one == letter.id:
            delivery.mark_refused(
                claim, one, 1, letter.due_at, "550", final=True, now=letter.due_at
            )
        else:
            delivery.mark_sent(claim, one, letter.due_at)


def by_the_team(letter: Message) -> None:
    withdraw_letters([letter.id], letter.created_at + MINUTE, "staff 1")


STOPS = [refused, by_the_team]


@pytest.mark.parametrize("kind", ["change", "trainer_change"])
@pytest.mark.parametrize("stop", STOPS)
def test_what_did_not_reach_somebody_is_not_what_she_knows(
    training: Training, now: datetime, stop: Callable[[Message], None], kind: str
) -> None:
    move(training, FIRST, now)
    stop(last(kind))
    move(training, SECOND, now + 10 * MINUTE)
    assert place_before(last(kind)) == AT_FIRST
    take_all(now + 20 * MINUTE)
    move(training, FIRST, now + 30 * MINUTE)
    assert place_before(last(kind)) == SECOND


@pytest.mark.parametrize("stop", STOPS)
def test_calling_off_names_the_place_that_somebody_knows(
    training: Training, now: datetime, stop: Callable[[Message], None]
) -> None:
    move(training, FIRST, now)
    stop(last("change"))
    cancel_training(training.id, "krank", now + 10 * MINUTE, "staff 1")
    assert place_before(last("cancellation")) == AT_FIRST


@pytest.mark.parametrize("stop", STOPS)
def test_whoever_never_heard_of_a_change_is_told_nothing_of_its_end(
    training: Training, now: datetime, stop: Callable[[Message], None]
) -> None:
    move(training, FIRST, now)
    stop(last("change"))
    move(training, AT_FIRST, now + 10 * MINUTE)
    (change,) = letters(kind="change")
    # Tried again it would say nothing, so nobody has to look after it.
    assert (change.state, change.last_error) == ("withdrawn", "replaced by a newer change")


def test_a_letter_with_all_dates_that_went_since_says_what_one_that_failed_did_not(
    training: Training, now: datetime
) -> None:
    person, other = make_confirmed(training, now), make_confirmed(training, now)
    move(training, FIRST, now)
    for letter in letters(kind="change"):
        letter.state = MessageState.FAILED
    db.session.commit()
    later = {"due_at": now + 6 * MINUTE, "state": "sent"}
    a_letter(training, registration_id=person.id, kind="moved", **later)
    a_letter(training, registration_id=other.id, kind="survey", **later)
    db.session.commit()
    move(training, SECOND, now + 10 * MINUTE)
    was = {one.registration_id: place_before(one) for one in letters(kind="change", state="queued")}
    assert (was[person.id], was[other.id]) == (FIRST, AT_FIRST)


def test_a_letter_that_is_tried_again_and_goes_is_read(training: Training, now: datetime) -> None:
    move(training, FIRST, now)
    refused(last("change"))
    retry_letters(None, now + 10 * MINUTE, "staff 1")
    take_all(now + 11 * MINUTE)
    move(training, SECOND, now + 20 * MINUTE)
    assert place_before(last("change")) == FIRST


def test_many_are_told_in_as_many_statements_as_one(app: Flask, now: datetime) -> None:
    sent = []
    for slug, people in (("wenige", 1), ("viele", 50)):
        training = make_training(now, slug, capacity=60)
        for _ in range(people):
            make_confirmed(training, now)
        with counted() as changing:
            move(training, FIRST, now)
        with counted() as again:
            move(training, SECOND, now)
        with counted() as calling_off:
            cancel_training(training.id, "krank", now, "staff 1")
        assert len(letters(kind="change", training_id=training.id)) == 2 * people
        assert len(letters(kind="cancellation", training_id=training.id)) == people
        sent.append([len(changing), len(again), len(calling_off)])
    assert sent[0] == sent[1]
