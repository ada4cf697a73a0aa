"""Marking who is there: each mark by itself, nothing undone, nothing lost."""

from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from registration.domain.states import RegistrationState
from registration.store import attendance as find
from registration.store.database import db
from registration.store.models import Registration, WalkIn
from tests.support.factories import make_confirmed, make_registration
from tests.support.pages import forms_of, words_of
from tests.web.trainers.conftest import Desk


@pytest.fixture
def people(desk: Desk, now: datetime, frozen: Any) -> list[Registration]:
    """Three people, on the day of the first session."""
    found = [make_confirmed(desk.training, now, family_name=f"Person {n}") for n in range(3)]
    frozen.move_to(desk.training.sessions[0].starts)
    return found


def marks(desk: Desk, number: int = 0) -> dict[int, bool]:
    db.session.rollback()
    session = desk.training.sessions[number]
    return find.marks([session.id])[session.id]


def tick(client: FlaskClient, desk: Desk, person: Registration, present: str = "yes") -> Any:
    return client.post(f"{desk.session()}/{person.uid}", data={"present": present})


def walk_in(client: FlaskClient, desk: Desk, **changes: str) -> Any:
    form = next(f for f in forms_of(client.get(desk.session())) if "given_name" in f.fields)
    names = {"given_name": "Samuel", "family_name": "Tesfay", "organisation": "Tafel"}
    return client.post(desk.session(page="walk-ins"), data=form.fields | names | changes)


def test_a_tick_is_kept_and_leads_back_to_its_row(
    client: FlaskClient, desk: Desk, people: list[Registration]
) -> None:
    answer = tick(client, desk, people[1])
    assert answer.status_code == 303
    assert answer.location == f"{desk.session()}#p{people[1].uid}"
    assert marks(desk) == {people[1].id: True}
    page = client.get(desk.session())
    assert "1 von 3 sind da" in words_of(page)
    assert f'id="p{people[1].uid}" aria-pressed="true"' in page.text


def test_the_same_tick_twice_is_one_and_a_second_press_takes_it_back(
    client: FlaskClient, desk: Desk, people: list[Registration]
) -> None:
    tick(client, desk, people[0])
    tick(client, desk, people[0])
    assert marks(desk) == {people[0].id: True}
    tick(client, desk, people[0], "no")
    assert marks(desk) == {people[0].id: False}


def test_two_who_tick_from_old_pages_do_not_undo_each_other(
    client: FlaskClient, desk: Desk, people: list[Registration]
) -> None:
    first, second = client.get(desk.session()), client.get(desk.session())
    for page, name in ((first, people[0]), (second, people[2])):
        form = next(f for f in forms_of(page) if f.action.endswith(f"/{name.uid}"))
        client.post(form.action, data=form.fields)
    assert marks(desk) == {people[0].id: True, people[2].id: True}


def test_all_others_are_there_leaves_alone_whom_somebody_marked_absent(
    client: FlaskClient, desk: Desk, people: list[Registration]
) -> None:
    tick(client, desk, people[1], "no")
    assert client.post(desk.session(page="all-present")).status_code == 303
    assert marks(desk) == {people[0].id: True, people[1].id: False, people[2].id: True}


def test_each_session_has_marks_of_its_own(
    client: FlaskClient, desk: Desk, people: list[Registration]
) -> None:
    tick(client, desk, people[0])
    assert marks(desk, 1) == {}


def test_before_the_day_of_the_session_nobody_is_marked(
    client: FlaskClient, desk: Desk, people: list[Registration], frozen: Any, now: datetime
) -> None:
    frozen.move_to(now)
    assert "Ab Dienstag, 5. Januar 2027 können Sie" in words_of(client.get(desk.session()))
    assert tick(client, desk, people[0]).status_code == 409
    for page in ("all-present", "complete", "walk-ins"):
        assert client.post(desk.session(page=page)).status_code == 409
    assert marks(desk) == {}


def test_only_people_of_the_list_can_be_marked(
    client: FlaskClient, desk: Desk, people: list[Registration], now: datetime
) -> None:
    assert client.post(f"{desk.session()}/9999", data={"present": "yes"}).status_code == 404
    assert tick(client, desk, people[0], "perhaps").status_code == 400
    assert marks(desk) == {}


def test_a_post_from_another_site_is_refused(
    client: FlaskClient, desk: Desk, people: list[Registration]
) -> None:
    url = f"{desk.session()}/{people[0].uid}"
    answer = client.post(url, data={"present": "yes"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert marks(desk) == {}


def test_a_walk_in_sent_twice_is_one_person(
    client: FlaskClient, desk: Desk, people: list[Registration]
) -> None:
    form = next(f for f in forms_of(client.get(desk.session())) if "given_name" in f.fields)
    sent = form.fields | {"given_name": "Samuel", "family_name": "Tesfay"}
    answers = [client.post(desk.session(page="walk-ins"), data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location.endswith("#walk-ins")
    found = db.session.scalars(db.select(WalkIn)).all()
    assert [(w.family_name, w.given_name) for w in found] == [("Tesfay", "Samuel")]
    assert "1 ohne Anmeldung" in words_of(client.get(desk.session()))


@pytest.mark.parametrize(
    ("field", "value"),
    [("given_name", ""), ("family_name", "\u200b"), ("family_name", "a\u202eb"), ("key", "short")],
)
def test_a_walk_in_without_a_good_name_keeps_what_was_typed(
    client: FlaskClient, desk: Desk, people: list[Registration], field: str, value: str
) -> None:
    answer = walk_in(client, desk, **{field: value})
    assert answer.status_code == 422
    assert 'value="Tafel"' in answer.text
    assert db.session.scalars(db.select(WalkIn)).all() == []


def test_names_that_look_like_formulas_are_names(
    client: FlaskClient, desk: Desk, people: list[Registration]
) -> None:
    assert walk_in(client, desk, family_name="=HYPERLINK(1)").status_code == 303
    assert "'=HYPERLINK(1)" in client.get(f"{desk.url}list.csv").text


def test_a_walk_in_can_be_taken_back(
    client: FlaskClient, desk: Desk, people: list[Registration]
) -> None:
    walk_in(client, desk)
    found = db.session.scalars(db.select(WalkIn)).one()
    url = desk.session(page=f"walk-ins/{found.key}/remove")
    assert [client.post(url).status_code for _ in range(2)] == [303, 303]
    assert db.session.scalars(db.select(WalkIn)).all() == []


def test_a_list_is_completed_and_reopened_and_takes_late_ticks(
    client: FlaskClient, desk: Desk, people: list[Registration]
) -> None:
    url = desk.session(page="complete")
    client.post(url, data={"complete": "yes"})
    assert "Die Liste ist vollständig seit" in words_of(client.get(desk.session()))
    assert tick(client, desk, people[0]).status_code == 303
    assert marks(desk) == {people[0].id: True}
    client.post(url, data={"complete": "no"})
    db.session.rollback()
    assert desk.training.sessions[0].list_completed_at is None


def test_the_search_finds_names_without_their_marks_and_keeps_the_search(
    client: FlaskClient, desk: Desk, people: list[Registration], now: datetime
) -> None:
    wanted = make_registration(desk.training, now, family_name="Yılmaz-Özgür")
    wanted.state = RegistrationState.CONFIRMED
    db.session.commit()
    page = client.get(f"{desk.session()}?q=yilmaz+ozg")
    assert "Yılmaz-Özgür" in page.text
    assert "Person 1" not in page.text
    form = next(f for f in forms_of(page) if f.action.startswith(f"{desk.session()}/{wanted.uid}"))
    answer = client.post(form.action, data=form.fields)
    assert answer.location.startswith(f"{desk.session()}?q=yilmaz+ozg")
    assert "Unter diesem Namen ist niemand" in client.get(f"{desk.session()}?q=xyz").text


def test_before_its_day_nobody_is_taken_off_a_session_either(
    client: FlaskClient, desk: Desk, people: list[Registration], frozen: Any, now: datetime
) -> None:
    walk_in(client, desk)
    found = db.session.scalars(db.select(WalkIn)).one()
    url = desk.session(page=f"walk-ins/{found.key}/remove")
    other = desk.session(1, f"walk-ins/{found.key}/remove")
    frozen.move_to(now)
    assert client.post(url).status_code == 409
    frozen.move_to(desk.training.sessions[1].starts)
    assert client.post(other).status_code == 303
    assert db.session.scalars(db.select(WalkIn)).all() == [found]


def test_each_press_leads_back_to_its_part_of_the_page(
    client: FlaskClient, desk: Desk, people: list[Registration]
) -> None:
    for press, part in (("all-present", "status"), ("complete", "status")):
        url = desk.session(page=press)
        assert client.post(f"{url}?q=per").location == f"{desk.session()}?q=per#{part}"
        assert client.post(url).location == f"{desk.session()}#{part}"
