"""Rule 7: how new dates relate to the old ones, and what people were last told."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.domain.letters.last_notified import (
    all_as_facts,
    all_from_facts,
    as_facts,
    from_facts,
)
from registration.domain.programme import SessionSpec
from registration.domain.programme.values import TrainerSpec
from registration.domain.trainings.changes import Plan, TrainerPlan, plan_sessions, plan_trainers
from tests.domain.strategies import slots

STARTS = datetime(2027, 3, 1, 9, tzinfo=UTC)
HALL = SessionSpec(STARTS, STARTS + timedelta(hours=3), "Rathaus")
olds = st.dictionaries(st.integers(1, 30), slots(), max_size=6)
news = st.lists(slots(), max_size=6)


@given(olds, news)
def test_every_old_session_is_kept_moved_or_dropped_and_only_one_of_them(
    old: dict[int, SessionSpec], new: list[SessionSpec]
) -> None:
    plan = plan_sessions(old, new)
    assert Counter([*plan.kept, *plan.moved, *plan.dropped]) == Counter(list(old))


@given(olds, news)
def test_every_new_session_stands_in_the_plan_once(
    old: dict[int, SessionSpec], new: list[SessionSpec]
) -> None:
    plan = plan_sessions(old, new)
    assert Counter([*plan.kept.values(), *plan.moved.values(), *plan.added]) == Counter(new)


@given(olds, news)
def test_nothing_is_dropped_while_something_is_added(
    old: dict[int, SessionSpec], new: list[SessionSpec]
) -> None:
    plan = plan_sessions(old, new)
    assert not (plan.dropped and plan.added)


@given(olds, news)
def test_whatever_stays_as_it_is_is_kept(
    old: dict[int, SessionSpec], new: list[SessionSpec]
) -> None:
    same = Counter(old.values()) & Counter(new)
    plan = plan_sessions(old, new)
    assert Counter(plan.kept.values()) == same
    assert all(old[session] == slot for session, slot in plan.kept.items())
    assert all(old[session] != slot for session, slot in plan.moved.items())


@given(olds, st.randoms())
def test_the_same_sessions_in_any_order_tell_nobody(
    old: dict[int, SessionSpec], random: Random
) -> None:
    shuffled = list(old.values())
    random.shuffle(shuffled)
    plan = plan_sessions(old, shuffled)
    assert not plan.tells
    assert plan.kept == old


@given(olds, news)
def test_people_are_told_exactly_when_the_dates_or_places_differ(
    old: dict[int, SessionSpec], new: list[SessionSpec]
) -> None:
    assert plan_sessions(old, new).tells is (Counter(old.values()) != Counter(new))


def test_another_room_at_the_same_time_moves_that_session() -> None:
    other = replace(HALL, starts=STARTS + timedelta(days=7), ends=HALL.ends + timedelta(days=7))
    elsewhere = replace(other, place="VHS")
    plan = plan_sessions({1: HALL, 2: other}, [elsewhere, HALL])
    assert plan.kept == {1: HALL}
    assert plan.moved == {2: elsewhere}


def test_two_sessions_at_the_same_time_keep_their_places() -> None:
    upstairs = replace(HALL, place="VHS")
    plan = plan_sessions({1: HALL, 2: upstairs}, [upstairs, HALL])
    assert (plan.kept, plan.tells) == ({1: HALL, 2: upstairs}, False)


def test_a_new_address_or_link_counts_as_a_change() -> None:
    for changed in (
        replace(HALL, address="Markt 1"),
        replace(HALL, online_url="https://a.example"),
    ):
        assert plan_sessions({1: HALL}, [changed]).moved == {1: changed}


@given(slots())
def test_a_slot_is_read_back_as_it_was_written(slot: SessionSpec) -> None:
    assert from_facts(as_facts(slot)) == slot


@given(st.dictionaries(st.integers(1, 9), st.none() | slots(), max_size=3))
def test_what_was_last_told_is_read_back_as_it_was_written(
    told: dict[int, SessionSpec | None],
) -> None:
    assert all_from_facts({"was": all_as_facts(told)}) == told


def test_a_letter_without_old_dates_calls_none_old() -> None:
    assert all_from_facts({}) == {}


AYSE, BEATE = TrainerSpec("Ayşe", "buero@borken.example"), TrainerSpec("Beate", "b@borken.example")


def test_a_trainer_with_the_same_name_and_address_stays_whatever_the_case() -> None:
    new = TrainerSpec("Ayşe", "Buero@Borken.example")
    plan = plan_trainers({1: AYSE, 2: BEATE}, [new])
    assert plan == TrainerPlan(old={1: AYSE, 2: BEATE}, kept={1: new})
    assert plan.removed == (2,)
    assert plan.changes


def test_of_those_who_share_an_address_each_keeps_the_place_of_the_own_name() -> None:
    other = replace(AYSE, name="Yusuf")
    old = {1: AYSE, 2: other}
    plan = plan_trainers(old, [other, AYSE, other])
    assert plan == TrainerPlan(old=old, kept=old)
    assert (plan.removed, plan.changes) == ((), False)


def test_a_new_name_at_the_old_address_is_the_same_trainer() -> None:
    married = replace(BEATE, name="Beate Neu")
    plan = plan_trainers({1: AYSE, 2: BEATE}, [married, AYSE])
    assert (plan.kept, plan.added, plan.removed) == ({1: AYSE, 2: married}, (), ())
    assert plan.changes


def test_the_same_name_at_another_address_is_somebody_else() -> None:
    moved = replace(BEATE, email="neu@borken.example")
    plan = plan_trainers({1: AYSE, 2: BEATE}, [AYSE, moved])
    assert (plan.kept, plan.added, plan.removed) == ({1: AYSE}, (moved,), (2,))


def test_what_ends_this_moment_is_over() -> None:
    now = datetime(2027, 1, 4, 10, tzinfo=UTC)
    over = SessionSpec(now - timedelta(hours=1), now, "Rathaus")
    just = replace(over, ends=now + timedelta(microseconds=1))
    assert Plan(added=(over, just)).adds(now) == [just]
    assert not Plan(old={1: over}, added=(over,)).lies_ahead(now)
    assert Plan(old={1: over}, added=(just,)).lies_ahead(now)


@pytest.mark.parametrize(
    ("place", "address", "venue"),
    [
        ("Rathaus", "Im Piepershagen 17", "Rathaus, Im Piepershagen 17"),
        ("Rathaus", "", "Rathaus"),
        ("", "Im Piepershagen 17", "Im Piepershagen 17"),
        ("", "", ""),
    ],
)
def test_place_and_address_stand_in_one_line(place: str, address: str, venue: str) -> None:
    assert replace(HALL, place=place, address=address).venue == venue
