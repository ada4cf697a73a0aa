"""Who will get which letter, said before anything is saved."""

from datetime import UTC, datetime, timedelta

from registration.domain.changes import Plan, Slot
from registration.domain.consequences import Someone, of_cancelling, of_change
from registration.domain.kinds import Kind
from registration.domain.seats import Seats
from registration.domain.states import RegistrationState, WaitlistMode

NOW = datetime(2027, 1, 4, 10, tzinfo=UTC)
LATER = NOW + timedelta(days=10)
MOVED = Plan(moved={1: Slot(LATER, LATER + timedelta(hours=1), "Rathaus")})
HOLDS = Someone(RegistrationState.CONFIRMED, False, True)
WAITS = Someone(RegistrationState.WAITLISTED, True, True)
UNSURE = Someone(RegistrationState.UNCONFIRMED, True, True)
ON_PAPER = Someone(RegistrationState.CONFIRMED, False, False)


def seats(capacity: int, held: int, waiting: int, mode: WaitlistMode = WaitlistMode.AUTO) -> Seats:
    """Seats as they will be."""
    return Seats(capacity, held, waiting, mode)


def test_a_moved_date_tells_all_with_an_address_and_names_the_others() -> None:
    found = of_change([HOLDS, ON_PAPER, WAITS], MOVED, seats(2, 2, 1), LATER, NOW)
    assert found.letters == ((Kind.CHANGE, 2),)
    assert found.without_address == 1


def test_an_unconfirmed_person_moves_up_without_a_letter() -> None:
    found = of_change([HOLDS, UNSURE, WAITS], Plan(), seats(3, 1, 2), LATER, NOW)
    assert (found.move_up, found.letters) == (2, ((Kind.PROMOTED, 1),))


def test_in_offer_mode_the_letter_is_an_offer() -> None:
    waiting = seats(2, 1, 1, WaitlistMode.OFFER)
    assert of_change([HOLDS, WAITS], Plan(), waiting, LATER, NOW).letters == ((Kind.OFFER, 1),)


def test_nobody_moves_up_in_the_last_four_hours() -> None:
    found = of_change([HOLDS, WAITS], Plan(), seats(2, 1, 1), NOW + timedelta(hours=3), NOW)
    assert found.tells_nobody


def test_cancelling_tells_everybody_once() -> None:
    assert of_cancelling([HOLDS, WAITS, ON_PAPER]).letters == ((Kind.CANCELLATION, 2),)
