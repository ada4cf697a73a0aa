"""Makes trainings and people as tests need them, through the real use cases."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from registration.actions.privacy import audit
from registration.actions.signups.confirming import confirm_address
from registration.actions.signups.sign_up import Applicant, Notice, sign_up
from registration.actions.trainings.programme import import_programme
from registration.domain.letters.kinds import Kind
from registration.domain.programme import Contact, Programme, SessionSpec, TrainerSpec, TrainingSpec
from registration.store.database import db
from registration.store.models import Message, Registration, Training
from registration.store.signups import registrations
from registration.store.trainings import trainings as find

_numbers = itertools.count(1)
NOTICE = Notice("0123456789ab", "A privacy notice.")


def session_spec(starts: datetime, hours: float = 3, **changes: Any) -> SessionSpec:
    """A session of some hours in the town hall."""
    values: dict[str, Any] = {"place": "Rathaus Borken", "address": "Im Piepershagen 17"}
    return SessionSpec(starts=starts, ends=starts + timedelta(hours=hours), **(values | changes))


def training_spec(
    now: datetime, slug: str = "kurs", days: float = 30, **changes: Any
) -> TrainingSpec:
    """A training that is open and begins in some days."""
    values: dict[str, Any] = {
        "slug": slug,
        "title": f"Training {slug}",
        "capacity": 20,
        "contact": Contact(
            "Fachabteilung Integration", "integration@borken.example", "02861 939-0"
        ),
        "sessions": (session_spec(now + timedelta(days=days)),),
        "trainers": (TrainerSpec("Volkshochschule", "vhs@borken.example"),),
        "registration_opens": now - timedelta(days=30),
    }
    return TrainingSpec(**(values | changes))


def make_training(now: datetime, slug: str = "kurs", days: float = 30, **changes: Any) -> Training:
    """A published training whose trainers have known of it for long."""
    spec = training_spec(now, slug, days, **changes)
    import_programme(Programme(trainings=(spec,)), now, audit.COMMAND_LINE)
    db.session.execute(delete(Message).where(Message.kind == Kind.TRAINER_BOOKED))
    db.session.commit()
    found = find.by_slug(slug)
    assert found is not None
    return found


def applicant(email: str = "", **changes: Any) -> Applicant:
    """Somebody with an address of her own."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "given_name": "Amina",
        "family_name": f"Yılmaz {number}",
        "email": email or f"person{number}@borken.example",
    }
    return Applicant(**(values | changes))


def make_registration(
    training: Training, now: datetime, email: str = "", token: str = "", **changes: Any
) -> Registration:
    """Somebody who has signed up, through the front door."""
    person = applicant(email, **changes)
    token = token or f"token-{next(_numbers)}"
    sign_up(training.id, person, token, NOTICE, now, confirm_hours=48)
    found = registrations.active_with_address(training.id, person.email)
    assert found is not None
    return found


def make_confirmed(
    training: Training, now: datetime, email: str = "", **changes: Any
) -> Registration:
    """Somebody who has signed up and confirmed the address."""
    person = make_registration(training, now, email, **changes)
    confirm_address(person, now, audit.PARTICIPANT)
    return person
