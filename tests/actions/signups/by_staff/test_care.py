"""The team mends, marks and moves people in the queue, and leaves a trace of each."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from registration.actions.letters.circulars import write_circular, write_test_letter
from registration.actions.letters.reminders import owe_reminders
from registration.actions.signups.by_staff import (
    AddressInUse,
    Details,
    details_of,
    edit_registration,
    mark_address,
    requeue,
)
from registration.actions.signups.ending import cancel_by_staff
from registration.actions.staff import auth
from registration.domain.states import Role, TrainingState
from registration.domain.trainings.allowed import NotAllowed
from registration.store.database import db
from registration.store.models import Message, Registration
from registration.store.signups import registration_lists
from tests.support.factories import make_confirmed, make_training


def queue_of(people: list[Registration]) -> list[int]:
    """The ids of those who wait, in order."""
    waiting = [p for p in people if p.queue_rank is not None]
    return [p.id for p in sorted(waiting, key=lambda p: p.queue_rank or 0)]


def test_a_place_in_the_queue_is_changed_and_the_reason_kept(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=1)
    people = [make_confirmed(training, now) for _ in range(4)]
    requeue(people[3], 1, "kommt von weit her", now, "staff 1")
    assert queue_of(people) == [people[3].id, people[1].id, people[2].id]
    latest = registration_lists.history_of(people[3].id)[0].entry
    assert latest.facts == {"old": 3, "new": 1}
    assert [one.queue_reason for one in people] == ["", "", "", "kommt von weit her"]


def test_a_new_address_gets_new_links(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person = make_confirmed(training, now)
    version = person.link_version
    new = Details("Amina", "Y", "neu@borken.example")
    edit_registration(person, new, details_of(person), now, "staff 1")
    assert person.email == "neu@borken.example"
    assert person.link_version != version


def test_another_person_s_address_is_refused_and_nothing_is_changed(
    app: Flask, now: datetime
) -> None:
    training = make_training(now)
    make_confirmed(training, now, "a@borken.example")
    person = make_confirmed(training, now, "b@borken.example")
    with pytest.raises(AddressInUse):
        new = Details("Neu", "Y", "a@borken.example")
        edit_registration(person, new, details_of(person), now, "staff 1")
    assert (person.given_name, person.email) == ("Amina", "b@borken.example")


def test_a_wrong_address_gets_no_more_letters_and_the_seat_stands(
    app: Flask, now: datetime, count_rows: Any
) -> None:
    training = make_training(now, days=1, reminder_days=(1,))
    person = make_confirmed(training, now - timedelta(days=10))
    mark_address(person, True, now, "staff 1")
    zone = app.extensions["zusage_settings"].zone
    owe_reminders(now, zone)
    assert person.state == "confirmed"
    assert count_rows("message", "state = 'queued'") == 0


def test_what_the_rules_refuse_the_actions_refuse(app: Flask, now: datetime) -> None:
    training, other = make_training(now), make_training(now, "anderer")
    ended, stays = make_confirmed(training, now), make_confirmed(training, now)
    cancel_by_staff(ended, now, "staff 1", "krank")
    with pytest.raises(NotAllowed):
        mark_address(ended, True, now, "staff 1")
    mark_address(stays, True, now, "staff 1")
    assert (ended.address_wrong, stays.address_wrong) == (False, True)
    staff, _ = auth.add_staff("anna@borken.example", Role.EDITOR, now)
    other.state = TrainingState.DRAFT
    person = make_confirmed(training, now)
    person.training_id = other.id
    db.session.commit()
    for write in (
        lambda: write_circular(other.id, [person], ("Neuer Raum", "Text"), staff, now),
        lambda: write_test_letter(person, ("Neuer Raum", "Text"), staff, now),
    ):
        with pytest.raises(NotAllowed):
            write()
    assert db.session.scalars(db.select(Message).filter_by(kind="custom")).all() == []


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("taken", [True, False])
def test_an_address_is_shared_only_where_somebody_has_it_and_the_team_says_so(
    app: Flask, now: datetime, taken: bool, shared: bool
) -> None:
    training, email = make_training(now), "Haus@borken.example"
    make_confirmed(training if taken else make_training(now, "anderer"), now, email.lower())
    person = make_confirmed(training, now)
    was, version = details_of(person), person.link_version
    wanted = replace(was, email=email, shared=shared)
    if taken and not shared:
        with pytest.raises(AddressInUse):
            edit_registration(person, wanted, was, now, "staff 1")
        assert details_of(person) == was
        return
    edit_registration(person, wanted, was, now, "staff 1")
    assert (person.email, person.email_key) == (email, email.lower())
    assert person.shared_address is taken
    assert person.link_version != version
