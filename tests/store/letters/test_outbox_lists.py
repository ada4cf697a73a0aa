"""Which letters the team's outbox shows."""

import pytest
from flask import Flask

from registration.store.letters import outbox_lists
from registration.store.letters.outbox_lists import OutboxFilter
from registration.store.models import Circular, Message, Staff
from tests.conftest import NOW
from tests.support.rows import a_letter, a_person, a_trainer, a_training, keep

STATES = ("queued", "sending", "retrying", "failed", "sent", "withdrawn")


def a_member() -> Staff:
    email = "leitung@borken.example"
    made: Staff = keep(Staff(email=email, email_key=email, role="manager", created_at=NOW))
    return made


def found(**wanted: object) -> list[Message]:
    page = outbox_lists.outbox_page(OutboxFilter(**wanted))  # type: ignore[arg-type]
    assert page.total == len(page.rows)
    return list(page.rows)


def test_first_comes_what_is_not_done_the_newest_first(app: Flask) -> None:
    letters = {state: a_letter(state=state) for state in STATES}
    assert found() == [letters[s] for s in ("failed", "retrying", "sending", "queued")]
    assert found(state="all") == list(letters.values())[::-1]


@pytest.mark.parametrize("state", STATES)
def test_each_state_can_be_looked_at_alone(app: Flask, state: str) -> None:
    letters = {one: a_letter(state=one) for one in STATES}
    assert found(state=state) == [letters[state]]


def test_letters_of_one_training_or_of_one_circular_stand_alone(app: Flask) -> None:
    training, other, member = a_training(), a_training(), a_member()
    texts = {"training_id": training.id, "staff_id": member.id, "created_at": NOW}
    circular = keep(Circular(subject="a", body="b", **texts))
    another = keep(Circular(subject="c", body="d", **texts))
    plain, in_it = a_letter(training), a_letter(training, circular_id=circular.id)
    in_other = a_letter(training, circular_id=another.id)
    a_letter(other)
    a_letter()
    assert found(training_id=training.id) == [in_other, in_it, plain]
    assert found(circular_id=circular.id) == [in_it]


@pytest.mark.parametrize(
    "text", ["Yılmaz Amina", "Amina Yılmaz", "neun@borken.example", "VHS", "leitung", "vhs@"]
)
def test_a_search_finds_people_trainers_and_the_team_by_name_and_address(
    app: Flask, text: str
) -> None:
    training = a_training()
    person = a_person(training, "Yılmaz", email="neun@borken.example")
    trainer, member = a_trainer(training, "VHS", "vhs@borken.example"), a_member()
    to_person = a_letter(training, registration_id=person.id)
    to_trainer = a_letter(training, trainer_id=trainer.id)
    to_member = a_letter(staff_id=member.id)
    a_letter(training, registration_id=a_person(training, "Berg", given_name="Ute").id)
    a_letter(training, trainer_id=a_trainer(training, "Kunz", "kunz@borken.example").id)
    wanted = {"VHS": to_trainer, "vhs@": to_trainer, "leitung": to_member}
    assert found(text=text) == [wanted.get(text, to_person)]


def test_a_search_for_nobody_finds_no_letter(app: Flask) -> None:
    a_letter(a_training())
    assert found(text="niemand") == []


def test_a_person_without_an_address_is_found_by_name(app: Flask) -> None:
    training = a_training()
    person = a_person(training, "Ohne", email=None)
    letter = a_letter(training, registration_id=person.id)
    assert found(text="ohne") == [letter]


def test_only_what_is_not_done_is_counted(app: Flask) -> None:
    for state in (*STATES, "failed", "queued"):
        a_letter(state=state)
    assert outbox_lists.counts() == {"queued": 2, "retrying": 1, "sending": 1, "failed": 2}


def test_fifty_letters_make_a_page(app: Flask) -> None:
    letters = [a_letter() for _ in range(51)]
    page = outbox_lists.outbox_page(OutboxFilter(page=2))
    assert (list(page.rows), page.total, page.last) == ([letters[0]], 51, 2)
