"""A draft is deleted for good; what was done to it stays in the log, and nothing else goes."""

from datetime import datetime

import pytest
from flask import Flask

from registration.actions.privacy import audit
from registration.actions.trainings.planning import Draft, create_training
from registration.actions.trainings.publishing import cancel_training, delete_training
from registration.domain.programme import Extras
from registration.domain.states import TrainingState
from registration.domain.trainings.allowed import NotAllowed
from registration.store.database import db
from registration.store.models import AuditEntry, Trainer, Training, TrainingSession
from registration.store.signups.seats import NoSuchTraining
from tests.support.factories import make_confirmed, make_training, training_spec


def make_draft(now: datetime, slug: str = "entwurf") -> Training:
    return create_training(Draft(training_spec(now, slug), Extras()), now, "staff 1")


def count(model: type) -> int:
    return db.session.query(model).count()


def test_a_draft_goes_with_its_dates_and_trainers_alone(app: Flask, now: datetime) -> None:
    stays, draft = make_draft(now, "bleibt"), make_draft(now)
    old, uid = draft.id, draft.uid
    audit.log_view("staff 2", "registrations", now, old)
    delete_training(old, now, "staff 1")
    assert [t.slug for t in db.session.scalars(db.select(Training))] == ["bleibt"]
    assert (count(TrainingSession), count(Trainer)) == (1, 1)
    assert [s.training_id for s in stays.sessions] == [stays.id]
    found = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(e.actor, e.action, e.training_id, e.facts.get("training")) for e in found] == [
        ("staff 1", "created the training", stays.id, None),
        ("staff 1", "created the training", None, None),
        ("staff 2", "saw registrations", None, None),
        ("staff 1", "deleted the draft", None, uid),
    ]
    with pytest.raises(NoSuchTraining):
        delete_training(old, now, "staff 1")


def test_what_is_published_or_cancelled_is_never_deleted(app: Flask, now: datetime) -> None:
    training = make_training(now)
    with pytest.raises(NotAllowed):
        delete_training(training.id, now, "staff 1")
    cancel_training(training.id, "krank", now, "staff 1")
    with pytest.raises(NotAllowed):
        delete_training(training.id, now, "staff 1")
    assert count(Training) == 1


def test_a_draft_with_people_is_not_deleted(app: Flask, now: datetime) -> None:
    training = make_training(now)
    make_confirmed(training, now)
    training.state = TrainingState.DRAFT
    db.session.commit()
    with pytest.raises(NotAllowed):
        delete_training(training.id, now, "staff 1")
    assert count(Training) == 1
