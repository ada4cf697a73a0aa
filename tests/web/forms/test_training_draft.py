"""The form of a training opened and saved with nothing touched: nothing changes at all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from registration.actions.privacy import audit
from registration.actions.trainings.programme import import_programme
from registration.domain.programme import FundingSpec, Programme, SessionSpec, TrainingSpec
from registration.store.database import db
from registration.store.models import Message, Registration, Training
from registration.store.trainings import trainings as find
from tests.domain.programme.strategies import lines, texts, trainings
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training, training_spec

EDIT = "/trainings/kurs/edit"
# The version tells a second editor, the count is the lock: both rise with each save.
COUNTERS = {"version", "lock_count"}
GRANT = FundingSpec("leader", "LEADER")


def columns(row: Any) -> dict[str, Any]:
    """All that a row keeps."""
    names = {column.key for column in row.__table__.columns} - COUNTERS
    return {name: getattr(row, name) for name in names}


def everything(training: Training) -> tuple[Any, ...]:
    """A training with its dates and trainers, and how many letters are owed."""
    db.session.rollback()
    db.session.expire_all()
    return (
        columns(training),
        [columns(session) for session in training.all_sessions],
        [columns(trainer) for trainer in training.trainers],
        db.session.scalar(db.select(db.func.count(Message.id))),
    )


def take_in(spec: TrainingSpec) -> Training:
    """The training of the file, with somebody who would get a letter."""
    for before in db.session.scalars(db.select(Training).where(Training.slug == "kurs")):
        before.slug, before.state = f"frueher-{before.id}", "draft"
    db.session.commit()
    programme = Programme(fundings=(GRANT,), trainings=(spec,))
    import_programme(programme, datetime.now(UTC), audit.COMMAND_LINE)
    found = find.by_slug("kurs")
    assert found is not None
    person = {"given_name": "A", "family_name": "B", "email": "a@b.example", "email_key": "a"}
    now = datetime.now(UTC)
    db.session.add(Registration(training_id=found.id, state="confirmed", created_at=now, **person))
    db.session.commit()
    return found


def save_untouched(desk: Desk) -> Any:
    """Open the form, look at the preview, save."""
    preview = desk.post(EDIT, desk.opened(EDIT) | {"do": "check"})
    assert preview.status_code == 200, preview.text
    assert "Nichts ist anders als bisher" in preview.text
    return desk.post(EDIT, desk.sent_by(preview) | {"do": "save"})


extras = st.fixed_dictionaries(
    {
        "internal_notes": texts,
        "attendance_percent": st.integers(1, 100),
        "trainers_see_addresses": st.booleans(),
        "own_sentences": st.dictionaries(st.sampled_from(["confirmation", "survey"]), lines),
        "survey_questions": st.lists(
            st.fixed_dictionaries(
                {"label": lines, "kind": st.just("rating"), "options": st.just([])}
            ),
            max_size=2,
        ).map(lambda found: [{**one, "key": f"q{n}"} for n, one in enumerate(found)]),
    }
)


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(spec=trainings("kurs", ["leader"]), kept=extras, minutes=st.integers(0, 50_000))
def test_whatever_the_file_may_hold_a_save_that_changes_nothing_changes_nothing(
    app: Flask, desk: Desk, spec: TrainingSpec, kept: dict[str, Any], minutes: int
) -> None:
    training = take_in(spec)
    for name, value in kept.items():
        setattr(training, name, value)
    training.minimum = spec.capacity
    training.decide_by = spec.sessions[0].starts - timedelta(minutes=minutes)
    db.session.commit()
    before = everything(training)
    answer = save_untouched(desk)
    assert "done=saved" in answer.location
    assert everything(training) == before


@pytest.fixture
def course(app: Flask) -> Training:
    """A course from Friday to Sunday whose times have seconds, and somebody who takes part."""
    now = datetime.now(UTC)
    starts = (now + timedelta(days=30)).replace(hour=15, minute=0, second=40, microsecond=7)
    days = SessionSpec(starts, starts + timedelta(days=2, hours=-4), "Haus", "Weg 1")
    training = make_training(now, "kurs", sessions=(days,))
    make_confirmed(training, now)
    return training


def test_over_several_days_only_what_is_typed_changes(
    course: Training, desk: Desk, count_rows: Any
) -> None:
    (session,) = course.sessions
    starts, ends = session.starts, session.ends
    form = desk.opened(EDIT)
    last = (starts + timedelta(days=2)).date().isoformat()
    assert form["sessions-0-last_day"] == [last]
    desk.post(EDIT, form | {"title": "Neu", "do": "save"})
    db.session.expire_all()
    assert (course.title, session.starts, session.ends) == ("Neu", starts, ends)
    assert count_rows("message", "kind = 'change'") == 0
    desk.edit(EDIT, {"sessions-0-place": "Saal", "do": "save"})
    db.session.expire_all()
    assert (session.place, session.starts, session.ends) == ("Saal", starts, ends)
    assert count_rows("message", "kind = 'change'") == 1
    longer = (starts + timedelta(days=3)).date().isoformat()
    desk.edit(EDIT, {"sessions-0-last_day": longer, "do": "save"})
    db.session.expire_all()
    assert session.starts == starts
    assert session.ends == (ends + timedelta(days=1)).replace(second=0, microsecond=0)


def test_a_last_day_before_the_first_is_a_fault_at_its_field(course: Training, desk: Desk) -> None:
    before = (course.sessions[0].starts - timedelta(days=1)).date().isoformat()
    answer = desk.edit(EDIT, {"sessions-0-last_day": before, "do": "save"})
    assert answer.status_code == 422
    assert 'href="#sessions-0-last_day"' in answer.text


def test_an_emptied_last_day_ends_on_the_first(course: Training, desk: Desk) -> None:
    desk.edit(EDIT, {"sessions-0-last_day": "", "sessions-0-ends": "23:00", "do": "save"})
    db.session.expire_all()
    (session,) = course.sessions
    assert session.ends.date() == session.starts.date()


def test_a_language_that_no_page_speaks_stays(app: Flask, desk: Desk) -> None:
    spec = training_spec(datetime.now(UTC), "kurs", language="pt-BR")
    training = take_in(spec)
    desk.edit(EDIT, {"title": "Neu", "do": "save"})
    db.session.expire_all()
    assert (training.title, training.language) == ("Neu", "pt-BR")
