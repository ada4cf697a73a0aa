"""What staff caused or get: each figure, sentence and placeholder in its place."""

from datetime import datetime, timedelta

from flask import Flask

from registration.actions.letters.circulars import write_circular
from registration.actions.letters.digest import owe_digests
from registration.actions.signups.ending import cancel_by_link
from registration.actions.staff import auth
from registration.domain.letters.kinds import Sentence
from registration.store.database import db
from tests.support.factories import make_confirmed, make_training, session_spec
from tests.support.newest import newest_letter


def test_the_morning_letter_says_how_many_came_left_and_wait(app: Flask, now: datetime) -> None:
    zone = app.extensions["zusage_settings"].zone
    staff, _ = auth.add_staff("leitung@borken.example", None, now)
    staff.language = "en"
    db.session.commit()
    morning = now.astimezone(zone).replace(hour=7, minute=5)
    at = morning - timedelta(hours=5)
    training = make_training(now, capacity=1)
    people = [make_confirmed(training, at) for _ in range(6)]
    for person in people[:2]:
        cancel_by_link(person, at)
    make_confirmed(make_training(now, "anderer"), at - timedelta(days=2))
    owe_digests(morning, zone)
    text = newest_letter(app, "digest", morning).text
    assert "Training kurs: 6 new registrations, 2 ended, 3 wait\n" in text
    assert "anderer" not in text


def test_each_placeholder_stands_for_what_it_names(app: Flask, now: datetime) -> None:
    days = [now + timedelta(days=day) for day in (30, 31, 32)]
    places = ("Rathaus", "Rathaus", "Forum")
    sessions = tuple(session_spec(d, place=p) for d, p in zip(days, places, strict=True))
    training = make_training(now, sessions=sessions)
    person = make_confirmed(training, now, given_name="Amina", family_name="Yılmaz")
    staff, _ = auth.add_staff("leitung@borken.example", None, now)
    words = "{Vorname} | {Nachname} | {Schulung} | {Ort} | {Kontakt} | {Termine}"
    write_circular(training.id, [person], ("{Nachname}, {Vorname}", words), staff, now)
    letter = newest_letter(app, "custom", now)
    assert letter.subject == "Yılmaz, Amina"
    dates = "; ".join(
        f"{day}. Februar 2027, 11:00–14:00 Uhr"
        for day in ("Mittwoch, 3", "Donnerstag, 4", "Freitag, 5")
    )
    said = f"Amina | Yılmaz | Training kurs | Rathaus, Forum | Fachabteilung Integration | {dates}"
    assert said in letter.text


def test_a_letter_holds_the_sentence_for_its_kind_and_no_other(app: Flask, now: datetime) -> None:
    training = make_training(now)
    training.own_sentences = {one.value: f"Satz {one.value}." for one in Sentence if one}
    db.session.commit()
    make_confirmed(training, now)
    text = newest_letter(app, "confirmation", now).text
    assert [one for one in training.own_sentences if f"Satz {one}." in text] == ["confirmation"]
