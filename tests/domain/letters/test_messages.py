"""What makes a letter the only one, when it is useless, and how long it is tried."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.domain.letters.kinds import Kind, Until, kinds_where
from registration.domain.letters.messages import (
    LONGEST_PAUSE,
    RETRY_FOR,
    Standing,
    gives_up,
    once_key,
    pause_after,
    why_not_on_paper,
    why_useless,
)
from registration.domain.states import ACTIVE, RegistrationState, TrainingState
from tests.domain.strategies import minutes, moments

NOW = datetime(2027, 1, 4, 10, tzinfo=UTC)
PAST, AHEAD = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
ENDED = sorted(set(RegistrationState) - ACTIVE)
FOR_THE_LIVING = [
    Kind(kind)
    for kind in (
        *("confirm_address", "confirm_address_nudge", "confirmation", "waitlisted", "offer"),
        *("promoted", "already_registered", "reminder", "change", "survey", "survey_repeat"),
        "moved",
    )
]
ABOUT_THE_END = sorted(
    kinds_where(lambda row: row.outlives_the_seat and row.until is Until.NOTHING)
)


def standing(state: str, **changes: Any) -> Standing:
    """Somebody on a published training."""
    usual = Standing(NOW, RegistrationState(state), TrainingState.PUBLISHED)
    return replace(usual, **changes)


@pytest.mark.parametrize(
    ("kind", "stand", "why"),
    [
        ("confirm_address", standing("unconfirmed", answer_by=AHEAD), None),
        ("confirm_address", standing("unconfirmed", answer_by=NOW), "the time to answer is over"),
        ("confirm_address", standing("confirmed"), "the address is confirmed already"),
        ("confirm_address_nudge", standing("waitlisted"), "the address is confirmed already"),
        ("confirm_address_nudge", standing("unconfirmed", answer_by=PAST), "the time to answer is over"),
        ("offer", standing("offered", answer_by=AHEAD), None),
        ("offer", standing("offered", answer_by=NOW), "the time to answer is over"),
        ("offer", standing("confirmed"), "the offer is answered already"),
        ("change", standing("offered", answer_by=AHEAD), None),
        ("change", standing("offered", answer_by=NOW), "the time to answer is over"),
        ("change", standing("unconfirmed", answer_by=NOW), "the time to answer is over"),
        ("already_registered", standing("offered", answer_by=NOW), "the time to answer is over"),
        ("custom", standing("offered", answer_by=NOW), None),
        ("waitlisted", standing("offered", answer_by=AHEAD), "the person no longer waits"),
        ("promoted", standing("offered", answer_by=AHEAD), "the person has no certain seat"),
        ("confirmation", standing("confirmed", last_end=AHEAD), None),
        ("confirmation", standing("confirmed", last_end=NOW), "the training is over"),
        ("change", standing("confirmed", last_end=NOW), None),
        ("confirm_address", standing("confirmed", new_address_wanted=True), None),
        ("confirm_address", standing("confirmed", new_address_wanted=False),
         "this address is no longer to be confirmed"),
        ("offer_lapsed", standing("expired"), None),
        ("offer_lapsed", standing("expired", training=TrainingState.CANCELLED), "the training is cancelled"),
        ("reminder", standing("confirmed", session_starts=AHEAD), None),
        ("reminder", standing("confirmed", session_starts=NOW), "the session has begun"),
        ("reminder", standing("confirmed", session_dropped=True), "the session was dropped"),
        ("survey", standing("confirmed", survey_closes=AHEAD, last_end=NOW), None),
        ("survey", standing("confirmed", last_end=AHEAD), "the training is not over yet"),
        ("survey_repeat", standing("confirmed", last_end=AHEAD), "the training is not over yet"),
        ("survey", standing("confirmed", survey_closes=NOW), "the survey is closed"),
        ("survey_repeat", standing("confirmed", has_answered=True), "the survey is answered"),
        ("confirmation", standing("confirmed", answer_by=PAST, session_starts=PAST), None),
    ],
)  # fmt: skip
def test_a_letter_goes_only_while_it_still_helps(
    kind: str, stand: Standing, why: str | None
) -> None:
    assert why_useless(Kind(kind), stand) == why


@pytest.mark.parametrize("kind", FOR_THE_LIVING)
@pytest.mark.parametrize("state", ENDED)
def test_whose_registration_has_ended_gets_no_more_letters(
    kind: Kind, state: RegistrationState
) -> None:
    assert why_useless(kind, standing(state)) == "the registration has ended"


@pytest.mark.parametrize("kind", FOR_THE_LIVING)
@pytest.mark.parametrize("state", sorted(ACTIVE))
def test_of_a_cancelled_training_only_the_cancellation_is_told(
    kind: Kind, state: RegistrationState
) -> None:
    stand = standing(state, training=TrainingState.CANCELLED)
    assert why_useless(kind, stand) == "the training is cancelled"


@pytest.mark.parametrize("kind", ABOUT_THE_END)
@pytest.mark.parametrize("state", sorted(RegistrationState))
def test_letters_about_the_end_itself_always_go(kind: Kind, state: RegistrationState) -> None:
    assert why_useless(kind, standing(state, training=TrainingState.CANCELLED)) is None


@pytest.mark.parametrize("kind", sorted(Kind))
@pytest.mark.parametrize("state", sorted(ACTIVE))
def test_a_letter_goes_in_the_states_that_its_row_names_and_in_no_other(
    kind: Kind, state: RegistrationState
) -> None:
    assert (why_useless(kind, standing(state)) is None) == (state in kind.row.states)


@pytest.mark.parametrize("kind", sorted(Kind))
def test_a_letter_to_nobodys_registration_is_never_useless(kind: Kind) -> None:
    assert why_useless(kind, Standing(NOW)) is None
    # Nobody's: what is about a session goes all the same once that is dropped.
    dropped = why_useless(kind, Standing(NOW, session_dropped=True)) is not None
    assert dropped == (kind.row.until in (Until.SESSION_DROPPED, Until.SESSION_BEGINS))


@given(st.sampled_from(Kind), st.lists(st.integers(0, 99) | st.sampled_from(["r1", "s2.0"])))
def test_a_once_key_is_the_kind_and_its_parts(kind: Kind, parts: list[str | int]) -> None:
    assert once_key(kind, *parts).split(":") == [kind, *map(str, parts)]


def test_a_failed_letter_is_tried_again_after_a_minute() -> None:
    assert pause_after(1) == MINUTE


@given(st.integers(0, 10_000))
def test_the_pauses_grow_up_to_four_hours(attempts: int) -> None:
    pause, longer = pause_after(attempts), pause_after(attempts + 1)
    assert MINUTE <= pause <= longer <= LONGEST_PAUSE
    assert longer in (pause, 2 * pause, LONGEST_PAUSE)


def test_the_pauses_reach_four_hours_within_the_first_day() -> None:
    assert sum((pause_after(n) for n in range(1, 10)), timedelta()) < timedelta(days=1)
    assert pause_after(9) == LONGEST_PAUSE


@given(moments, minutes)
def test_a_letter_is_given_up_after_two_days(since: datetime, later: timedelta) -> None:
    assert gives_up(since, since + later) is (later >= RETRY_FOR)


@pytest.mark.parametrize(
    ("kind", "stand", "why"),
    [
        ("confirmation", standing("confirmed"), None),
        ("confirmation", standing("cancelled"), "the registration has ended"),
        ("confirmation", standing("confirmed", lies_ahead=False), "the training is over"),
        ("offer", standing("offered", answer_by=NOW), "the time to answer is over"),
        ("change", standing("confirmed", last_end=NOW), None),
        ("change", standing("confirmed", lies_ahead=False), "the training is over"),
        ("cancellation", standing("confirmed", training=TrainingState.CANCELLED), None),
        ("cancelled_by_staff", standing("cancelled", lies_ahead=False), "the training is over"),
        ("reminder", standing("confirmed"), "this letter goes by e-mail only"),
        ("custom", standing("confirmed"), "this letter goes by e-mail only"),
    ],
)
def test_on_paper_goes_what_is_of_use_and_nothing_about_what_is_over(
    kind: str, stand: Standing, why: str | None
) -> None:
    assert why_not_on_paper(Kind(kind), stand) == why
