"""Personal data goes when its time is over, or when its person asks; numbers stay."""

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask

from registration.actions.privacy import erase_person, export_person
from registration.actions.purge import purge
from registration.actions.tick import tick
from registration.domain.programme import FundingSpec, Programme
from registration.store.database import db
from registration.store.models import AuditEntry, Funding, Message, Registration, Submission
from tests.support.factories import make_confirmed, make_registration, make_training, training_spec

ZONE = ZoneInfo("Europe/Berlin")


def personal(person: Registration) -> list[str]:
    db.session.refresh(person)
    names = ("given_name", "family_name", "email", "phone", "organisation", "note")
    return [name for name in names if getattr(person, name)]


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
    purge(now + timedelta(days=28), ZONE)
    assert personal(person) != []
    purge(now + timedelta(days=30), ZONE)
    assert personal(person) == []
    assert person.state == "confirmed"


def test_the_proof_of_a_grant_keeps_names_as_long_as_the_grant_says(
    app: Flask, now: datetime
) -> None:
    from registration.actions.import_programme import import_programme
    from registration.store import trainings as find

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


def test_whoever_asks_to_be_forgotten_is_and_the_seat_goes_to_the_queue(
    app: Flask, now: datetime
) -> None:
    training = make_training(now, capacity=1)
    person = make_confirmed(training, now, "weg@borken.example", note="Rampe")
    waiting = make_confirmed(training, now)
    dry = erase_person("WEG@borken.example", now, dry_run=True)
    assert personal(person) != []
    done = erase_person("WEG@borken.example", now)
    assert dry == done
    assert personal(person) == []
    db.session.refresh(waiting)
    assert (person.state, waiting.state) == ("cancelled", "confirmed")
    left = [m.recipient_key for m in db.session.scalars(db.select(Message))]
    assert "weg@borken.example" not in left
    emails = [form.email for form in db.session.scalars(db.select(Submission))]
    assert "weg@borken.example" not in emails
    assert set(erase_person("niemand@borken.example", now).rows.values()) == {0}


def test_whoever_asks_gets_all_that_is_kept_and_the_export_is_noted(
    app: Flask, now: datetime
) -> None:
    make_confirmed(make_training(now), now, "da@borken.example", note="Rampe")
    found = export_person("da@borken.example", now)
    text = json.dumps(found)
    assert "Rampe" in text
    assert [letter["kind"] for letter in found["letters"]] == ["confirm_address", "confirmation"]
    actions = [entry.action for entry in db.session.scalars(db.select(AuditEntry))]
    assert actions[-1] == "exported a person's data"


def test_the_audit_log_holds_no_address_and_no_name(app: Flask, now: datetime) -> None:
    person = make_confirmed(make_training(now), now, "da@borken.example", note="Rampe")
    erase_person("da@borken.example", now)
    for entry in db.session.scalars(db.select(AuditEntry)):
        facts = json.dumps(entry.facts) + entry.actor + entry.action
        assert "borken.example" not in facts
        assert "Amina" not in facts
    assert person.id
