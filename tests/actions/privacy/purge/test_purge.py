"""Personal data goes when its time is over; numbers stay."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import event

from registration.actions.attendance import Newcomer, add_walk_in
from registration.actions.letters.circulars import write_circular
from registration.actions.privacy.purge import purge
from registration.actions.staff.auth import add_staff
from registration.actions.tick import tick
from registration.domain.privacy.retention import Period
from registration.domain.programme import FundingSpec, Programme
from registration.domain.states import MessageState
from registration.store.database import db
from registration.store.models import (
    Circular,
    Funding,
    Message,
    Registration,
    Submission,
    TrainingSession,
    WalkIn,
)
from tests.actions.privacy.personal_data import personal
from tests.support.factories import (
    make_confirmed,
    make_registration,
    make_training,
    session_spec,
    training_spec,
)

ZONE = ZoneInfo("Europe/Berlin")


FIRST = date(2027, 1, 1)


def test_an_address_that_was_never_confirmed_is_forgotten_after_a_week(
    app: Flask, now: datetime
) -> None:
    person = make_registration(make_training(now), now, phone="02861")
    tick(now + timedelta(hours=49), ZONE)
    purge(now + timedelta(days=8), ZONE)
    assert personal(person) != []
    purge(now + timedelta(days=9, hours=2), ZONE)
    assert personal(person) == []
    assert person.state == "expired"


def test_four_weeks_after_the_end_nothing_personal_is_left_of_an_unfunded_training(
    app: Flask, now: datetime
) -> None:
    person = make_confirmed(make_training(now, days=1), now, organisation="Verein", note="Rampe")
    purge(now + Period.CONTACT.value, ZONE)
    assert personal(person) != []
    purge(now + timedelta(days=30), ZONE)
    assert personal(person) == []
    assert person.state == "confirmed"


def test_the_proof_of_a_grant_keeps_names_as_long_as_the_grant_says(
    app: Flask, now: datetime
) -> None:
    from registration.actions.trainings.programme import import_programme
    from registration.store.trainings import trainings as find

    spec = training_spec(now, days=1, funding="eler")
    import_programme(
        Programme((FundingSpec("eler", "ELER", retention_years=5),), (spec,)), now, "test"
    )
    training = find.by_slug("kurs")
    assert training is not None
    person = make_confirmed(training, now, organisation="Verein", note="Rampe")
    purge(now + timedelta(days=30), ZONE)
    assert personal(person) == ["given_name", "family_name", "organisation"]
    db.session.execute(db.update(Funding).values(proof_submitted_on=date(2027, 6, 1)))
    db.session.commit()
    purge(datetime(2032, 5, 31, 12, tzinfo=ZONE), ZONE)
    assert personal(person) != []
    purge(datetime(2032, 6, 1, 12, tzinfo=ZONE), ZONE)
    assert personal(person) == []


def test_the_mail_log_goes_after_ninety_days_and_forms_after_a_day(
    app: Flask, now: datetime
) -> None:
    make_confirmed(make_training(now, days=200), now)
    db.session.execute(db.update(Message).values(state="sent"))
    db.session.commit()
    purge(now + timedelta(days=2), ZONE)
    assert db.session.scalars(db.select(Submission)).all() == []
    assert len(db.session.scalars(db.select(Message)).all()) == 2
    purge(now + timedelta(days=91), ZONE)
    assert db.session.scalars(db.select(Message)).all() == []


def test_a_dry_run_only_counts(app: Flask, now: datetime) -> None:
    person = make_confirmed(make_training(now, days=1), now)
    counted = purge(now + timedelta(days=30), ZONE, dry_run=True)
    assert counted.contacts == 1
    assert personal(person) != []
    assert purge(now + timedelta(days=30), ZONE) == counted


def names_of(people: list[Registration]) -> list[bool]:
    db.session.expire_all()
    return [bool(person.given_name) for person in people]


def test_taking_the_only_date_off_a_training_empties_nobody(app: Flask, now: datetime) -> None:
    person = make_confirmed(make_training(now), now)
    db.session.execute(db.update(TrainingSession).values(dropped_at=now))
    db.session.commit()
    tick(now + timedelta(minutes=1), ZONE)
    assert "email" in personal(person)


def test_a_training_is_over_with_the_latest_end_of_all_its_dates(app: Flask, now: datetime) -> None:
    training = make_training(
        now, sessions=(session_spec(now + timedelta(days=1)), session_spec(now + timedelta(days=9)))
    )
    person = make_confirmed(training, now)
    first, last = training.all_sessions
    last.dropped_at = now
    db.session.commit()
    purge(last.ends + Period.CONTACT.value - timedelta(microseconds=1), ZONE)
    assert "email" in personal(person)
    purge(last.ends + Period.CONTACT.value, ZONE)
    assert personal(person) == []
    assert first.ends < last.ends


def test_what_comes_after_the_erasure_is_erased_too(app: Flask, now: datetime) -> None:
    training = make_training(now, days=1)
    first = make_confirmed(training, now)
    purge(now + timedelta(days=30), ZONE)
    session = training.sessions[0]
    session.starts += timedelta(days=60)
    session.ends += timedelta(days=60)
    db.session.commit()
    second = make_confirmed(training, now + timedelta(days=31))
    purge(session.ends + Period.CONTACT.value - timedelta(microseconds=1), ZONE)
    assert names_of([first, second]) == [False, True]
    purge(session.ends + Period.CONTACT.value, ZONE)
    assert names_of([first, second]) == [False, False]


def test_whoever_is_added_to_a_training_long_over_is_erased_too(app: Flask, now: datetime) -> None:
    training = make_training(now, days=1)
    purge(now + timedelta(days=30), ZONE)
    add_walk_in(training.sessions[0], Newcomer("key", "Omid", "B"), "test", now)
    assert purge(now + timedelta(days=30), ZONE).names == 1
    assert db.session.scalars(db.select(WalkIn.given_name)).all() == [""]


@pytest.mark.parametrize("moved", ["out", "in", "retention", "day"])
def test_a_grant_decides_as_it_is_now(app: Flask, now: datetime, moved: str) -> None:
    old = Funding(key="alt", title="Alt", retention_years=5, proof_submitted_on=date(2027, 6, 1))
    done = Funding(key="fertig", title="F", retention_years=0, proof_submitted_on=date(2027, 1, 1))
    training, without = make_training(now, days=1), make_training(now, "ohne", days=1)
    person, other = make_confirmed(training, now), make_confirmed(without, now)
    training.funding = old
    db.session.add(done)
    db.session.commit()
    then = now + timedelta(days=60)
    purge(then, ZONE)
    assert names_of([person, other]) == [True, False]
    if moved == "retention":
        old.retention_years, old.proof_submitted_on = 0, date(2027, 2, 1)
    elif moved == "day":
        old.proof_submitted_on = date(2022, 2, 1)
    else:
        training.funding = None if moved == "out" else done
    db.session.commit()
    assert purge(then, ZONE).names == 1
    assert names_of([person]) == [False]


def test_a_grant_with_an_impossible_day_does_not_keep_the_others(app: Flask, now: datetime) -> None:
    person = make_confirmed(make_training(now, days=1), now)
    db.session.add(Funding(key="nie", title="Nie", proof_submitted_on=date(9999, 12, 31)))
    db.session.add(Funding(key="b", title="B", retention_years=2**31 - 1, proof_submitted_on=FIRST))
    db.session.commit()
    purge(now + timedelta(days=30), ZONE)
    assert personal(person) == []


def test_a_part_that_fails_keeps_none_of_the_others(app: Flask, now: datetime) -> None:
    person = make_confirmed(make_training(now, days=1), now)
    db.session.execute(db.update(Message).values(state="sent"))
    db.session.execute(db.text("ALTER TABLE sign_in_link RENAME TO away"))
    db.session.commit()
    with pytest.raises(ExceptionGroup) as raised:
        purge(now + timedelta(days=95), ZONE)
    db.session.execute(db.text("ALTER TABLE away RENAME TO sign_in_link"))
    db.session.commit()
    assert len(raised.value.exceptions) == 1
    assert personal(person) == []
    assert db.session.scalars(db.select(Message)).all() == []
    assert db.session.scalars(db.select(Submission)).all() == []


def test_letters_that_are_still_owed_stay_however_old(app: Flask, now: datetime) -> None:
    make_confirmed(make_training(now, days=200), now)
    owed = db.session.scalars(db.select(Message)).all()
    owed[0].state = MessageState.SENT
    db.session.commit()
    left = owed[1].id
    purge(now + timedelta(days=400), ZONE)
    assert db.session.scalars(db.select(Message.id)).all() == [left]


@pytest.mark.parametrize("state", ["queued", "retrying", "sending", "failed", "withdrawn", "sent"])
def test_which_letters_leave_the_mail_log(app: Flask, now: datetime, state: str) -> None:
    make_registration(make_training(now, days=200), now)
    db.session.execute(db.update(Message).values(state=state))
    db.session.commit()
    purge(now + timedelta(days=90), ZONE)
    left = len(db.session.scalars(db.select(Message)).all())
    assert left == (state in ("queued", "retrying", "sending"))


def test_what_the_team_wrote_stays_while_one_of_its_letters_does(app: Flask, now: datetime) -> None:
    training = make_training(now, days=200)
    people = [make_confirmed(training, now), make_confirmed(training, now)]
    staff, _ = add_staff("team@borken.example", None, now)
    circular, _ = write_circular(training.id, people, ("Raum", "Wir treffen uns oben."), staff, now)
    letters = db.session.scalars(db.select(Message).where(Message.circular_id == circular)).all()
    letters[0].state = MessageState.SENT
    db.session.commit()
    purge(now + timedelta(days=90), ZONE)
    assert db.session.get_one(Circular, circular).body
    db.session.execute(db.update(Message).values(state="sent"))
    db.session.commit()
    purge(now + timedelta(days=90), ZONE)
    assert (db.session.get_one(Circular, circular).subject, len(people)) == ("", 2)


def test_a_minute_in_which_nothing_is_due_costs_the_same_for_any_number_of_trainings(
    app: Flask, now: datetime
) -> None:
    counted = []
    for count in (1, 50):
        for number in range(count):
            make_training(now - timedelta(days=90), f"leer-{count}-{number}", days=1)
        with statements() as seen:
            purge(now, ZONE)
        assert not [sql for sql in seen if sql.startswith(("UPDATE", "DELETE", "INSERT"))]
        counted.append(len(seen))
    assert counted[0] == counted[1]


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)
