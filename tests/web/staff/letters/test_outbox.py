"""The list of letters that need care."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from registration.actions.letters.circulars import write_circular
from registration.domain.letters.kinds import Kind
from registration.domain.states import MessageState
from registration.store.database import db
from registration.store.letters.outbox import owe
from registration.store.models import (
    Message,
    Registration,
    Staff,
    Training,
)
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training
from tests.support.pages import unescaped
from tests.support.rows import a_letter, committed


def test_a_letter_to_a_trainer_who_was_taken_off_says_where_it_goes(app: Flask, desk: Desk) -> None:
    now = datetime.now(UTC)
    training = make_training(now, "kurs")
    other = make_training(now, "anderer")
    for one, address in ((training, "berit@borken.example"), (other, None)):
        owe(Kind.TRAINER_CANCELLATION, (one.id,), now, training_id=one.id, address=address)
    db.session.commit()
    page = desk.get(f"/outbox?state=all&training={training.id}").get_data(as_text=True)
    assert "<td><bdi>berit@borken.example</bdi></td>" in page
    page = desk.get(f"/outbox?state=all&training={other.id}").get_data(as_text=True)
    assert "<td>–</td>" in page
    assert "berit@" not in page
    newest = db.session.scalars(db.select(Message.id).where(Message.training_id == training.id))
    page = desk.get(f"/outbox/{newest.one()}").get_data(as_text=True)
    assert "<p>An <bdi>berit@borken.example</bdi></p>" in page


def test_a_letter_is_seen_with_dead_links_and_sent_once_more(
    training: Training, people: list[Registration], desk: Desk, app: Flask
) -> None:
    from registration.store.signups import registration_lists

    letter = registration_lists.letters_of(people[0].id)[0]
    path = f"/outbox/{letter.id}"
    page = unescaped(desk.get(path))
    assert "/my/preview" in page
    assert app.extensions["zusage_links"].token("my", people[0].key, 0) not in page
    assert desk.post(path).status_code == 409  # it has not gone yet
    letter.state = MessageState.SENT
    db.session.commit()
    assert desk.post(path).status_code == 303


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
    test_letter.state = MessageState.SENT
    db.session.commit()
    page = desk.get(path).get_data(as_text=True)
    assert "Noch einmal schicken" in page
    assert "leitung@borken.example" in page
    assert desk.post(path).status_code == 303
    first, second = db.session.scalars(query).all()
    assert (second.staff_id, second.address) == (first.staff_id, "leitung@borken.example")
    first.kind = Kind.SURVEY_REPEAT
    db.session.commit()
    refused = desk.post(path)
    assert refused.status_code == 409
    assert "Noch einmal schicken" not in refused.get_data(as_text=True)
    assert len(db.session.scalars(db.select(Message)).all()) == 4


@pytest.mark.parametrize(
    ("do", "states", "said"),
    [
        ("retry", ["queued", "failed", "queued"], "done=retried"),
        ("retry-all", ["queued", "queued", "queued"], "done=retried"),
        ("withdraw", ["withdrawn", "failed", "queued"], "done=withdrawn"),
    ],
)
def test_each_button_does_what_it_says_to_the_ticked_letters_and_says_so(
    app: Flask, desk: Desk, do: str, states: list[str], said: str
) -> None:
    made = [a_letter(state=state) for state in ("failed", "failed", "queued")]
    db.session.commit()
    answer = desk.post("/outbox?state=failed", {"do": do, "letter": str(made[0].id)})
    assert answer.status_code == 303
    assert said in answer.location
    assert "state=failed" in answer.location
    committed(*made)
    assert [one.state for one in made] == states


def test_a_letter_that_has_not_failed_is_not_tried_again_and_the_page_says_why(
    app: Flask, desk: Desk
) -> None:
    waits, failed = (a_letter(state=state) for state in ("queued", "failed"))
    db.session.commit()
    form = {"do": "retry", "letter": str(waits.id)}
    answer = desk.post("/outbox", form, follow_redirects=True)
    assert "Keiner der ausgewählten Briefe ist fehlgeschlagen." in answer.text
    answer = desk.post("/outbox", {"do": "retry", "letter": [str(waits.id), str(failed.id)]})
    assert "done=retried" in answer.location
    assert "n=1" in answer.location


def test_a_button_that_is_none_does_nothing(app: Flask, desk: Desk) -> None:
    made = a_letter(state="failed")
    db.session.commit()
    assert desk.post("/outbox", {"do": "x", "letter": str(made.id)}).status_code == 400
    committed(made)
    assert made.state == "failed"


def test_the_letters_of_one_circular_stand_alone_and_of_no_training_nowhere(
    app: Flask, desk: Desk
) -> None:
    training = make_training(datetime.now(UTC), "kurs")
    person = make_confirmed(training, datetime.now(UTC))
    staff = db.session.get_one(Staff, desk.staff_id)
    numbers = [
        write_circular(training.id, [person], (f"Betreff {n}", "Text"), staff, datetime.now(UTC))[0]
        for n in "ab"
    ]
    page = desk.get(f"/outbox?state=all&circular={numbers[0]}").text
    assert page.count('name="letter"') == 1
    assert desk.get("/outbox?state=all&training=9999").status_code == 404
    assert desk.get(f"/outbox?state=all&training={training.id}").text.count('name="letter"') >= 3
