"""A programme file becomes trainings, again and again; a changed date tells everybody once."""

import tomllib
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import tomli_w
from flask import Flask

from registration.actions.signups.ending import cancel_by_link
from registration.actions.trainings.programme import (
    ImportReport,
    export_programme,
    import_programme,
)
from registration.actions.trainings.publishing import cancel_training
from registration.addresses import address_in
from registration.domain.programme import (
    FundingSpec,
    Programme,
    ProgrammeFaults,
    TrainingSpec,
    as_toml_tables,
    read_programme,
)
from registration.letters import render_letter
from registration.store.database import db
from registration.store.models import Message, Training
from registration.store.trainings import trainings as find
from tests.support.factories import (
    make_confirmed,
    make_registration,
    make_training,
    session_spec,
    training_spec,
)

SAMPLE = Path("docs/sample/programme.toml")
ZONE = ZoneInfo("Europe/Berlin")


def run(now: datetime, *trainings: TrainingSpec) -> ImportReport:
    return import_programme(Programme(trainings=trainings), now, "test")


def open_letters(kind: str | None = None) -> list[Message]:
    query = db.select(Message).where(Message.state == "queued").order_by(Message.id)
    found = db.session.scalars(query).all()
    return [message for message in found if kind in (None, message.kind)]


def text_of(app: Flask, message: Message, now: datetime) -> str:
    extensions = app.extensions
    return render_letter(
        message, extensions["zusage_settings"], extensions["zusage_links"], now
    ).text


def test_the_sample_is_taken_as_it_is_and_comes_out_the_same(app: Flask, now: datetime) -> None:
    data = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
    programme = read_programme(data, address_in)
    first = import_programme(programme, now, "test")
    again = import_programme(programme, now, "test")
    assert (len(first.created), len(again.unchanged)) == (5, 5)
    written = tomli_w.dumps(as_toml_tables(export_programme(), ZONE))
    assert read_programme(tomllib.loads(written), address_in) == programme


def test_a_re_import_changes_what_the_file_says_and_tells_nobody_of_words(
    app: Flask, now: datetime
) -> None:
    make_confirmed(make_training(now), now)
    report = run(now, training_spec(now, title="Neuer Titel", capacity=21))
    assert (report.changed, report.told) == (["kurs"], 0)
    training = find.by_slug("kurs")
    assert training is not None
    assert (training.title, training.capacity) == ("Neuer Titel", 21)
    assert open_letters("change") == []


def test_a_moved_session_tells_holders_and_those_who_wait_old_and_new(
    app: Flask, now: datetime
) -> None:
    training = make_training(now, capacity=1)
    holder, waiting = make_confirmed(training, now), make_confirmed(training, now)
    old = training.sessions[0]
    moved = session_spec(now + timedelta(days=40), place="Stadtbücherei")
    report = run(now, training_spec(now, capacity=1, sessions=(moved,)))
    assert report.told == 3  # and the trainer
    letters = open_letters("change")
    assert [letter.registration_id for letter in letters] == [holder.id, waiting.id]
    assert letters[0].once_key == f"change:{holder.uid}:s{old.id}.1"
    text = text_of(app, letters[0], now)
    assert "Rathaus Borken" in text
    assert "Stadtbücherei" in text
    assert old.sequence == 1
    assert "Sie behalten Ihren Platz auf der Warteliste" in text_of(app, letters[1], now)


def test_a_second_change_replaces_an_unsent_one_and_names_what_was_last_told(
    app: Flask, now: datetime
) -> None:
    training = make_training(now)
    make_confirmed(training, now)
    for place in ("Zwischenort", "Endort"):
        spec = session_spec(now + timedelta(days=30), place=place)
        run(now, training_spec(now, sessions=(spec,)))
    (letter,) = open_letters("change")
    text = text_of(app, letter, now)
    assert "Rathaus Borken" in text
    assert "Endort" in text
    assert "Zwischenort" not in text


def test_a_change_back_before_anybody_was_told_says_nothing(app: Flask, now: datetime) -> None:
    training = make_training(now)
    make_confirmed(training, now)
    run(now, training_spec(now, sessions=(session_spec(now + timedelta(days=31)),)))
    assert len(open_letters("change")) == 1
    run(now, training_spec(now))
    assert open_letters("change") == []


def test_a_dropped_session_is_cancelled_in_calendars_and_an_added_one_told(
    app: Flask, now: datetime
) -> None:
    two = tuple(session_spec(now + timedelta(days=days)) for days in (30, 37))
    training = make_training(now, sessions=two)
    make_confirmed(training, now)
    dropped = training.sessions[1].uid
    run(now, training_spec(now, sessions=two[:1]))
    extensions = app.extensions
    (letter,) = open_letters("change")
    written = render_letter(letter, extensions["zusage_settings"], extensions["zusage_links"], now)
    cancel = next(part for part in written.calendars if part.method == "CANCEL")
    assert f"-{dropped}@" in cancel.content.decode()
    assert "SEQUENCE:1" in cancel.content.decode()
    assert "fällt aus" in written.text
    third = session_spec(now + timedelta(days=50), place="Drittort")
    run(now, training_spec(now, sessions=(two[0], third)))
    assert "Drittort" in text_of(app, open_letters("change")[-1], now)


def test_raised_capacity_lets_the_longest_waiting_move_up(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=1)
    people = [make_confirmed(training, now) for _ in range(4)]
    run(now, training_spec(now, capacity=3))
    db.session.expire_all()
    states = [person.state for person in people]
    assert states == ["confirmed", "confirmed", "confirmed", "waitlisted"]


def test_lowered_capacity_takes_no_seat_away(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=3)
    people = [make_confirmed(training, now) for _ in range(3)]
    run(now, training_spec(now, capacity=1))
    db.session.expire_all()
    assert [person.state for person in people] == ["confirmed"] * 3


def test_a_cancelled_training_never_comes_back_and_nothing_else_is_imported(
    app: Flask, now: datetime, count_rows: Any
) -> None:
    training = make_training(now)
    cancel_training(training.id, "krank", now, "test")
    with pytest.raises(ProgrammeFaults) as refused:
        run(now, training_spec(now), training_spec(now, "neu"))
    assert 'training "kurs": slug' in str(refused.value)
    assert count_rows("training") == 1


def test_trainers_who_stay_keep_their_links(app: Flask, now: datetime) -> None:
    training = make_training(now)
    kept = training.trainers[0].id
    spec = training_spec(now)
    renamed = replace(spec, trainers=(replace(spec.trainers[0], name="VHS"),))
    run(now, renamed)
    db.session.expire_all()
    assert [(t.id, t.name) for t in training.trainers] == [(kept, "VHS")]


def test_whoever_has_not_confirmed_hears_of_a_change_without_a_name(
    app: Flask, now: datetime
) -> None:
    make_registration(make_training(now), now)
    run(now, training_spec(now, sessions=(session_spec(now + timedelta(days=33)),)))
    (letter,) = open_letters("change")
    text = text_of(app, letter, now)
    assert "Amina" not in text
    assert "/confirm/" in text


def test_whoever_has_cancelled_hears_of_no_change(app: Flask, now: datetime) -> None:
    training = make_training(now)
    person, stays = (make_confirmed(training, now) for _ in "ab")
    cancel_by_link(person, now)
    run(now, training_spec(now, sessions=(session_spec(now + timedelta(days=33)),)))
    assert [letter.registration_id for letter in open_letters("change")] == [stays.id]


def test_a_deadline_never_lies_behind_an_earlier_start(app: Flask, now: datetime) -> None:
    person = make_registration(make_training(now, days=30), now)
    earlier = now + timedelta(hours=20)
    run(now, training_spec(now, sessions=(session_spec(earlier),)))
    db.session.refresh(person)
    assert person.answer_by == earlier


def test_drafts_and_cancelled_trainings_stay_out_of_the_export(app: Flask, now: datetime) -> None:
    make_training(now, "bleibt")
    cancel_training(make_training(now, "faellt-aus").id, "", now, "test")
    draft = make_training(now, "entwurf")
    db.session.execute(db.update(Training).where(Training.id == draft.id).values(state="draft"))
    db.session.commit()
    assert [training.slug for training in export_programme().trainings] == ["bleibt"]


def test_a_file_takes_no_date_off_that_has_begun_and_names_each(app: Flask, now: datetime) -> None:
    first, second = session_spec(now + timedelta(days=2)), session_spec(now + timedelta(days=9))
    make_training(now, "eins", sessions=(first, second))
    make_training(now, "zwei", sessions=(first, second))
    cancel_training(make_training(now, "drei", sessions=(second,)).id, "krank", now, "test")
    started = [training_spec(now, slug, sessions=(second,)) for slug in ("eins", "drei")]
    bare = training_spec(now, "zwei", sessions=())
    with pytest.raises(ProgrammeFaults) as refusal:
        run(first.starts, *started, bare)
    db.session.expire_all()
    assert sorted(str(fault) for fault in refusal.value.faults) == [
        'training "drei": slug names a cancelled training: use another slug',
        'training "eins": session of 06.01.2027 10:00 UTC has begun and can\'t be dropped',
        'training "zwei": session must keep at least one date; cancel the training instead',
        'training "zwei": session of 06.01.2027 10:00 UTC has begun and can\'t be dropped',
    ]
    assert [len(find.by_slug(slug).sessions) for slug in ("eins", "zwei")] == [2, 2]  # type: ignore[union-attr]
    run(first.starts, training_spec(now, "eins", sessions=(first,)))
    db.session.expire_all()
    assert [s.starts for s in find.by_slug("eins").sessions] == [first.starts]  # type: ignore[union-attr]


def test_an_export_names_its_grants_in_order_each_once(app: Flask, now: datetime) -> None:
    grants = tuple(FundingSpec(key, key.title(), retention_years=n) for n, key in enumerate("cab"))
    specs = [
        training_spec(now, f"kurs-{n}", funding=key) for n, key in enumerate(("c", "a", None, "c"))
    ]
    file = Programme(fundings=grants, trainings=tuple(specs))
    import_programme(file, now, "test")
    found = export_programme()
    assert [one.key for one in found.fundings] == ["a", "c"]
    assert [one.retention_years for one in found.fundings] == [1, 0]
    assert [one.funding for one in found.trainings] == ["c", "a", None, "c"]
