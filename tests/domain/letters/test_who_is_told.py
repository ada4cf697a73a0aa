"""Rules 7, 11 and 12: who must be told of a change, person by person and trainer by trainer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from registration.domain.letters.kinds import Kind
from registration.domain.letters.who_is_told import (
    Change,
    Lecturer,
    Letter,
    Person,
    Standing,
    who_is_told,
)
from registration.domain.programme import SessionSpec, TrainerSpec
from registration.domain.signups.seats import PROMOTION_STOPS_BEFORE_START, Seats
from registration.domain.states import RegistrationState, WaitlistMode
from registration.domain.trainings.changes import Plan, TrainerPlan, plan_sessions, plan_trainers

NOW = datetime(2027, 1, 4, 10, tzinfo=UTC)
DAY = timedelta(days=1)
HALL = SessionSpec(
    NOW + 10 * DAY, NOW + 10 * DAY + timedelta(hours=2), "Rathaus", online_url="https://a"
)
LATER = replace(HALL, starts=HALL.starts + DAY, ends=HALL.ends + DAY)
OVER = replace(HALL, starts=NOW - 2 * DAY, ends=NOW - DAY)
OLD = {1: HALL}
STAYS, MOVED = plan_sessions(OLD, [HALL]), plan_sessions(OLD, [LATER])

HOLDS = Person(1, RegistrationState.CONFIRMED, False)
OFFERED = Person(2, RegistrationState.OFFERED, False)
WAITS = Person(3, RegistrationState.WAITLISTED, True)
UNSURE = Person(4, RegistrationState.UNCONFIRMED, True)
ON_PAPER = Person(5, RegistrationState.CONFIRMED, False, reachable=False)
WAITS_ON_PAPER = Person(6, RegistrationState.WAITLISTED, True, reachable=False)

ANNA, OMID = TrainerSpec("Anna", "anna@borken.example"), TrainerSpec("Omid", "omid@borken.example")
STAY = plan_trainers({1: ANNA}, [ANNA])
HELD = Lecturer(1, ANNA)


def standing(*people: Person, trainers: tuple[Lecturer, ...] = (), capacity: int = 20,
             mode: WaitlistMode = WaitlistMode.AUTO, starts: datetime = HALL.starts,
             published: bool = True) -> Standing:  # fmt: skip
    """A training of these people, with so many seats after the change."""
    waiting = sum(one.waits for one in people)
    seats = Seats(capacity, len(people) - waiting, waiting, mode)
    return Standing(published, seats, starts, people, trainers)


def letters(change: Change, how: Standing) -> list[tuple[Kind, int | TrainerSpec]]:
    """Kind and receiver of each letter."""
    return [(one.kind, one.to) for one in who_is_told(change, how, NOW).letters]


def test_a_moved_date_tells_each_once_and_names_whom_no_letter_reaches() -> None:
    people = (HOLDS, OFFERED, ON_PAPER, WAITS, UNSURE, WAITS_ON_PAPER)
    told = who_is_told(Change(MOVED), standing(*people, capacity=3), NOW)
    assert told.letters == tuple(Letter(Kind.CHANGE, n) for n in (1, 2, 3, 4))
    assert told.by_hand == (5, 6)
    assert told.counted == ((Kind.CHANGE, 4),)
    assert not told.tells_nobody


def test_what_stays_as_it_is_tells_nobody() -> None:
    told = who_is_told(Change(STAYS, STAY), standing(HOLDS, ON_PAPER, trainers=(HELD,)), NOW)
    assert told.tells_nobody
    assert not told.letters


def test_a_draft_tells_nobody_whatever_changes() -> None:
    change = Change(MOVED, plan_trainers({1: ANNA}, [OMID]))
    assert letters(change, standing(HOLDS, trainers=(HELD,), published=False)) == []
    assert len(letters(change, standing(HOLDS, trainers=(HELD,)))) == 3


def test_a_dropped_and_an_added_date_are_told_too() -> None:
    for new in ([], [HALL, LATER]):
        assert letters(Change(plan_sessions(OLD, new)), standing(HOLDS)) == [(Kind.CHANGE, 1)]


def test_a_new_link_is_told_to_holders_and_trainers_only() -> None:
    change = Change(plan_sessions(OLD, [replace(HALL, online_url="https://b")]), STAY)
    found = letters(change, standing(HOLDS, OFFERED, UNSURE, WAITS, trainers=(HELD,), capacity=2))
    assert found == [(Kind.CHANGE, 1), (Kind.TRAINER_CHANGE, ANNA)]


def test_what_is_over_before_and_after_is_told_to_nobody() -> None:
    both = {1: OVER, 2: HALL}
    earlier = replace(OVER, place="VHS")
    plan = plan_sessions(both, [earlier, HALL])
    assert plan.tells
    assert letters(Change(plan, STAY), standing(HOLDS, trainers=(HELD,))) == []
    ended_now = plan_sessions({1: replace(OVER, ends=NOW)}, [])
    assert letters(Change(ended_now), standing(HOLDS)) == []
    put_off = plan_sessions(both, [LATER, HALL])
    assert letters(Change(put_off), standing(HOLDS)) == [(Kind.CHANGE, 1)]


def test_moved_back_before_anybody_was_told_nobody_is_told() -> None:
    knows_hall, knows_other = {1: HALL}, {1: OVER}
    people = (replace(HOLDS, unread=knows_hall), replace(WAITS, id=9, unread=knows_other))
    back = plan_sessions({1: LATER}, [HALL])
    how = standing(*people, trainers=(replace(HELD, unread=knows_hall),), capacity=1)
    assert letters(Change(back, STAY), how) == [(Kind.CHANGE, 9)]


def test_a_date_that_was_never_told_is_dropped_in_silence() -> None:
    person = replace(HOLDS, unread={2: None})
    drop = plan_sessions({1: HALL, 2: LATER}, [HALL])
    assert letters(Change(drop), standing(person, OFFERED)) == [(Kind.CHANGE, 2)]


def test_more_seats_move_up_the_longest_waiting() -> None:
    told = who_is_told(Change(STAYS), standing(HOLDS, WAITS, UNSURE, replace(WAITS, id=8), capacity=3), NOW)  # fmt: skip
    assert told.promoted == (3, 4)
    assert told.letters == (Letter(Kind.PROMOTED, 3),)


def test_in_offer_mode_the_letter_is_an_offer() -> None:
    how = standing(HOLDS, WAITS, WAITS_ON_PAPER, capacity=9, mode=WaitlistMode.OFFER)
    told = who_is_told(Change(STAYS), how, NOW)
    assert told.letters == (Letter(Kind.OFFER, 3),)
    assert (told.promoted, told.by_hand) == ((3, 6), (6,))


def test_nobody_moves_up_in_the_last_four_hours() -> None:
    how = standing(HOLDS, WAITS, capacity=2, starts=NOW + PROMOTION_STOPS_BEFORE_START)
    assert who_is_told(Change(STAYS), how, NOW).promoted == ()
    just = replace(how, first_start=NOW + PROMOTION_STOPS_BEFORE_START + timedelta(microseconds=1))
    assert who_is_told(Change(STAYS), just, NOW).promoted == (WAITS.id,)


def test_seats_over_the_capacity_are_counted() -> None:
    how = standing(HOLDS, OFFERED, ON_PAPER, capacity=1)
    assert who_is_told(Change(STAYS), how, NOW).over_capacity == 2
    assert who_is_told(Change(STAYS), standing(HOLDS, capacity=1), NOW).over_capacity == 0
    one_leaves = Change(STAYS, ends={HOLDS.id: Kind.CANCELLED_BY_STAFF})
    assert who_is_told(one_leaves, how, NOW).over_capacity == 1


def test_whoever_ends_is_told_and_the_next_moves_up() -> None:
    change = Change(STAYS, ends={1: Kind.CANCELLED_BY_STAFF})
    told = who_is_told(change, standing(HOLDS, WAITS, UNSURE, capacity=1), NOW)
    assert told.letters == (Letter(Kind.CANCELLED_BY_STAFF, 1), Letter(Kind.PROMOTED, 3))
    assert told.promoted == (3,)


@pytest.mark.parametrize("kind", [Kind.CANCELLED_BY_STAFF, None])
def test_an_address_that_was_never_proved_is_told_of_no_end(kind: Kind | None) -> None:
    told = who_is_told(Change(STAYS, ends={4: kind}), standing(HOLDS, UNSURE, capacity=1), NOW)
    assert (told.letters, told.by_hand, told.promoted) == ((), (), ())


def test_whoever_leaves_the_queue_frees_no_seat() -> None:
    change = Change(STAYS, ends={3: Kind.CANCELLED_BY_STAFF})
    told = who_is_told(change, standing(HOLDS, WAITS, replace(WAITS, id=8), capacity=1), NOW)
    assert told.letters == (Letter(Kind.CANCELLED_BY_STAFF, 3),)


def test_calling_off_tells_everybody_once_and_nobody_moves_up() -> None:
    people = (HOLDS, OFFERED, WAITS, UNSURE, ON_PAPER)
    change = Change(STAYS, calls_off=True)
    told = who_is_told(change, standing(*people, trainers=(HELD,)), NOW)
    owed = [Letter(Kind.CANCELLATION, n) for n in (1, 2, 3, 4)]
    assert told.letters == (*owed, Letter(Kind.TRAINER_CANCELLATION, ANNA))
    assert (told.by_hand, told.promoted) == ((5,), ())


def test_publishing_books_each_trainer() -> None:
    change = Change(STAYS, plan_trainers({1: ANNA}, [ANNA, OMID]), publishes=True)
    found = letters(change, standing(trainers=(HELD,), published=False))
    assert found == [(Kind.TRAINER_BOOKED, ANNA), (Kind.TRAINER_BOOKED, OMID)]


def test_who_comes_is_booked_who_goes_is_told_and_who_stays_hears_of_the_change() -> None:
    new, gone = TrainerSpec("Berit", "berit@borken.example"), Lecturer(2, OMID)
    trainers = plan_trainers({1: ANNA, 2: OMID}, [ANNA, new])
    assert letters(Change(MOVED, trainers), standing(trainers=(HELD, gone))) == [
        (Kind.TRAINER_CHANGE, ANNA),
        (Kind.TRAINER_CANCELLATION, OMID),
        (Kind.TRAINER_BOOKED, new),
    ]
    assert letters(Change(STAYS, trainers), standing(trainers=(HELD, gone))) == [
        (Kind.TRAINER_CANCELLATION, OMID),
        (Kind.TRAINER_BOOKED, new),
    ]


@pytest.mark.parametrize(
    "change",
    [
        Change(MOVED, STAY),
        Change(STAYS, TrainerPlan(old={1: ANNA})),
        Change(STAYS, STAY, calls_off=True),
    ],
)
def test_a_booking_that_nobody_has_heard_of_changes_and_ends_in_silence(change: Change) -> None:
    assert letters(change, standing(trainers=(replace(HELD, booked=False),))) == []
    assert len(letters(change, standing(trainers=(HELD,)))) == 1


def test_trainers_of_what_is_over_are_told_nothing() -> None:
    over = plan_sessions({1: OVER}, [OVER])
    for change in (
        Change(over, plan_trainers({1: ANNA}, [OMID])),
        Change(over, STAY, publishes=True),
        Change(Plan(), STAY, publishes=True),
    ):
        assert letters(change, standing(trainers=(HELD,), published=not change.publishes)) == []
    ends_now = replace(OVER, ends=NOW)
    for slot, told in ((ends_now, 0), (replace(ends_now, ends=NOW + timedelta(microseconds=1)), 2)):
        still = Change(plan_sessions({1: slot}, [slot]), plan_trainers({1: ANNA}, [OMID]))
        assert len(letters(still, standing(trainers=(HELD,)))) == told


def test_a_corrected_name_is_no_news() -> None:
    plan = plan_trainers({1: ANNA}, [TrainerSpec("Anna Berg", "Anna@Borken.example")])
    assert plan.changes
    assert letters(Change(STAYS, plan), standing(trainers=(HELD,))) == []


def test_trainers_at_one_address_are_told_apart_by_name() -> None:
    twin = TrainerSpec("Berit", ANNA.email)
    plan = plan_trainers({1: ANNA, 2: twin}, [twin, OMID])
    assert (plan.kept, plan.added, plan.removed) == ({2: twin}, (OMID,), (1,))
    again = plan_trainers({1: ANNA, 2: twin}, [twin, TrainerSpec("Anna Berg", ANNA.email)])
    assert again.kept == {1: TrainerSpec("Anna Berg", ANNA.email), 2: twin}
    assert not plan_trainers({1: ANNA, 2: twin}, [twin, ANNA, twin]).changes
