"""The team plans a training: drafts, changes, copies, and who hears of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, update

from registration.actions.refusal import SecondEditor
from registration.actions.trainings.planning import (
    Cancelled,
    Draft,
    LosesDates,
    SlugTaken,
    copy_training,
    create_training,
    edit_training,
    foresee,
)
from registration.actions.trainings.programme import spec_of
from registration.actions.trainings.publishing import (
    NotReady,
    cancel_training,
    foresee_calling_off,
    publish_training,
)
from registration.domain.letters.kinds import Kind
from registration.domain.programme import Extras, SessionSpec
from registration.store.database import db
from registration.store.models import Training
from registration.store.trainings import trainings as find
from tests.support.factories import make_confirmed, make_training, session_spec, training_spec


def draft_of(training: Training, **changes: Any) -> Draft:
    """What stands, with some of it changed."""
    return Draft(replace(spec_of(training), **changes), Extras())


def test_a_new_training_is_a_draft_that_owes_nothing(
    app: Flask, now: datetime, count_rows: Any
) -> None:
    made = create_training(
        Draft(training_spec(now, slug="", title="Training kurs"), Extras(minimum=8)), now, "staff 1"
    )
    assert (made.state, made.slug, made.minimum) == ("draft", "training-kurs", 8)
    assert count_rows("message") == 0


def test_an_empty_web_address_is_made_from_the_title_and_is_free(app: Flask, now: datetime) -> None:
    spec = training_spec(now, slug="", title="Nähe & Distanz")
    slugs = [create_training(Draft(spec, Extras()), now, "staff 1").slug for _ in range(2)]
    assert slugs == ["naehe-distanz", "naehe-distanz-2"]


def test_a_web_address_in_use_is_refused_and_nothing_is_stored(
    app: Flask, now: datetime, count_rows: Any
) -> None:
    make_training(now, "kurs")
    with pytest.raises(SlugTaken):
        create_training(Draft(training_spec(now, "kurs"), Extras()), now, "staff 1")
    assert count_rows("training") == 1


def test_a_web_address_that_goes_at_the_same_moment_is_refused(app: Flask, now: datetime) -> None:
    one, other = (
        create_training(Draft(training_spec(now, slug), Extras()), now, "staff 1")
        for slug in ("eins", "zwei")
    )
    began: list[str] = []
    number, faster = other.id, update(Training).where(Training.id == other.id)

    def be_faster(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("UPDATE training SET slug") and not began:
            began.append(statement)
            with db.engine.begin() as connection:
                connection.execute(faster.values(slug="drei"))

    if db.engine.dialect.name == "postgresql":  # on SQLite one writes at a time
        event.listen(db.engine, "before_cursor_execute", be_faster)
    else:
        db.session.execute(faster.values(slug="drei"))
        db.session.commit()
    with pytest.raises(SlugTaken):
        edit_training(one.id, draft_of(one, slug="drei"), one.version, now, "staff 1")
    if began:
        event.remove(db.engine, "before_cursor_execute", be_faster)
    db.session.expire_all()
    assert (one.slug, db.session.get_one(Training, number).slug) == ("eins", "drei")


def test_a_changed_place_tells_everybody_and_was_foreseen(
    app: Flask, now: datetime, count_rows: Any
) -> None:
    training = make_training(now)
    for _ in range(3):
        make_confirmed(training, now)
    session = spec_of(training).sessions[0]
    draft = draft_of(training, sessions=(replace(session, place="Rathaus, Raum 2"),))
    assert foresee(training, draft, now).counted == ((Kind.CHANGE, 3), (Kind.TRAINER_CHANGE, 1))
    assert edit_training(training.id, draft, training.version, now, "staff 1") == 4
    assert count_rows("message", "kind = 'change'") == 3


def test_a_changed_description_tells_nobody(app: Flask, now: datetime, count_rows: Any) -> None:
    training = make_training(now)
    make_confirmed(training, now)
    draft = draft_of(training, description="Neu")
    assert foresee(training, draft, now).tells_nobody
    assert edit_training(training.id, draft, training.version, now, "staff 1") == 0
    assert count_rows("message", "kind = 'change'") == 0


def test_more_seats_move_up_those_who_wait_as_foreseen(
    app: Flask, now: datetime, count_rows: Any
) -> None:
    training = make_training(now, capacity=1)
    for _ in range(3):
        make_confirmed(training, now)
    draft = draft_of(training, capacity=2)
    assert foresee(training, draft, now).counted == ((Kind.PROMOTED, 1),)
    edit_training(training.id, draft, training.version, now, "staff 1")
    assert count_rows("message", "kind = 'promoted'") == 1


def test_fewer_seats_than_are_given_out_are_allowed_and_take_none_away(
    app: Flask, now: datetime, count_rows: Any
) -> None:
    training = make_training(now, capacity=3)
    for _ in range(3):
        make_confirmed(training, now)
    draft = draft_of(training, capacity=1)
    assert foresee(training, draft, now).over_capacity == 2
    edit_training(training.id, draft, training.version, now, "staff 1")
    assert count_rows("registration", "state = 'confirmed'") == 3


def test_the_second_editor_is_told_and_nothing_is_overwritten(app: Flask, now: datetime) -> None:
    training = make_training(now)
    opened = training.version
    edit_training(training.id, draft_of(training, title="Die erste"), opened, now, "staff 1")
    with pytest.raises(SecondEditor):
        edit_training(training.id, draft_of(training, title="Zweite"), opened, now, "staff 2")
    found = find.by_slug("kurs")
    assert found is not None
    assert found.title == "Die erste"


def test_a_cancelled_training_never_goes_back(app: Flask, now: datetime) -> None:
    training = make_training(now)
    cancel_training(training.id, "krank", now, "staff 1")
    with pytest.raises(Cancelled):
        edit_training(training.id, draft_of(training), training.version, now, "staff 1")


def test_a_copy_is_a_draft_with_no_dates(app: Flask, now: datetime, count_rows: Any) -> None:
    training = make_training(now, registration_closes=now + timedelta(days=20))
    make_confirmed(training, now)
    before = count_rows("message")
    made = copy_training(training.id, now, "staff 1")
    assert (made.state, made.slug, made.sessions) == ("draft", "training-kurs", [])
    assert (made.registration_closes, made.capacity) == (None, 20)
    assert [trainer.email for trainer in made.trainers] == ["vhs@borken.example"]
    assert count_rows("message") == before


def test_a_draft_without_a_date_ahead_is_not_published(app: Flask, now: datetime) -> None:
    for sessions in ((), (session_spec(now - timedelta(days=1)),)):
        spec = training_spec(now, slug="", sessions=sessions, registration_opens=None)
        made = create_training(Draft(spec, Extras()), now, "staff 1")
        with pytest.raises(NotReady):
            publish_training(made.id, now, "staff 1")


def test_a_draft_with_a_date_is_published_once(app: Flask, now: datetime) -> None:
    made = create_training(
        Draft(training_spec(now, slug="", title="Training kurs"), Extras()), now, "staff 1"
    )
    publish_training(made.id, now, "staff 1")
    publish_training(made.id, now, "staff 1")
    assert made.state == "published"


def test_cancelling_foresees_each_letter(app: Flask, now: datetime) -> None:
    training = make_training(now, capacity=1)
    for _ in range(2):
        make_confirmed(training, now)
    assert foresee_calling_off(training, now).counted == (
        (Kind.CANCELLATION, 2),
        (Kind.TRAINER_CANCELLATION, 1),
    )
    assert cancel_training(training.id, "krank", now, "staff 1") == 3


def two_dates(now: datetime) -> tuple[Training, SessionSpec, SessionSpec]:
    first, second = session_spec(now + timedelta(days=2)), session_spec(now + timedelta(days=9))
    return make_training(now, sessions=(first, second)), first, second


def test_a_published_training_keeps_a_date_and_a_draft_need_not(app: Flask, now: datetime) -> None:
    training, *_ = two_dates(now)
    with pytest.raises(LosesDates):
        edit_training(training.id, draft_of(training, sessions=()), training.version, now, "s")
    assert len(training.sessions) == 2
    made = create_training(Draft(training_spec(now, slug="entwurf"), Extras()), now, "s")
    edit_training(made.id, draft_of(made, sessions=()), made.version, now, "s")
    assert made.sessions == []


def test_what_has_begun_stays_and_what_lies_ahead_may_be_dropped(app: Flask, now: datetime) -> None:
    training, first, second = two_dates(now)
    begun = draft_of(training, sessions=(first,))
    without_the_first = draft_of(training, sessions=(second,))
    with pytest.raises(LosesDates):
        edit_training(training.id, without_the_first, training.version, first.starts, "s")
    assert [s.starts for s in training.sessions] == [first.starts, second.starts]
    edit_training(training.id, begun, training.version, first.starts, "s")
    assert [s.starts for s in training.sessions] == [first.starts]


def test_a_date_may_be_dropped_until_its_last_second(app: Flask, now: datetime) -> None:
    training, first, second = two_dates(now)
    last_second = first.starts - timedelta(seconds=1)
    draft = draft_of(training, sessions=(second,))
    edit_training(training.id, draft, training.version, last_second, "s")
    assert [s.starts for s in training.sessions] == [second.starts]
