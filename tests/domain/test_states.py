"""Which states belong together."""

from registration.domain.states import (
    ACTIVE,
    MUST_ANSWER,
    NEEDS_CARE,
    NOT_DONE,
    PENDING,
    PROVED,
    UNPROVED,
    MessageState,
    RegistrationState,
)


def test_a_registration_holds_a_seat_or_a_place_until_it_has_ended() -> None:
    assert set(RegistrationState) - ACTIVE == {"cancelled", "declined", "expired"}
    assert {state for state in RegistrationState if state.active} == ACTIVE


def test_one_state_alone_means_a_certain_seat() -> None:
    assert [state for state in RegistrationState if state.has_certain_seat] == ["confirmed"]


def test_who_holds_something_has_proved_the_address_or_not() -> None:
    assert {"confirmed", "offered", "waitlisted"} == PROVED
    assert PROVED | UNPROVED == ACTIVE
    assert not PROVED & UNPROVED


def test_an_offer_and_an_address_that_is_not_confirmed_end_by_themselves() -> None:
    assert {"unconfirmed", "offered"} == MUST_ANSWER


def test_a_letter_that_waits_or_is_being_sent_is_not_done() -> None:
    assert {"queued", "retrying"} == PENDING
    assert {"queued", "retrying", "sending"} == NOT_DONE


def test_all_letters_need_care_but_those_that_went_or_were_withdrawn() -> None:
    assert set(MessageState) - NEEDS_CARE == {"sent", "withdrawn"}
