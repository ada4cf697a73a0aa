"""Whoever asks is found wherever the address stands, and nobody else is touched."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from registration.actions.letters.circulars import write_circular, write_test_letter
from registration.actions.privacy.persons import Kept, erase_person, export_person
from registration.actions.signups.confirming import change_details, confirm_new_address
from registration.actions.signups.ending import cancel_by_staff
from registration.actions.staff.auth import add_staff
from registration.domain.programme import Contact, TrainerSpec
from registration.domain.signups.fields import Person as Details
from registration.store.database import db
from registration.store.models import (
    AuditEntry,
    Circular,
    Message,
    Registration,
    Staff,
    Submission,
    Trainer,
    Training,
    Undoable,
)
from tests.actions.privacy.personal_data import personal
from tests.support.factories import make_confirmed, make_training

OLD, NEW, OTHER = "alt@borken.example", "neu@borken.example", "andere@borken.example"


def addresses() -> set[str | None]:
    """Every address that letters still hold."""
    db.session.expire_all()
    return set(db.session.scalars(db.select(Message.address))) - {None}


def counts(email: str, now: datetime) -> dict[str, int]:
    """What an erasure did, without what it did not touch."""
    return {table: n for table, n in erase_person(email, now).rows.items() if n}


@pytest.fixture
def person(app: Flask, now: datetime) -> Registration:
    """Somebody who asked for a new address, beside somebody who did not."""
    training = make_training(now)
    make_confirmed(training, now, OTHER)
    person = make_confirmed(training, now, OLD)
    details = Details(person.given_name, person.family_name, NEW.title())
    change_details(person, details, "request", now)
    return person


def test_an_address_that_waits_is_let_go_and_the_registration_stays(
    person: Registration, now: datetime
) -> None:
    found = export_person(NEW, now)
    assert found["registrations"] == []
    assert found["waiting_for_confirmation"] == [
        {"training": "Training kurs", "new_email": NEW.title()}
    ]
    done = erase_person(NEW, now)
    db.session.expire_all()
    assert (done.waiting, done.ended, done.rows["registration"]) == (1, 0, 0)
    assert (person.new_email, person.email, person.state) == (None, OLD, "confirmed")
    assert NEW.title() not in addresses()


def test_an_address_that_waits_is_erased_with_its_person(
    person: Registration, now: datetime
) -> None:
    assert export_person(OLD, now)["registrations"][0]["new_email"] == NEW.title()
    done = erase_person(OLD, now)
    db.session.expire_all()
    assert (person.new_email, person.email, person.state) == (None, None, "cancelled")
    assert (done.waiting, addresses()) == (0, set())


@pytest.mark.parametrize("email", [OLD, NEW])
def test_an_address_that_was_given_up_is_erased_from_the_letters(
    person: Registration, now: datetime, email: str
) -> None:
    confirm_new_address(person, now)
    assert OLD in addresses()
    handed = json.dumps(export_person(email, now)["letters"])
    assert ("address_changed" in handed) and OLD in handed
    erase_person(email, now)
    assert not addresses() & {email, email.title()}
    assert (OLD in addresses()) is False
    db.session.refresh(person)
    assert person.email == (NEW.title() if email == OLD else None)


def test_the_reason_of_the_team_is_handed_out_and_erased(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person, other = make_confirmed(training, now, OLD), make_confirmed(training, now, OTHER)
    for one in (person, other):
        cancel_by_staff(one, now, "staff 1", "War schon zweimal nicht da.")
    assert export_person(OLD, now)["registrations"][0]["end_reason"].startswith("War schon")
    erase_person(OLD, now)
    db.session.expire_all()
    assert (person.end_reason, other.end_reason) == ("", "War schon zweimal nicht da.")


def test_what_was_erased_cannot_be_taken_back(app: Flask, now: datetime) -> None:
    training, decoy = make_training(now), make_training(now, "anderer")
    person, other = make_confirmed(training, now, OLD), make_confirmed(decoy, now, OTHER)
    for one in (person, other):
        cancel_by_staff(one, now, "staff 1", "Ein Grund.")
    erase_person(OLD, now)
    left = db.session.scalars(db.select(Undoable.training_id)).all()
    assert left == [decoy.id]


def test_what_the_team_wrote_to_one_person_is_erased_and_what_it_wrote_to_several_stays(
    app: Flask, now: datetime
) -> None:
    training = make_training(now)
    person, other = make_confirmed(training, now, OLD), make_confirmed(training, now, OTHER)
    staff, _ = add_staff("team@borken.example", None, now)
    write_circular(training.id, [person], ("Nur für Sie", "Ihr Rollstuhl passt durch."), staff, now)
    write_circular(training.id, [person, other], ("An alle", "Neuer Raum."), staff, now)
    write_circular(training.id, [other], ("Andere", "Ihr Hund darf mit."), staff, now)
    write_test_letter(other, ("Probe", "Ihr Hund darf mit."), staff, now)
    handed = json.dumps(export_person(OLD, now)["letters"], ensure_ascii=False)
    assert ("Rollstuhl" in handed, "Neuer Raum" in handed, "Hund" in handed) == (True, True, False)
    assert counts(OLD, now)["circular"] == 1
    left = db.session.scalars(db.select(Circular.subject).order_by(Circular.id)).all()
    assert left == ["", "An alle", "Andere", "Probe"]
    assert "team@borken.example" in addresses()


def test_a_member_of_the_team_is_erased_once_the_account_is_shut(app: Flask, now: datetime) -> None:
    add_staff("leitung@borken.example", None, now)
    staff, _ = add_staff("Weg@borken.example", None, now)
    training = make_training(now)
    person = make_confirmed(training, now, OTHER)
    write_test_letter(person, ("Probe", "Text"), staff, now)
    kept = erase_person("weg@borken.example", now)
    assert kept.kept == [Kept("staff", staff.id)]
    assert (kept.rows["staff"], kept.rows["message"]) == (0, 0)
    assert "Weg@borken.example" in addresses()
    assert export_person("weg@borken.example", now)["team"][0]["role"] == "editor"
    staff.active = False
    db.session.commit()
    assert counts("weg@borken.example", now) == {"staff": 1, "message": 1}
    emails = db.session.scalars(db.select(Staff.email).order_by(Staff.id)).all()
    assert emails == ["leitung@borken.example", ""]
    assert "Weg@borken.example" not in addresses()
    again, _ = add_staff("Weg@borken.example", None, now)
    assert again.id != staff.id


def trainers() -> Sequence[Any]:
    rows = db.session.execute(
        db.select(Training.slug, Trainer.name, Trainer.email).join(Trainer).order_by(Trainer.id)
    )
    return [tuple(row) for row in rows]


def test_a_trainer_is_erased_where_the_training_is_over(app: Flask, now: datetime) -> None:
    both = (TrainerSpec("Rana", "Rana@vhs.example"), TrainerSpec("Ole", "ole@vhs.example"))
    contact = Contact("Rana", "rana@vhs.example", "02861 1")
    make_training(now - timedelta(days=60), "alt", days=1, trainers=both, contact=contact)
    make_training(now, "neu", days=1, trainers=both, contact=contact)
    found = export_person("rana@vhs.example", now)
    assert [one["training"] for one in found["trainer"]] == ["Training alt", "Training neu"]
    assert [one["contact_phone"] for one in found["contact"]] == ["02861 1", "02861 1"]
    done = erase_person("rana@vhs.example", now)
    assert [(one.table, one.title) for one in done.kept] == [
        ("trainer", "Training neu"),
        ("training", "Training neu"),
    ]
    assert trainers() == [
        ("alt", "–", ""),
        ("alt", "Ole", "ole@vhs.example"),
        ("neu", "Rana", "Rana@vhs.example"),
        ("neu", "Ole", "ole@vhs.example"),
    ]
    contacts = db.session.execute(
        db.select(Training.contact_name, Training.contact_email, Training.contact_phone).order_by(
            Training.id
        )
    )
    assert [tuple(row) for row in contacts] == [("", "", ""), ("Rana", contact.email, "02861 1")]


@pytest.mark.parametrize(("late", "erased"), [(timedelta(microseconds=-1), 0), (timedelta(0), 1)])
def test_a_training_is_over_in_the_moment_in_which_its_last_date_ends(
    app: Flask, now: datetime, late: timedelta, erased: int
) -> None:
    training = make_training(now, days=1)
    end = training.sessions[0].ends
    assert erase_person("vhs@borken.example", end + late).rows["trainer"] == erased


def test_a_person_without_address_and_a_stranger_are_left_alone(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person = make_confirmed(training, now, OLD)
    person.email = person.email_key = None
    db.session.commit()
    before = person.given_name, person.phone
    assert set(erase_person(OTHER, now).rows.values()) == {0}
    db.session.refresh(person)
    assert (person.given_name, person.phone) == before


def test_each_registration_has_its_own_line_in_the_log(app: Flask, now: datetime) -> None:
    one, two = (make_confirmed(make_training(now, slug), now, OLD) for slug in ("a", "b"))
    other = make_confirmed(one.training, now, OTHER)
    export_person(OLD, now)
    erase_person(OLD, now)
    for action in ("exported", "erased"):
        rows = db.session.scalars(
            db.select(AuditEntry.registration_id).where(AuditEntry.action == action)
        ).all()
        assert sorted(key for key in rows if key) == [one.id, two.id]
        assert other.id not in rows


def test_whoever_asks_to_be_forgotten_is_and_the_seat_goes_to_the_queue(
    app: Flask, now: datetime
) -> None:
    training = make_training(now, capacity=1)
    person = make_confirmed(training, now, "weg@borken.example", note="Rampe")
    waiting = make_confirmed(training, now)
    dry = erase_person("WEG@borken.example", now, dry_run=True)
    assert personal(person) != []
    done = erase_person("WEG@borken.example", now)
    assert dry == done
    assert personal(person) == []
    db.session.refresh(waiting)
    assert (person.state, waiting.state) == ("cancelled", "confirmed")
    left = [m.recipient_key for m in db.session.scalars(db.select(Message))]
    assert "weg@borken.example" not in left
    emails = [form.email for form in db.session.scalars(db.select(Submission))]
    assert "weg@borken.example" not in emails
    assert set(erase_person("niemand@borken.example", now).rows.values()) == {0}


def test_whoever_asks_gets_all_that_is_kept_and_the_export_is_noted(
    app: Flask, now: datetime
) -> None:
    make_confirmed(make_training(now), now, "da@borken.example", note="Rampe")
    found = export_person("da@borken.example", now)
    text = json.dumps(found)
    assert "Rampe" in text
    assert [letter["kind"] for letter in found["letters"]] == ["confirm_address", "confirmation"]
    actions = [entry.action for entry in db.session.scalars(db.select(AuditEntry))]
    assert actions[-1] == "exported a person's data"
