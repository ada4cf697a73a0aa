"""Which rows are about the person of an address, each beside one that is about another's."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from registration.store.database import db
from registration.store.models import Circular, Registration, Staff, Submission, Undoable
from registration.store.privacy import persons
from tests.conftest import NOW
from tests.support.rows import HOUR, a_letter, a_person, a_session, a_trainer, a_training, keep

KEY, OTHER = "weg@borken.example", "andere@borken.example"
TYPED = "Weg@Borken.example"
TICK = timedelta(microseconds=1)


def ids(rows: Any) -> list[int]:
    return [row.id for row in rows]


def found(table: str, to_erase: bool = False) -> list[int]:
    return ids(persons.rows(table, KEY, to_erase))


def a_member(email: str) -> Staff:
    member: Staff = keep(Staff(email=email, email_key=email.lower(), created_at=NOW))
    return member


def a_circular(member: Staff, *readers: Registration) -> Circular:
    """What somebody wrote to these people, with a letter to each."""
    training = readers[0].training_id
    values = {"subject": "S", "body": "B", "created_at": NOW}
    made: Circular = keep(Circular(training_id=training, staff_id=member.id, **values))
    for reader in readers:
        a_letter(registration_id=reader.id, circular_id=made.id)
    return made


def test_her_registrations_come_the_oldest_first(app: Flask) -> None:
    training, other = a_training(), a_training()
    mine = [a_person(t, email=KEY) for t in (other, training)]
    a_person(training, email=OTHER)
    assert found("registration") == ids(mine)


def test_where_her_address_waits_it_waits_for_somebody_else(app: Flask) -> None:
    training = a_training()
    theirs = a_person(training, email=OTHER, new_email=TYPED)
    on_paper = a_person(training, email=None, new_email=KEY)
    a_person(a_training(), email=KEY, new_email=TYPED)  # her own
    a_person(training, new_email=OTHER)
    a_person(training)
    query = db.select(Registration).where(persons.waiting_registrations(KEY))
    assert ids(db.session.scalars(query.order_by(Registration.id))) == ids([theirs, on_paper])


@pytest.mark.parametrize("about", ["registration", "recipient_key", "address", "staff", "trainer"])
def test_a_letter_is_hers_by_any_of_five_ways(app: Flask, about: str) -> None:
    training = a_training()
    letters = [
        a_letter(training, **ways[about])
        for ways in (_ways(training, TYPED, KEY), _ways(training, OTHER, OTHER))
    ]
    a_letter(training)
    assert found("message") == [letters[0].id]


def _ways(training: Any, typed: str, key: str) -> dict[str, dict[str, Any]]:
    return {
        "registration": {"registration_id": a_person(training, email=key).id},
        "recipient_key": {"recipient_key": key},
        "address": {"address": typed},
        "staff": {"staff_id": a_member(typed).id},
        "trainer": {"trainer_id": a_trainer(training, "T", typed).id},
    }


def test_a_test_letter_to_a_member_is_about_whom_it_names(app: Flask) -> None:
    training, member = a_training(), a_member(TYPED)
    somebody = a_person(training, email=OTHER)
    a_letter(training, staff_id=member.id, registration_id=somebody.id)
    owed = a_letter(training, staff_id=member.id)
    assert found("message") == [owed.id]


def test_what_the_team_wrote_is_erased_if_she_alone_has_read_it(app: Flask) -> None:
    training, member = a_training(), a_member(OTHER)
    person, other = a_person(training, email=KEY), a_person(training, email=OTHER)
    again = a_person(a_training(), email=KEY)
    alone = a_circular(member, person)
    a_circular(member, other)
    to_both = a_circular(member, other, person)
    twice = a_circular(member, person, again)
    a_letter(registration_id=person.id)
    assert found("circular") == ids([alone, to_both, twice])
    assert found("circular", to_erase=True) == ids([alone, twice])


def test_forms_members_trainers_and_contacts_are_found_by_the_address(app: Flask) -> None:
    other, mine = a_training(), a_training(contact_email=TYPED)
    forms = [
        keep(Submission(receipt=k, token_id=k, email_key=k, email=k, training_id=mine.id,
                        verdict="seat", created_at=NOW))
        for k in (OTHER, KEY)
    ]  # fmt: skip
    members = [a_member(email) for email in (OTHER, TYPED)]
    held_by = [a_trainer(other, "T", email) for email in (OTHER, TYPED)]
    assert found("submission") == [forms[1].id]
    assert found("staff") == [members[1].id]
    assert found("trainer") == [held_by[1].id]
    assert found("training") == [mine.id]


def test_what_could_be_taken_back_is_hers_in_her_trainings_or_where_it_names_her(
    app: Flask,
) -> None:
    mine, other, third = a_training(), a_training(), a_training()
    a_person(mine, email=KEY)
    a_person(other, email=OTHER)
    made = [
        an_undoable(other, {"email": OTHER}),
        an_undoable(mine, {}),
        an_undoable(third, {"trainer": [{"email": TYPED}]}),
        an_undoable(third, {"email": f"x{KEY}"}),
    ]
    assert found("undoable") == ids(made[1:3])


def an_undoable(training: Any, rows: dict[str, Any]) -> Undoable:
    counts = {"held": 0, "last_person": 0, "last_letter": 0, "dates": ""}
    values = {"training_id": training.id, "action": "edit", "made_at": NOW, "until": NOW}
    row: Undoable = keep(Undoable(**values, **counts, rows=rows))
    return row


def test_a_training_is_over_when_its_last_session_ends(app: Flask) -> None:
    training, dateless = a_training(NOW - 9 * HOUR, NOW - 3 * HOUR), a_training()
    later = a_training(NOW - 9 * HOUR)
    a_session(later, NOW, dropped_at=NOW)
    assert persons.is_over(training.id, NOW)
    assert not persons.is_over(training.id, NOW - TICK)
    assert not persons.is_over(dateless.id, NOW)
    assert not persons.is_over(later.id, NOW)
