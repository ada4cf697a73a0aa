"""The page of a training, with its people."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from registration.actions.signups.by_staff import mark_address, requeue
from registration.actions.signups.ending import cancel_by_link
from registration.store.models import Registration
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_registration, make_training


def test_people_are_found_sorted_and_their_place_shown(app: Flask, desk: Desk) -> None:
    now = datetime.now(UTC)
    training = make_training(now, "kurs", capacity=1)
    names = ("Özdemir", "Brüning", "Anders")
    people = [make_confirmed(training, now, family_name=name) for name in names]
    requeue(people[2], 1, "Grund", now, "test")
    page = desk.get("/trainings/kurs").get_data(as_text=True)
    assert page.index("Özdemir") < page.index("Anders") < page.index("Brüning")
    by_name = desk.get("/trainings/kurs?sort=name").get_data(as_text=True)
    assert by_name.index("Anders") < by_name.index("Brüning") < by_name.index("Özdemir")
    found = desk.get("/trainings/kurs?q=özdemir").get_data(as_text=True)
    assert "Özdemir" in found
    assert "Brüning" not in found


def test_a_seat_of_a_training_that_is_called_off_is_marked_as_no_good_news(
    app: Flask, desk: Desk
) -> None:
    training = make_training(datetime.now(UTC), "kurs")
    person = make_confirmed(training, datetime.now(UTC))
    good, bad = '<span class="tag confirmed">', '<span class="tag cancelled">Schulung fällt aus<'
    pages = ("/trainings/kurs", f"/registrations/{person.id}")
    assert [good in desk.get(path).text for path in pages] == [True, True]
    desk.post("/trainings/kurs/cancel", {"reason": "krank", "sure": "1"})
    assert [good in desk.get(path).text for path in pages] == [False, False]
    assert [bad in desk.get(path).text for path in pages] == [True, True]


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "Eine Anmeldung wurde abgesagt."), (2, "2 Anmeldungen wurden abgesagt.")],
)
def test_what_can_be_taken_back_says_how_many_were_cancelled(
    app: Flask, desk: Desk, count: int, said: str
) -> None:
    now = datetime.now(UTC)
    training = make_training(now, "kurs", capacity=2)
    people = [make_confirmed(training, now) for _ in range(4)]
    chosen = ",".join(str(one.id) for one in people[:count])
    form = {"chosen": chosen, "do": "cancel", "sure": "1", "reason": "krank"}
    desk.post("/trainings/kurs/selection", form)
    assert said in desk.get("/trainings/kurs").text


def test_looking_at_people_stands_in_the_log(app: Flask, desk: Desk, count_rows: Any) -> None:
    make_training(datetime.now(UTC), "kurs")
    for path in ("/trainings/kurs", "/trainings/kurs/registrations.csv", "/outbox"):
        desk.get(path)
    assert count_rows("audit", "action LIKE 'saw %'") == 3


EVERY = ("seat", "wrong", "waits", "unconfirmed", "ended")
SHOWN = {
    "active": {"seat", "wrong", "waits", "unconfirmed"},
    "seat": {"seat", "wrong"},
    "waiting": {"waits", "unconfirmed"},
    "unconfirmed": {"unconfirmed"},
    "care": {"wrong"},
    "ended": {"ended"},
    "all": set(EVERY),
    "nonsense": {"seat", "wrong", "waits", "unconfirmed"},
}


@pytest.fixture
def people(app: Flask) -> dict[str, Registration]:
    """Somebody of each kind, in a training of two seats."""
    now = datetime.now(UTC)
    training = make_training(now, capacity=2)
    found = {
        name: make_confirmed(training, now + timedelta(minutes=n), organisation=name)
        for n, name in enumerate(("ended", "seat"))
    }
    cancel_by_link(found["ended"], now)
    for name in ("wrong", "waits"):
        found[name] = make_confirmed(training, now, organisation=name)
    found["unconfirmed"] = make_registration(training, now, organisation="unconfirmed")
    mark_address(found["wrong"], True, now, "test")
    return found


def shown(desk: Desk, people: dict[str, Registration], query: str) -> list[str]:
    """Whose rows a page shows, in its order."""
    # Links to people with letters to print stand in a list of their own.
    page = desk.get(f"/trainings/kurs?{query}").text.partition('id="people"')[2]
    at = {name: page.find(f"/staff/registrations/{one.id}") for name, one in people.items()}
    return sorted((name for name in at if at[name] >= 0), key=lambda name: at[name])


@pytest.mark.parametrize("show", SHOWN)
def test_each_filter_shows_whom_it_names(
    desk: Desk, people: dict[str, Registration], show: str
) -> None:
    assert set(shown(desk, people, f"show={show}")) == SHOWN[show]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["ended", "seat", "wrong", "waits", "unconfirmed"]),
        ("since", ["seat", "ended", "wrong", "waits", "unconfirmed"]),
        ("organisation", sorted(EVERY)),
        ("state", ["ended", "seat", "wrong", "unconfirmed", "waits"]),
        ("queue", ["wrong", "seat", "waits", "unconfirmed", "ended"]),
        ("nonsense", ["wrong", "seat", "waits", "unconfirmed", "ended"]),
    ],
)
def test_each_order_is_as_its_name_says(
    desk: Desk, people: dict[str, Registration], sort: str, order: list[str]
) -> None:
    assert shown(desk, people, f"show=all&sort={sort}") == order
