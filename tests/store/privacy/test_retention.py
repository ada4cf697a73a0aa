"""What is over its time, to the moment: each question with rows whose time has not come."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from registration.store.database import db
from registration.store.models import (
    Circular,
    Funding,
    Registration,
    SignInLink,
    Staff,
    StaffSession,
    Submission,
    Training,
    Undoable,
)
from registration.store.privacy import retention
from registration.store.privacy.retention import Ids, Leaving
from tests.conftest import NOW
from tests.support.rows import DAY, HOUR, a_letter, a_person, a_session, a_training, a_walk_in, keep

ZONE = ZoneInfo("Europe/Berlin")
TICK = timedelta(microseconds=1)
ENDED = NOW - 28 * DAY - 3 * HOUR  # a session of three hours that began then ended four weeks ago


def due(query: Ids) -> list[int]:
    return sorted(db.session.scalars(query))


def ids(*rows: Any) -> list[int]:
    return sorted(row.id for row in rows)


def a_grant(handed_in: date | None, years: int = 5) -> Funding:
    key = f"g{handed_in}-{years}"
    made: Funding = keep(
        Funding(key=key, title=key, proof_submitted_on=handed_in, retention_years=years)
    )
    return made


def test_an_unconfirmed_address_goes_a_week_after_it_lapsed(app: Flask) -> None:
    training = a_training(NOW + DAY)
    lapsed = {"end_reason": retention.NEVER_CONFIRMED, "state": "expired"}
    gone = a_person(training, ended_at=NOW - 7 * DAY, **lapsed)
    a_person(training, ended_at=NOW - 7 * DAY + TICK, **lapsed)
    a_person(training, ended_at=NOW - 9 * DAY, state="expired", end_reason="offer")
    emptied = a_person(training, ended_at=NOW - 9 * DAY, **lapsed)
    emptied.given_name = ""
    db.session.flush()
    assert due(retention.never_confirmed(NOW)) == [gone.id]


def test_contacts_go_four_weeks_after_the_last_session_dropped_or_not(app: Flask) -> None:
    over, later, dropped, dateless = (a_training(*d) for d in ([ENDED], [ENDED], [ENDED], []))
    a_session(later, ENDED + TICK)
    a_session(dropped, ENDED + DAY, dropped_at=NOW)
    people = [a_person(one) for one in (over, later, dropped, dateless)]
    a_person(over, email=None)  # holds nothing that would leave
    assert due(retention.contacts(NOW)) == [people[0].id]
    assert due(retention.contacts(NOW + TICK)) == ids(*people[:2])


@pytest.mark.parametrize("column", ["phone", "note", "postal_address", "end_reason", "answers"])
def test_each_thing_that_is_left_of_a_contact_makes_it_due(app: Flask, column: str) -> None:
    training = a_training(ENDED)
    value: Any = {"a": "b"} if column == "answers" else "typed"
    person = a_person(training, email=None, **{column: value})
    a_person(training, email=None)
    assert due(retention.contacts(NOW)) == [person.id]


def granted() -> dict[str, Training]:
    """Trainings that ended four weeks ago, by their grant."""
    today = NOW.astimezone(ZONE).date()
    years_ago = today.replace(year=today.year - 5)
    grants = {
        "none": None,
        "not handed in": a_grant(None),
        "done": a_grant(years_ago),
        "a day to go": a_grant(years_ago + DAY),
        "a year to go": a_grant(years_ago, 6),
    }
    return {
        name: a_training(ENDED, funding_id=grant.id if grant else None)
        for name, grant in grants.items()
    }


def test_names_stay_as_long_as_the_grant_wants_its_proof(app: Flask) -> None:
    trainings = granted()
    people = {name: a_person(one) for name, one in trainings.items()}
    guests = {name: a_walk_in(one.sessions[0]) for name, one in trainings.items()}
    assert due(retention.names(NOW, ZONE)) == ids(people["none"], people["done"])
    assert due(retention.walk_ins(NOW, ZONE)) == ids(guests["none"], guests["done"])
    assert due(retention.names(NOW - TICK, ZONE)) == []
    assert due(retention.walk_ins(NOW - TICK, ZONE)) == []


def test_a_name_that_proves_nothing_waits_for_no_grant(app: Flask) -> None:
    training, ahead = granted()["not handed in"], a_training(ENDED + TICK)
    a_person(training)
    states = {"cancelled": None, "waitlisted": 1, "unconfirmed": None}
    for state, rank in states.items():
        a_person(ahead, state=state, queue_rank=rank)
    gone = [a_person(training, state=s, queue_rank=rank) for s, rank in states.items()]
    nameless = a_person(training, state="cancelled")
    nameless.given_name = nameless.family_name = ""
    db.session.flush()
    assert due(retention.names(NOW, ZONE)) == ids(*gone)


def test_the_proof_is_over_by_the_towns_day(app: Flask) -> None:
    grant = a_grant(date(2020, 6, 1))
    person = a_person(a_training(datetime(2020, 5, 1, tzinfo=UTC), funding_id=grant.id))
    midnight = datetime(2025, 6, 1, tzinfo=ZONE)
    assert due(retention.names(midnight, ZONE)) == [person.id]
    assert due(retention.names(midnight - TICK, ZONE)) == []


def test_done_letters_leave_the_mail_log_after_ninety_days(app: Flask) -> None:
    old = NOW - 90 * DAY
    gone = [a_letter(created_at=old, state=s) for s in ("sent", "failed", "withdrawn")]
    for state in ("queued", "retrying", "sending"):
        a_letter(created_at=old, state=state)
    a_letter(created_at=old + TICK, state="sent")
    assert due(retention.letters(NOW)) == ids(*gone)


def test_what_the_team_wrote_leaves_after_its_last_letter(app: Flask) -> None:
    training, member = a_training(), a_member()
    old = NOW - 90 * DAY
    gone, young, read, empty = (
        keep(Circular(training_id=training.id, staff_id=member.id, created_at=at, **words))
        for at, words in (
            (old, {"subject": "", "body": "B"}),
            (old + TICK, {"subject": "S", "body": "B"}),
            (old, {"subject": "S", "body": "B"}),
            (old, {"subject": "", "body": ""}),
        )
    )
    a_letter(circular_id=read.id)
    assert due(retention.circulars(NOW)) == [gone.id]
    assert due(retention.circulars(NOW + TICK)) == ids(gone, young)
    assert empty.id not in due(retention.circulars(NOW + DAY))


def a_member() -> Staff:
    made: Staff = keep(Staff(email="t@borken.example", email_key="t", created_at=NOW))
    return made


def a_form(at: datetime) -> Submission:
    training = a_training()
    key = f"{at:%d%H%M%S%f}"
    values = {"receipt": key, "token_id": key, "email": "a", "email_key": "a", "verdict": "seat"}
    made: Submission = keep(Submission(training_id=training.id, created_at=at, **values))
    return made


def an_undoable(at: datetime) -> Undoable:
    counts = {"held": 0, "last_person": 0, "last_letter": 0, "dates": "", "rows": {}}
    made: Undoable = keep(
        Undoable(training_id=a_training().id, action="edit", made_at=at, until=NOW, **counts)
    )
    return made


def a_link(at: datetime) -> SignInLink:
    member = db.session.scalar(db.select(Staff)) or a_member()
    values = {"token_hash": f"{at}", "staff_id": member.id, "created_at": NOW - 900 * DAY}
    made: SignInLink = keep(SignInLink(expires_at=at, **values))
    return made


def a_browser(at: datetime) -> StaffSession:
    member = db.session.scalar(db.select(Staff)) or a_member()
    values = {"token_hash": f"{at}", "staff_id": member.id, "seen_at": NOW - 900 * DAY}
    made: StaffSession = keep(StaffSession(created_at=at, **values))
    return made


@pytest.mark.parametrize(
    ("make", "query", "days"),
    [
        (a_form, retention.forms, 1),
        (an_undoable, retention.undoables, 1),
        (a_link, retention.sign_in_links, 90),
        (a_browser, retention.staff_sessions, 90),
    ],
)
def test_what_is_only_technical_goes_by_its_day(
    app: Flask, make: Callable[[datetime], Any], query: Callable[[datetime], Ids], days: int
) -> None:
    gone, _, _ = (make(NOW - days * DAY + late) for late in (timedelta(0), TICK, DAY))
    assert due(query(NOW)) == [gone.id]


def test_names_that_leave_within_a_week_are_told_by_the_day(app: Flask) -> None:
    """Sessions end at 14:00 in Borken: four weeks later they are due on that day."""
    past, today, last, beyond = (
        a_training(ENDED + n * DAY, title=f"in {n}") for n in (-3, 0, 7, 8)
    )
    for one, count in ((past, 1), (today, 2), (last, 1), (beyond, 1)):
        for _ in range(count):
            a_person(one)
    a_walk_in(last.sessions[0])
    first = NOW.astimezone(ZONE).date()
    assert retention.names_leaving(NOW, ZONE) == [
        Leaving(first, 3, 2),
        Leaving(first + 7 * DAY, 2, 1),
    ]
    assert retention.names_leaving(NOW, ZONE, last.id) == [Leaving(first + 7 * DAY, 2, 1)]
    assert retention.names_leaving(NOW, ZONE, beyond.id) == []


def test_names_that_are_due_name_table_row_and_training(app: Flask) -> None:
    training, other = a_training(ENDED), a_training(ENDED)
    person, guest = a_person(training), a_walk_in(training.sessions[0])
    decoy: Registration = a_person(other)
    both = {("registration", person.id, training.id), ("walk_in", guest.id, training.id)}
    assert retention.names_due(NOW, ZONE, training.id) == both
    assert retention.names_due(NOW, ZONE) == both | {("registration", decoy.id, other.id)}
    assert retention.names_due(NOW - TICK, ZONE) == set()
