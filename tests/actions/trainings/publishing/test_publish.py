"""A draft is published once: its trainers hear of it, nobody else does, and it can be signed up to."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from registration.actions.trainings.planning import Draft, create_training
from registration.actions.trainings.publishing import (
    NotReady,
    foresee_publishing,
    publish_training,
)
from registration.domain.letters.kinds import HELD_BACK_FOR
from registration.domain.programme import Extras, TrainerSpec
from registration.domain.states import TrainingState
from registration.store.database import db
from registration.store.models import Training
from tests.support.factories import make_training, training_spec
from tests.support.rows import letters, noted

TRAINERS = (TrainerSpec("Anna", "anna@borken.example"), TrainerSpec("Ben", "ben@borken.example"))


def a_draft(now: datetime, slug: str = "kurs", days: float = 30) -> Training:
    spec = training_spec(now, slug, days, trainers=TRAINERS)
    return create_training(Draft(spec, Extras()), now, "staff 1")


def test_its_trainers_are_told_once_and_nobody_else(app: Flask, now: datetime) -> None:
    draft = a_draft(now)
    a_draft(now, "anderer")
    make_training(now, "schon")
    version, foreseen = draft.version, foresee_publishing(draft, now).letters
    publish_training(draft.id, now, "staff 1")
    db.session.expire_all()
    assert (draft.state, draft.version) == (TrainingState.PUBLISHED, version + 1)
    assert len(foreseen) == len(TRAINERS)
    for _ in range(2):
        owed = letters()
        assert [one.kind for one in owed] == ["trainer_booked"] * 2
        assert [one.trainer_id for one in owed] == [one.id for one in draft.trainers]
        assert {one.due_at for one in owed} == {now + HELD_BACK_FOR}
        publish_training(draft.id, now, "staff 1")
    assert draft.version == version + 1
    (entry,) = noted("published the training")
    assert (entry.actor, entry.training_id) == ("staff 1", draft.id)


@pytest.mark.parametrize(("hours", "may"), [(1, True), (0, False), (-1, False)])
def test_what_has_begun_is_not_published_any_more(
    app: Flask, now: datetime, hours: int, may: bool
) -> None:
    draft = a_draft(now - timedelta(days=9), days=9)
    session = draft.sessions[0]
    at = session.starts - timedelta(hours=hours)
    if may:
        publish_training(draft.id, at, "staff 1")
    else:
        assert foresee_publishing(draft, at).tells_nobody
        with pytest.raises(NotReady):
            publish_training(draft.id, at, "staff 1")
    db.session.expire_all()
    assert (draft.state is TrainingState.PUBLISHED) is may
    assert len(letters()) == (len(TRAINERS) if may else 0)


def test_a_draft_without_a_date_is_not_published(app: Flask, now: datetime) -> None:
    draft = a_draft(now)
    draft.all_sessions[0].dropped_at = now
    db.session.commit()
    with pytest.raises(NotReady):
        publish_training(draft.id, now, "staff 1")
    db.session.expire_all()
    assert draft.state is TrainingState.DRAFT
