"""Which letters are still to be printed, each beside letters that are not."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from registration.domain.letters.kinds import HELD_BACK_FOR, Kind
from registration.domain.states import MessageState, TrainingState
from registration.store.database import db
from registration.store.letters import to_print
from registration.store.models import Message, Training
from registration.store.models.letters import ADDRESS_WRONG, ON_PAPER
from tests.conftest import NOW
from tests.store.letters.outbox.test_open_letters import plan_of
from tests.support.rows import DAY, HOUR, a_letter, a_person, a_session, a_training

SECOND = HOUR / 3600
KEPT: dict[str, Any] = {"state": "withdrawn", "last_error": ON_PAPER}


@pytest.fixture
def training(app: Flask) -> Training:
    return a_training(NOW + 9 * DAY)


def on_paper(training: Training, person: dict[str, Any] | None = None, **changes: Any) -> Message:
    """A letter that is kept for somebody without an address."""
    whose = a_person(training, **{"email": None, **(person or {})})
    return a_letter(training, registration_id=whose.id, **(KEPT | changes))


def listed(training: Training | None = None) -> list[Message]:
    db.session.expire_all()
    return to_print.to_print(NOW, training.id if training else None)


def test_what_nobody_has_printed_comes_the_oldest_first(training: Training) -> None:
    other = a_training(NOW + 9 * DAY)
    newer = on_paper(training)
    older = on_paper(training, created_at=NOW - DAY, last_error=ADDRESS_WRONG)
    elsewhere = on_paper(other, created_at=NOW - HOUR)
    assert listed(training) == [older, newer]
    assert listed() == [older, elsewhere, newer]
    assert to_print.counted(NOW) == [(training, 2), (other, 1)]


def test_a_printed_letter_stands_in_the_other_list(training: Training) -> None:
    waits, done = on_paper(training), on_paper(training, printed_at=NOW)
    on_paper(a_training(NOW + 9 * DAY), printed_at=NOW)
    assert listed(training) == [waits]
    assert to_print.printed(NOW, training.id) == [done]


@pytest.mark.parametrize("state", MessageState)
def test_no_letter_that_goes_or_went_by_mail_is_to_be_printed(
    training: Training, state: MessageState
) -> None:
    on_paper(training, state=state, last_error="")
    if state is not MessageState.WITHDRAWN:
        on_paper(training, state=state)
    assert listed() == []


@pytest.mark.parametrize("reason", ["", "it was taken back", "replaced by a newer change"])
def test_what_was_withdrawn_for_another_reason_is_not_printed(
    training: Training, reason: str
) -> None:
    on_paper(training, last_error=reason)
    assert listed() == []


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.row.on_paper])
def test_a_kind_that_goes_by_mail_only_is_never_printed(training: Training, kind: Kind) -> None:
    on_paper(training, kind=kind)
    assert listed() == []


USELESS: dict[str, Callable[[Training], object]] = {
    "the person cancelled": lambda t: on_paper(t, {"state": "cancelled"}),
    "the person waits": lambda t: on_paper(t, {"state": "waitlisted", "queue_rank": 1}),
    "the person was erased": lambda t: setattr(on_paper(t).registration, "family_name", ""),
    "nobody answered": lambda t: on_paper(t, {"state": "offered", "answer_by": NOW}, kind="offer"),
    "it was called off": lambda t: setattr(on_paper(t).training, "state", TrainingState.CANCELLED),
}


@pytest.mark.parametrize("why", USELESS)
def test_what_is_no_longer_so_is_not_printed(training: Training, why: str) -> None:
    USELESS[why](training)
    stays = a_training(NOW + 9 * DAY)
    kept = on_paper(stays)
    assert listed() == [kept]


def test_that_it_was_called_off_is_printed(training: Training) -> None:
    training.state = TrainingState.CANCELLED
    letter = on_paper(training, kind="cancellation")
    assert listed() == [letter]


def test_an_offer_is_printed_until_its_last_moment(training: Training) -> None:
    offered = {"state": "offered", "answer_by": NOW + SECOND}
    letter = on_paper(training, offered, kind="offer")
    assert listed() == [letter]


@pytest.mark.parametrize("kind", ["change", "cancellation", "cancelled_by_staff"])
def test_of_what_is_over_nothing_is_printed(app: Flask, kind: str) -> None:
    over, ends = a_training(NOW - 3 * HOUR), a_training(NOW - 3 * HOUR + SECOND)
    on_paper(over, kind=kind)
    stays = on_paper(ends, kind=kind)
    dropped = a_training(NOW - DAY)
    a_session(dropped, NOW + DAY, dropped_at=NOW)
    db.session.expire(dropped)
    # Whoever would come on the day that was dropped has to hear of it.
    heard = on_paper(dropped, kind=kind)
    assert listed() == [stays, heard]


REPLACES: list[dict[str, Any]] = [
    *({"state": state} for state in ("queued", "sending", "retrying", "sent")),
    KEPT,
    KEPT | {"printed_at": NOW},
]


@pytest.mark.parametrize("newer", REPLACES)
def test_a_newer_letter_of_the_same_kind_replaces_the_older(
    training: Training, newer: dict[str, Any]
) -> None:
    old = on_paper(training)
    new = a_letter(training, registration_id=old.registration_id, **newer)
    assert listed() == ([new] if newer is KEPT else [])


@pytest.mark.parametrize(
    "newer", [{"state": "failed"}, {"state": "withdrawn"}, {"kind": "change"}, {"kind": "custom"}]
)
def test_a_newer_letter_that_does_not_tell_the_same_replaces_none(
    training: Training, newer: dict[str, Any]
) -> None:
    old = on_paper(training)
    a_letter(training, registration_id=old.registration_id, **newer)
    a_letter(training, registration_id=a_person(training).id, **KEPT | {"state": "sent"})
    assert listed() == [old]


def test_an_older_letter_replaces_no_newer_one(training: Training) -> None:
    person = a_person(training, email=None)
    old = a_letter(training, registration_id=person.id, state="sent")
    new = a_letter(training, registration_id=old.registration_id, **KEPT)
    assert listed() == [new]


def test_what_may_be_taken_back_waits_and_what_was_tried_before_does_not(
    training: Training,
) -> None:
    held: dict[str, Any] = {"created_at": NOW - HELD_BACK_FOR + SECOND, "due_at": NOW + SECOND}
    on_paper(training, **held)
    over = on_paper(training, created_at=NOW - HELD_BACK_FOR, due_at=NOW)
    # Its due_at is when it would have been tried again by e-mail.
    tried = on_paper(training, created_at=NOW - HELD_BACK_FOR, due_at=NOW + HOUR, attempts=3)
    assert listed(training) == [over, tried]
    assert to_print.counted(NOW) == [(training, 2)]


def test_whoever_is_reached_by_mail_by_now_gets_none_on_paper(training: Training) -> None:
    letter, stays = on_paper(training), on_paper(training)
    done = on_paper(training, printed_at=NOW)
    reached = [one.registration for one in (letter, done) if one.registration]
    for person in reached:
        person.email = "neu@borken.example"
    db.session.commit()
    assert listed(training) == [stays]
    assert to_print.printed(NOW, training.id) == []
    assert [to_print.left_unsent(NOW, one) for one in reached] == [[letter], []]
    assert stays.registration is not None
    assert to_print.left_unsent(NOW, stays.registration) == []
    assert letter.reason == "no e-mail reached the person then"
    assert stays.reason == ON_PAPER
    reached[0].address_wrong = True
    db.session.commit()
    assert listed(training) == [letter, stays]
    assert to_print.left_unsent(NOW, reached[0]) == []
    assert letter.reason == ON_PAPER


def test_the_letters_to_print_are_found_by_their_index(app: Flask) -> None:
    seen: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        seen.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    to_print.counted(NOW)
    event.remove(db.engine, "before_cursor_execute", note)
    (statement, values), *rest = [one for one in seen if "FROM message" in one[0]]
    assert "ix_message_not_printed" in plan_of(statement, values)
    assert rest == []
