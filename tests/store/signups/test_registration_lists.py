"""Which people the team's list of a training shows, in which order, beside people who must not come."""

from datetime import timedelta

import pytest
from flask import Flask

from registration.store.models import Staff, Trainer
from registration.store.signups import registration_lists
from registration.store.signups.registration_lists import PeopleFilter
from tests.conftest import NOW
from tests.support.rows import DAY, a_letter, a_person, a_training, an_entry, keep

SECOND = timedelta(seconds=1)


@pytest.fixture
def training_id(app: Flask) -> int:
    """A training with people in each state, and another one with the same."""
    of_interest, other = a_training(), a_training()
    for training in (other, of_interest):
        people = {
            "Yılmaz": {"organisation": "Caritas", "created_at": NOW + 9 * SECOND},
            "adler": {"organisation": "awo", "created_at": NOW + 1 * SECOND},
            "Berg": {"state": "unconfirmed", "created_at": NOW + 8 * SECOND},
            "Dorn": {"state": "offered", "created_at": NOW + 2 * SECOND},
            "Emde": {"state": "waitlisted", "queue_rank": 20, "created_at": NOW + 7 * SECOND},
            "Frei": {"state": "waitlisted", "queue_rank": 10, "created_at": NOW + 6 * SECOND},
            "Gans": {"state": "unconfirmed", "queue_rank": 30, "created_at": NOW + 3 * SECOND},
            "Hahn": {"state": "cancelled", "flagged": True, "created_at": NOW},
            "Igel": {"state": "declined", "address_wrong": True, "created_at": NOW + 5 * SECOND},
            "Jung": {"state": "expired", "created_at": NOW + 4 * SECOND},
            "Kern": {"address_wrong": True, "created_at": NOW + 10 * SECOND},
            "Lang": {"flagged": True, "created_at": NOW + 11 * SECOND},
        }
        for name, values in people.items():
            a_person(training, name, **values)
    return of_interest.id


def names(training_id: int, **wanted: str) -> list[str]:
    found = registration_lists.people_matching(training_id, PeopleFilter(**wanted))  # type: ignore[arg-type]
    page = registration_lists.people_page(training_id, PeopleFilter(**wanted))  # type: ignore[arg-type]
    assert list(page.rows) == list(found)
    return [person.family_name for person in found]


HOLDERS = ["adler", "Dorn", "Berg", "Yılmaz", "Kern", "Lang"]
QUEUE = ["Frei", "Emde", "Gans"]


def test_holders_come_first_then_the_queue_by_rank_then_whoever_has_left(training_id: int) -> None:
    assert names(training_id) == [*HOLDERS, *QUEUE]
    assert names(training_id, show="all") == [*HOLDERS, *QUEUE, "Hahn", "Jung", "Igel"]


@pytest.mark.parametrize(
    ("show", "wanted"),
    [
        ("seat", HOLDERS),
        ("waiting", QUEUE),
        ("unconfirmed", ["Berg", "Gans"]),
        ("ended", ["Hahn", "Jung", "Igel"]),
        ("care", ["Kern", "Lang"]),
    ],
)
def test_each_filter_shows_its_people_and_no_others(
    training_id: int, show: str, wanted: list[str]
) -> None:
    assert names(training_id, show=show) == wanted


@pytest.mark.parametrize(
    ("sort", "wanted"),
    [
        ("name", ["adler", "Berg", "Dorn", "Emde", "Frei", "Gans", "Kern", "Lang", "Yılmaz"]),
        ("since", ["Lang", "Kern", "Yılmaz", "Berg", "Emde", "Frei", "Gans", "Dorn", "adler"]),
        (
            "organisation",
            ["Berg", "Dorn", "Emde", "Frei", "Gans", "Kern", "Lang", "adler", "Yılmaz"],
        ),
        ("state", ["adler", "Kern", "Lang", "Yılmaz", "Dorn", "Berg", "Gans", "Emde", "Frei"]),
    ],
)
def test_each_order_is_kept(training_id: int, sort: str, wanted: list[str]) -> None:
    assert names(training_id, sort=sort) == wanted


def test_one_name_twice_goes_by_the_given_name_then_by_arrival(app: Flask) -> None:
    training = a_training()
    later = a_person(training, "Berg", given_name="Ayşe", created_at=NOW + SECOND)
    a_person(training, "Berg", given_name="Zoe", created_at=NOW - SECOND)
    first = a_person(training, "berg", given_name="ayşe", created_at=NOW)
    found = registration_lists.people_matching(training.id, PeopleFilter(sort="name"))
    assert [p.given_name for p in found] == ["ayşe", "Ayşe", "Zoe"]
    assert list(found[:2]) == [first, later]


@pytest.mark.parametrize(
    "column", ["given_name", "family_name", "email", "organisation", "phone", "note", "end_reason"]
)
def test_a_search_looks_at_what_tells_people_apart_and_not_at_notes(
    app: Flask, column: str
) -> None:
    training = a_training()
    found = a_person(training, **{column: "ein Wort9 darin"})
    a_person(training)
    a_person(a_training(), **{column: "ein Wort9 darin"})
    people = registration_lists.people_matching(training.id, PeopleFilter(text="wort9"))
    assert list(people) == ([] if column in ("note", "end_reason") else [found])


def test_a_search_for_given_and_family_name_finds_both_together(app: Flask) -> None:
    training = a_training()
    found = a_person(training, "Yılmaz", given_name="Amina")
    a_person(training, "Berg", given_name="Amina")
    people = registration_lists.people_matching(training.id, PeopleFilter(text="amina yılm"))
    assert list(people) == [found]


def test_fifty_people_make_a_page(app: Flask) -> None:
    training = a_training()
    people = [a_person(training) for _ in range(51)]
    page = registration_lists.people_page(training.id, PeopleFilter(page=2))
    assert (list(page.rows), page.total, page.last) == ([people[50]], 51, 2)


def test_only_people_of_the_training_can_be_chosen_in_order_of_the_queue(app: Flask) -> None:
    training, other = a_training(), a_training()
    waits = a_person(training, state="waitlisted", queue_rank=1)
    holds, gone = a_person(training), a_person(training, state="cancelled")
    foreign, unasked = a_person(other), a_person(training)
    ids = [gone.id, foreign.id, waits.id, holds.id]
    assert list(registration_lists.chosen(training.id, ids)) == [holds, waits, gone]
    assert unasked not in registration_lists.chosen(training.id, ids)


def test_places_are_counted_from_one_over_who_waits_and_nobody_else(app: Flask) -> None:
    training = a_training()
    second = a_person(training, state="waitlisted", queue_rank=7)
    first = a_person(training, state="unconfirmed", queue_rank=3)
    third = a_person(training, state="waitlisted", queue_rank=7)
    a_person(training)
    a_person(training, state="cancelled")
    a_person(a_training(), state="waitlisted", queue_rank=2)
    assert registration_lists.places(training.id) == {first.id: 1, second.id: 2, third.id: 3}


def test_letters_and_history_are_of_one_person_the_newest_first(app: Flask) -> None:
    training = a_training()
    person, other = a_person(training), a_person(training)
    letters = [a_letter(training, registration_id=person.id) for _ in range(2)]
    a_letter(training, registration_id=other.id)
    staff = keep(Staff(email="l@b.example", email_key="l@b.example", role="editor", created_at=NOW))
    for number, actor in enumerate(["clock", f"staff {staff.id}"]):
        at = NOW + number * SECOND
        an_entry(training, f"did {number}", at, registration_id=person.id, actor=actor)
    an_entry(training, "did something to another", NOW, registration_id=other.id)
    an_entry(training, "did something to all", NOW)
    assert list(registration_lists.letters_of(person.id)) == letters[::-1]
    found = registration_lists.history_of(person.id)
    assert [(one.entry.action, one.who) for one in found] == [
        ("did 1", "l@b.example"),
        ("did 0", "clock"),
    ]


def test_a_history_names_trainers_and_says_of_those_who_are_gone_what_they_were(
    app: Flask,
) -> None:
    training = a_training()
    for key, name in (("of-her", "Mira Sand"), ("of-another", "Otto Kies")):
        keep(Trainer(uid=key, training_id=training.id, name=name, email=f"{key}@b.example"))
    actors = ["trainer of-her", "trainer gone", "staff 999", "command line", "clock"]
    for number, actor in enumerate(actors):
        an_entry(training, f"did {number}", NOW + number * SECOND, actor=actor)
    found = [event.who for event in registration_lists.history_of_training(training.id)]
    assert found[::-1] == ["Mira Sand", "trainer", "staff", "command line", "clock"]


def test_a_training_s_history_has_no_looks_no_other_training_and_a_hundred_lines(
    app: Flask,
) -> None:
    training, other = a_training(), a_training()
    for number in range(102):
        an_entry(training, f"did {number}", NOW + number * DAY)
    an_entry(training, "saw registrations", NOW + 200 * DAY)
    an_entry(other, "did something elsewhere", NOW + 201 * DAY)
    found = [event.entry.action for event in registration_lists.history_of_training(training.id)]
    assert found == [f"did {number}" for number in range(101, 1, -1)]


@pytest.mark.parametrize(
    ("number", "shown", "first"), [(0, 1, 0), (-3, 1, 0), (1, 1, 0), (2, 2, 50), (9, 2, 50)]
)
def test_a_page_before_the_first_or_behind_the_last_is_that_one(
    app: Flask, number: int, shown: int, first: int
) -> None:
    training = a_training()
    people = [a_person(training, created_at=NOW + n * SECOND) for n in range(52)]
    page = registration_lists.people_page(training.id, PeopleFilter(page=number))
    assert (page.number, page.last, page.total, page.size) == (shown, 2, 52, 50)
    assert list(page.rows) == people[first : first + 50]
