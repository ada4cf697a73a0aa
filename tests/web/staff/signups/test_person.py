"""One person: added, mended, marked, called off, registered again."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from registration.domain.programme import QuestionKind, QuestionSpec
from registration.domain.states import Role
from registration.store.database import db
from registration.store.models import (
    AuditEntry,
    Registration,
    Training,
)
from registration.store.signups import registrations
from tests.support.desk import Desk, SignIn
from tests.support.factories import make_confirmed, make_registration, make_training
from tests.support.moments import yesterday
from tests.support.pages import forms_of, unescaped, words_of


def test_somebody_who_called_is_added_without_an_address(
    training: Training, desk: Desk, count_rows: Any
) -> None:
    form = {"given_name": "Amina", "family_name": "Yılmaz", "email": "", "phone": "1"}
    answer = desk.post("/trainings/kurs/add", form)
    page = unescaped(desk.client.get(answer.location))
    assert "Die Anmeldung ist eingetragen." in page
    assert "Brief zum Drucken" in page
    assert count_rows("registration", "state = 'confirmed' AND email IS NULL") == 1


def test_the_letter_to_print_is_a_pdf_with_the_name(
    training: Training, people: list[Registration], desk: Desk
) -> None:
    answer = desk.get(f"/registrations/{people[0].id}/letter.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")


@pytest.mark.parametrize("way", ["address", "mark"])
def test_whoever_is_reached_by_now_was_sent_nothing_and_the_page_says_so(
    training: Training, people: list[Registration], desk: Desk, way: str
) -> None:
    person, other = people[:2]
    path = f"/registrations/{person.id}"
    desk.post(f"{path}/address", {"wrong": "1"})
    if way == "address":
        saved = desk.edit(path, {"email": "neu@borken.example"}, f"{path}/edit")
    else:
        saved = desk.post(f"{path}/address", {"wrong": "0"})
    page = unescaped(desk.client.get(saved.location))
    assert "1 Brief war zu drucken und wurde nicht per E-Mail verschickt." in page
    assert "war damals per E-Mail nicht zu erreichen" in page
    assert ("Die Änderungen sind gespeichert." in page) == (way == "address")
    again = desk.edit(path, {"phone": "1"}, f"{path}/edit")
    assert "zu drucken" not in unescaped(desk.client.get(again.location))
    theirs = f"/registrations/{other.id}"
    saved = desk.edit(theirs, {"email": "neu2@borken.example"}, f"{theirs}/edit")
    assert "zu drucken" not in unescaped(desk.client.get(saved.location))


def test_a_bad_address_is_named_at_the_field(training: Training, desk: Desk) -> None:
    form = {"given_name": "A", "family_name": "B", "email": "a@b, c@d"}
    answer = desk.post("/trainings/kurs/add", form)
    assert answer.status_code == 422
    assert 'href="#email"' in unescaped(answer)


def test_a_second_person_at_an_address_is_asked_about(
    training: Training, people: list[Registration], desk: Desk
) -> None:
    form = {"given_name": "Omid", "family_name": "B", "email": people[0].email}
    answer = desk.post("/trainings/kurs/add", form)
    assert answer.status_code == 422
    assert "Kreuzen Sie unten an" in unescaped(answer)
    assert desk.post("/trainings/kurs/add", form | {"shared": "y"}).status_code == 303


def looks(training: Training) -> int:
    query = (
        db.select(db.func.count())
        .select_from(AuditEntry)
        .where(
            AuditEntry.training_id == training.id,
            AuditEntry.action == "saw registrations",
            AuditEntry.registration_id.is_(None),
        )
    )
    return db.session.scalar(query) or 0


def test_it_is_said_by_name_who_moves_up_and_who_must_be_called(
    training: Training, people: list[Registration], desk: Desk
) -> None:
    for person, name in zip(people, ("Anna", "Berta", "Carla"), strict=True):
        person.given_name, person.family_name = name, f"{name}sen"
    people[1].email = people[1].email_key = None
    db.session.commit()
    before = looks(training)
    page = unescaped(desk.get(f"/registrations/{people[0].id}/cancel"))
    assert "1 Person rückt von der Warteliste nach. (<bdi>Berta Bertasen</bdi>)" in page
    assert "auf der Seite der Schulung zum Drucken bereit" in page
    assert "rufen Sie bitte an. (<bdi>Berta Bertasen</bdi>)" in page
    assert "Carla" not in page
    assert looks(training) == before + 1
    assert "Berta" not in unescaped(desk.get(f"/registrations/{people[2].id}/cancel"))
    assert looks(training) == before + 1
    page = unescaped(desk.get("/trainings/kurs/cancel"))
    assert "auf der Seite der Schulung zum Drucken bereit" in page
    assert "rufen Sie bitte an. (<bdi>Berta Bertasen</bdi>)" in page
    assert "Anna" not in page
    assert looks(training) == before + 2
    chosen = {"person": str(people[0].id), "do": "cancel"}
    page = unescaped(desk.post("/trainings/kurs/selection", chosen))
    assert "nach. (<bdi>Berta Bertasen</bdi>)" in page


def test_a_cancelled_person_can_be_registered_again(
    training: Training, people: list[Registration], desk: Desk
) -> None:
    desk.post(f"/registrations/{people[0].id}/cancel", {"reason": "Versehen"})
    page = unescaped(desk.get(f"/registrations/{people[0].id}"))
    assert "Wieder anmelden" in page
    again = unescaped(desk.get(f"/trainings/kurs/add?again={people[0].id}"))
    assert f'value="{people[0].email}"' in again


def test_registering_again_keeps_what_was_answered_and_noted(app: Flask, desk: Desk) -> None:
    asked = (
        QuestionSpec("diet", "Essen?", QuestionKind.CHOICE, options=("alles", "vegan")),
        QuestionSpec("why", "Warum?", QuestionKind.TEXT),
    )
    now = datetime.now(UTC)
    training, other = make_training(now, questions=asked), make_training(now, "anders")
    answers = {"diet": "vegan", "why": "Neugier"}
    known: dict[str, Any] = {
        "phone": "02861 1",
        "note": "Rollstuhl",
        "role": "staff",
        "answers": answers,
    }
    person = make_confirmed(training, now, **known)
    desk.post(f"/registrations/{person.id}/cancel", {"reason": "Versehen"})
    page = unescaped(desk.get(f"/trainings/kurs/add?again={person.id}"))
    for kept in ('value="Neugier"', 'value="02861 1"', "Rollstuhl</textarea>"):
        assert kept in page
    assert re.search(r'checked[^>]*value="vegan"|value="vegan"[^>]*checked', page)
    assert re.search(r'checked[^>]*value="staff"|value="staff"[^>]*checked', page)
    assert not re.search(r'checked[^>]*value="alles"|value="alles"[^>]*checked', page)
    assert "Neugier" not in unescaped(desk.get(f"/trainings/{other.slug}/add?again={person.id}"))


def test_a_wrong_address_is_marked_and_unmarked(
    training: Training, people: list[Registration], desk: Desk
) -> None:
    for wrong, shown in (("1", True), ("0", False)):
        desk.post(f"/registrations/{people[0].id}/address", {"wrong": wrong})
        assert ("Adresse falsch" in unescaped(desk.get(f"/registrations/{people[0].id}"))) is shown


def test_mended_details_stand_and_old_links_are_dead(
    training: Training, people: list[Registration], desk: Desk, client: Any, app: Flask
) -> None:
    old = app.extensions["zusage_links"].token("my", people[0].key, 0)
    path = f"/registrations/{people[0].id}"
    form = {"given_name": "Neu", "family_name": "Name", "email": "neu@borken.example"}
    desk.edit(path, form, f"{path}/edit")
    found = registrations.by_id(people[0].id)
    assert found is not None
    assert found.full_name == "Neu Name"
    assert client.get(f"/my/{old}").status_code == 404


def test_each_id_of_a_page_stands_once(
    training: Training, people: list[Registration], desk: Desk
) -> None:
    for path in ("/trainings/kurs", f"/registrations/{people[1].id}", "/settings", "/outbox"):
        ids = re.findall(r'\bid="([^"]+)"', unescaped(desk.get(path)))
        assert sorted(set(ids)) == sorted(ids), path


def test_an_address_of_somebody_else_is_named_at_its_field_and_nothing_changes(
    app: Flask, desk: Desk
) -> None:
    training = make_training(yesterday())
    person, other = (make_confirmed(training, yesterday(), f"{n}@borken.example") for n in "ab")
    path = f"/registrations/{person.id}"
    answer = desk.edit(path, {"email": "B@borken.example"}, f"{path}/edit")
    assert answer.status_code == 422
    assert "Mit dieser Adresse ist schon jemand angemeldet" in words_of(answer)
    db.session.expire_all()
    assert (person.email, other.email) == ("a@borken.example", "b@borken.example")


def test_looking_at_people_is_noted(app: Flask, now: datetime, signed_in: SignIn) -> None:
    from registration.store.models import AuditEntry

    training = make_training(now)
    make_confirmed(training, now)
    signed_in(Role.EDITOR).get("/staff/trainings/kurs")
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert entry.action.startswith("saw")
    assert (entry.actor, entry.training_id) == ("staff 1", training.id)


def test_staff_confirm_by_hand_and_cancel_with_a_reason(
    app: Flask, now: datetime, signed_in: SignIn
) -> None:
    training = make_training(now, capacity=1)
    person = make_registration(training, now)
    client = signed_in(Role.EDITOR)
    token = forms_of(client.get("/staff/trainings/kurs"))[0].fields["csrf_token"]
    path = f"/staff/registrations/{person.id}"
    assert client.post(f"{path}/confirm", data={"csrf_token": token}).status_code == 303
    assert db.session.get_one(Registration, person.id).state == "confirmed"
    page = client.get(f"{path}/cancel")
    assert "Was dann geschieht" in page.text
    assert client.post(f"{path}/cancel", data={"csrf_token": token}).status_code == 422
    done = client.post(f"{path}/cancel", data={"csrf_token": token, "reason": "Angerufen."})
    assert done.status_code == 303
    db.session.expire_all()
    found = db.session.get_one(Registration, person.id)
    assert (found.state, found.end_reason) == ("cancelled", "Angerufen.")
