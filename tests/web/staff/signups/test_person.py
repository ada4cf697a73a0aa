"""One person and several: added, mended, moved, written to, cancelled; counted beforehand."""

import io
import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from registration.domain.programme import QuestionKind, QuestionSpec
from registration.store.database import db
from registration.store.models import AuditEntry, Message, Registration, Training
from registration.store.signups import registrations
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_registration, make_training


@pytest.fixture
def training(app: Flask) -> Training:
    """A training with one seat."""
    return make_training(datetime.now(UTC), "kurs", capacity=1)


@pytest.fixture
def people(training: Training) -> list[Registration]:
    """One who holds the seat, two who wait."""
    return [make_confirmed(training, datetime.now(UTC)) for _ in range(3)]


def words(answer: Any) -> str:
    """The text of a page."""
    return unescape(answer.get_data(as_text=True))


def test_somebody_who_called_is_added_without_an_address(
    training: Training, desk: Desk, count_rows: Any
) -> None:
    form = {"given_name": "Amina", "family_name": "Yılmaz", "email": "", "phone": "1"}
    answer = desk.post("/trainings/kurs/add", form)
    page = words(desk.client.get(answer.location))
    assert "Die Anmeldung ist eingetragen." in page
    assert "Brief zum Drucken" in page
    assert count_rows("registration", "state = 'confirmed' AND email IS NULL") == 1


def test_the_letter_to_print_is_a_pdf_with_the_name(
    training: Training, people: list[Registration], desk: Desk
) -> None:
    answer = desk.get(f"/registrations/{people[0].id}/letter.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")


def test_a_bad_address_is_named_at_the_field(training: Training, desk: Desk) -> None:
    form = {"given_name": "A", "family_name": "B", "email": "a@b, c@d"}
    answer = desk.post("/trainings/kurs/add", form)
    assert answer.status_code == 422
    assert 'href="#email"' in words(answer)


def test_a_second_person_at_an_address_is_asked_about(
    training: Training, people: list[Registration], desk: Desk
) -> None:
    form = {"given_name": "Omid", "family_name": "B", "email": people[0].email}
    answer = desk.post("/trainings/kurs/add", form)
    assert answer.status_code == 422
    assert "Kreuzen Sie unten an" in words(answer)
    assert desk.post("/trainings/kurs/add", form | {"shared": "y"}).status_code == 303


def test_a_queue_move_needs_a_number_and_a_reason(
    training: Training, people: list[Registration], desk: Desk
) -> None:
    path = f"/registrations/{people[2].id}/queue"
    for form in ({"position": "x", "queue_reason": "weil"}, {"position": "1", "queue_reason": ""}):
        assert desk.post(path, form).status_code == 422
    desk.post(path, {"position": "1", "queue_reason": "weite Anreise"})
    page = words(desk.get(f"/registrations/{people[2].id}"))
    assert "weite Anreise" in page
    assert "Platz 1" in page


def test_somebody_moves_to_another_training(
    training: Training, people: list[Registration], desk: Desk
) -> None:
    make_training(datetime.now(UTC), "anders")
    page = words(desk.get(f"/registrations/{people[0].id}/move"))
    assert "bekommt sofort einen Platz" in page
    assert "1 Person bekommt einen Brief: <strong>zu einer anderen Schulung umgebucht" in page
    answer = desk.post(f"/registrations/{people[0].id}/move", {"to": "anders"})
    follows = desk.client.get(answer.location)
    assert "Training anders" in words(follows)
    found = re.search(r'action="/staff(/undo/\d+)"', follows.text)
    assert found
    assert desk.post(found[1], {}).status_code == 303
    assert found[1] not in desk.client.get(answer.location).text
    again = desk.post(found[1], {})
    assert again.status_code == 409
    assert "schon rückgängig gemacht" in words(again)


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
    page = words(desk.get(f"/registrations/{people[0].id}/cancel"))
    assert "1 Person rückt von der Warteliste nach. (<bdi>Berta Bertasen</bdi>)" in page
    assert "schreiben Sie auf Papier. (<bdi>Berta Bertasen</bdi>)" in page
    assert "Carla" not in page
    assert looks(training) == before + 1
    assert "Berta" not in words(desk.get(f"/registrations/{people[2].id}/cancel"))
    assert looks(training) == before + 1
    page = words(desk.get("/trainings/kurs/cancel"))
    assert "schreiben Sie auf Papier. (<bdi>Berta Bertasen</bdi>)" in page
    assert "Anna" not in page
    assert looks(training) == before + 2
    chosen = {"person": str(people[0].id), "do": "cancel"}
    page = words(desk.post("/trainings/kurs/selection", chosen))
    assert "nach. (<bdi>Berta Bertasen</bdi>)" in page


def test_a_cancelled_person_can_be_registered_again(
    training: Training, people: list[Registration], desk: Desk
) -> None:
    desk.post(f"/registrations/{people[0].id}/cancel", {"reason": "Versehen"})
    page = words(desk.get(f"/registrations/{people[0].id}"))
    assert "Wieder anmelden" in page
    again = words(desk.get(f"/trainings/kurs/add?again={people[0].id}"))
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
    page = words(desk.get(f"/trainings/kurs/add?again={person.id}"))
    for kept in ('value="Neugier"', 'value="02861 1"', "Rollstuhl</textarea>"):
        assert kept in page
    assert re.search(r'checked[^>]*value="vegan"|value="vegan"[^>]*checked', page)
    assert re.search(r'checked[^>]*value="staff"|value="staff"[^>]*checked', page)
    assert not re.search(r'checked[^>]*value="alles"|value="alles"[^>]*checked', page)
    assert "Neugier" not in words(desk.get(f"/trainings/{other.slug}/add?again={person.id}"))


def test_a_wrong_address_is_marked_and_unmarked(
    training: Training, people: list[Registration], desk: Desk
) -> None:
    for wrong, shown in (("1", True), ("0", False)):
        desk.post(f"/registrations/{people[0].id}/address", {"wrong": wrong})
        assert ("Adresse falsch" in words(desk.get(f"/registrations/{people[0].id}"))) is shown


def test_several_are_cancelled_only_after_a_count_and_a_reason(
    training: Training, people: list[Registration], desk: Desk, count_rows: Any
) -> None:
    chosen = {"do": "cancel", "person": [str(p.id) for p in people]}
    asked = desk.post("/trainings/kurs/selection", chosen)
    assert "Es betrifft 3 Personen" in words(asked)
    without = desk.post("/trainings/kurs/selection", chosen | {"sure": "1", "reason": ""})
    assert without.status_code == 422
    assert count_rows("registration", "state = 'cancelled'") == 0
    desk.post("/trainings/kurs/selection", chosen | {"sure": "1", "reason": "Raum zu klein"})
    assert count_rows("registration", "state = 'cancelled'") == 3
    assert count_rows("message", "kind = 'promoted'") == 0


def test_several_addresses_are_confirmed_at_once(
    training: Training, desk: Desk, count_rows: Any
) -> None:
    now = datetime.now(UTC)
    ids = [str(make_registration(training, now).id) for _ in range(2)]
    desk.post("/trainings/kurs/selection", {"do": "confirm", "sure": "1", "person": ids})
    assert count_rows("registration", "state = 'unconfirmed'") == 0


def test_a_letter_is_read_as_one_person_and_counted_before_it_goes(
    training: Training, people: list[Registration], desk: Desk, count_rows: Any
) -> None:
    form = {"do": "check", "all": "1", "show": "active", "as": str(people[1].id)}
    text = {"subject": "Neuer Raum", "body": "Guten Tag {Nachname}, {Link}"}
    page = words(desk.post("/trainings/kurs/selection", form | text))
    assert "3 Personen bekommen diesen Brief" in page
    assert f"Guten Tag {people[1].family_name}" in page
    assert "/my/preview" in page
    assert count_rows("message", "kind = 'custom'") == 0
    answer = desk.post("/trainings/kurs/selection", form | text | {"do": "send"})
    assert "3 Briefe gehen in fünf Minuten hinaus" in words(desk.client.get(answer.location))
    assert count_rows("message", "kind = 'custom'") == 3


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ({"subject": "", "body": "x"}, "Schreiben Sie hier etwas."),
        ({"subject": "A\r\nBcc: x@y.example", "body": "x"}, "übliche Zeichen"),
        ({"subject": "A", "body": "{Kontonummer}"}, "{Kontonummer} ist kein Platzhalter"),
        ({"subject": "A" * 151, "body": "x"}, "höchstens 150"),
    ],
)
def test_a_bad_letter_is_not_sent(
    training: Training,
    people: list[Registration],
    desk: Desk,
    count_rows: Any,
    text: dict[str, str],
    fault: str,
) -> None:
    answer = desk.post("/trainings/kurs/selection", {"do": "send", "all": "1"} | text)
    assert answer.status_code == 422
    assert fault in words(answer)
    assert count_rows("message", "kind = 'custom'") == 0


def test_nobody_chosen_nothing_done(
    training: Training, people: list[Registration], desk: Desk
) -> None:
    answer = desk.post("/trainings/kurs/selection", {"do": "cancel"})
    assert "Wählen Sie zuerst mindestens eine Person" in words(desk.client.get(answer.location))


def test_registrations_come_as_workbook_and_csv(training: Training, desk: Desk) -> None:
    make_confirmed(training, datetime.now(UTC), family_name='=HYPERLINK("x")')
    book = load_workbook(io.BytesIO(desk.get("/trainings/kurs/registrations.xlsx").data))
    cell = book.active["A2"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s")
    text = desk.get("/trainings/kurs/registrations.csv").data.decode("utf-8-sig")
    assert "'=HYPERLINK(" in text


def test_a_letter_is_seen_with_dead_links_and_sent_once_more(
    training: Training, people: list[Registration], desk: Desk, app: Flask
) -> None:
    from registration.store.signups import registration_lists

    letter = registration_lists.letters_of(people[0].id)[0]
    path = f"/outbox/{letter.id}"
    page = words(desk.get(path))
    assert "/my/preview" in page
    assert app.extensions["zusage_links"].token("my", people[0].key, 0) not in page
    assert desk.post(path).status_code == 409  # it has not gone yet
    letter.state = "sent"
    db.session.commit()
    assert desk.post(path).status_code == 303


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


def test_six_hundred_people_are_written_to_at_once(app: Flask, desk: Desk, count_rows: Any) -> None:
    now = datetime.now(UTC)
    large = make_training(now, "gross", capacity=600)
    rows = [
        {
            "training_id": large.id,
            "state": "confirmed",
            "given_name": "Amina",
            "family_name": f"Yılmaz {number}",
            "email": f"p{number}@borken.example",
            "email_key": f"p{number}@borken.example",
            "answers": {},
            "created_at": now,
        }
        for number in range(600)
    ]
    db.session.execute(db.insert(Registration), rows)
    db.session.commit()
    text = {"subject": "Raum", "body": "Guten Tag {Vorname}"}
    page = words(desk.post("/trainings/gross/selection", {"do": "check", "all": "1"} | text))
    assert "600 Personen bekommen diesen Brief" in page
    found = re.search(r'name="chosen" value="([\d,]+)"', page)
    assert found is not None
    desk.post("/trainings/gross/selection", {"do": "send", "chosen": found.group(1)} | text)
    assert count_rows("message", "kind = 'custom'") == 600


def test_each_id_of_a_page_stands_once(
    training: Training, people: list[Registration], desk: Desk
) -> None:
    for path in ("/trainings/kurs", f"/registrations/{people[1].id}", "/settings", "/outbox"):
        ids = re.findall(r'\bid="([^"]+)"', words(desk.get(path)))
        assert sorted(set(ids)) == sorted(ids), path


def test_a_letter_goes_once_more_from_its_page_or_the_page_says_why_not(
    app: Flask, desk: Desk
) -> None:
    now = datetime.now(UTC)
    person = make_confirmed(make_training(now), now)
    words = {"do": "test", "chosen": str(person.id), "subject": "Probe", "body": "{Link}"}
    desk.post("/trainings/kurs/selection", words)
    query = db.select(Message).filter_by(kind="custom").order_by(Message.id)
    (test_letter,) = db.session.scalars(query).all()
    path = f"/outbox/{test_letter.id}"
    assert "Noch einmal schicken" not in desk.get(path).get_data(as_text=True)
    assert desk.post(path).status_code == 409
    test_letter.state = "sent"
    db.session.commit()
    page = desk.get(path).get_data(as_text=True)
    assert "Noch einmal schicken" in page
    assert "leitung@borken.example" in page
    assert desk.post(path).status_code == 303
    first, second = db.session.scalars(query).all()
    assert (second.staff_id, second.address) == (first.staff_id, "leitung@borken.example")
    first.kind = "survey_repeat"
    db.session.commit()
    refused = desk.post(path)
    assert refused.status_code == 409
    assert "Noch einmal schicken" not in refused.get_data(as_text=True)
    assert len(db.session.scalars(db.select(Message)).all()) == 4
