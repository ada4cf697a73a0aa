"""What the preview says is what saving does: for every kind of change, over people in any state."""

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from registration.actions.privacy import audit
from registration.actions.signups.by_staff import foresee_moving, move_registration
from registration.actions.signups.ending import cancel_by_staff, foresee_cancelling
from registration.actions.trainings.planning import (
    Draft,
    create_training,
    dates_lost_by,
    edit_training,
    foresee,
)
from registration.actions.trainings.programme import spec_of
from registration.actions.trainings.publishing import (
    cancel_training,
    foresee_calling_off,
    foresee_publishing,
    publish_training,
)
from registration.domain.letters.kinds import Kind
from registration.domain.letters.who_is_told import Told
from registration.domain.programme import Extras, TrainerSpec, TrainingSpec
from registration.domain.states import PENDING, RegistrationState, WaitlistMode
from registration.store.database import db
from registration.store.models import Message, Registration, Training
from tests.conftest import NOW
from tests.support.factories import make_training, session_spec, training_spec

_numbers = itertools.count(1)
LINK = "https://konferenz.borken.example/a"
TRAINERS = tuple(TrainerSpec(n, f"{n.lower()}@borken.example") for n in ("Anna", "Omid", "Berit"))
SESSIONS = tuple(session_spec(NOW + timedelta(days=days)) for days in (-1, 10, 17, 24))
ANYWHERE = [
    *SESSIONS,
    replace(SESSIONS[1], place="Bücherei"),
    replace(SESSIONS[2], online_url=LINK),
    replace(SESSIONS[0], place="VHS"),
]
STATES = [
    *((state, False) for state in RegistrationState if state is not RegistrationState.WAITLISTED),
    (RegistrationState.WAITLISTED, True),
    (RegistrationState.UNCONFIRMED, True),
]
people = st.lists(
    st.tuples(st.sampled_from(STATES), st.sampled_from(["right", "right", "wrong", "none"])),
    max_size=7,
)
specs = st.fixed_dictionaries(
    {
        "capacity": st.integers(1, 6),
        "waitlist": st.sampled_from(WaitlistMode),
        "sessions": st.sets(st.sampled_from(ANYWHERE), min_size=1, max_size=4).map(tuple),
        "trainers": st.sets(st.sampled_from(TRAINERS), max_size=3).map(tuple),
    }
)
rounds = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _training(spec: dict[str, Any], crowd: list[Any]) -> Training:
    """A published training with people in these states, in order."""
    training = make_training(NOW, f"kurs-{next(_numbers)}", **spec)
    for number, ((state, waits), address) in enumerate(crowd, 1):
        email = None if address == "none" else f"p{number}@borken.example"
        db.session.add(
            Registration(
                training_id=training.id,
                state=state,
                queue_rank=number if waits else None,
                given_name="Amina",
                family_name=str(number),
                email=email,
                email_key=email,
                address_wrong=address == "wrong",
                created_at=NOW,
            )
        )
    db.session.commit()
    return training


def _draft(training: Training, changes: dict[str, Any]) -> Draft:
    return Draft(replace(spec_of(training), **changes), Extras())


def _owed(after: int) -> Counter[tuple[str, object]]:
    """Kind and receiver of each letter that is owed since."""
    found = db.session.scalars(
        select(Message).where(Message.id > after, Message.state.in_(PENDING))
    )
    return Counter((letter.kind, _receiver(letter)) for letter in found)


def _receiver(letter: Message) -> object:
    if letter.kind == Kind.MOVED:
        return letter.facts["moved_from"]
    if letter.registration_id is not None:
        return letter.registration_id
    return letter.address or (letter.trainer and letter.trainer.email)


def _said(told: Told) -> Counter[tuple[str, object]]:
    return Counter(
        (letter.kind, letter.to if isinstance(letter.to, int) else letter.to.email)
        for letter in told.letters
    )


def _does_as_said(told: Told, save: Callable[[], object]) -> None:
    """Save, and compare letters, places and whoever has to be called with what was said."""
    last = db.session.scalar(select(func.max(Message.id))) or 0
    waited = set(db.session.scalars(select(Registration.id).where(Registration.queue_rank > 0)))
    save()
    assert _owed(last) == _said(told)
    rows = {one.id: one for one in db.session.scalars(select(Registration))}
    moved_up = {one for one in waited if rows[one].queue_rank is None and rows[one].state.active}
    assert moved_up == set(told.promoted)
    assert all(not rows[one].email or rows[one].address_wrong for one in told.by_hand)


@rounds
@given(spec=specs, crowd=people, first=specs, second=specs)
def test_an_edit_owes_what_its_preview_says(
    app: Flask, spec: Any, crowd: Any, first: Any, second: Any
) -> None:
    training = _training(spec, crowd)
    for changes in (first, second):  # the second finds letters of the first that have not left
        # What has begun can't be taken off; it may get another place.
        begun = [one for one in changes["sessions"] if one.starts < NOW]
        begun = begun or [one for one in spec_of(training).sessions if one.starts < NOW]
        ahead = [one for one in changes["sessions"] if one.starts > NOW] or [SESSIONS[1]]
        draft = _draft(training, changes | {"sessions": (*begun, *ahead)})
        if any(dates_lost_by(training, draft.spec.sessions, NOW)):
            continue  # refused, so there is nothing to compare
        told = foresee(training, draft, NOW)
        _does_as_said(told, lambda d=draft: edit_training(training.id, d, training.version, NOW, "staff 1"))  # type: ignore[misc]  # fmt: skip


@rounds
@given(spec=specs, crowd=people, first=specs)
def test_calling_off_owes_what_its_preview_says(
    app: Flask, spec: Any, crowd: Any, first: Any
) -> None:
    later = [one for one in (*spec["sessions"], *first["sessions"]) if one.starts > NOW]
    spec["sessions"] = tuple(s for s in spec["sessions"] if s.starts > NOW) or SESSIONS[1:2]
    first["sessions"] = tuple(dict.fromkeys(later[-1:])) or SESSIONS[2:3]
    training = _training(spec, crowd)
    edit_training(training.id, _draft(training, first), training.version, NOW, "staff 1")
    told = foresee_calling_off(training, NOW)
    _does_as_said(told, lambda: cancel_training(training.id, "krank", NOW, "staff 1"))


@rounds
@given(spec=specs, crowd=people, data=st.data())
def test_cancelling_and_moving_people_owe_what_their_preview_says(
    app: Flask, spec: Any, crowd: Any, data: st.DataObject
) -> None:
    training, target = _training(spec, crowd), _training({"capacity": 30}, [])
    for one in _active(training):
        may = one.allowed(NOW)
        if may.move_from and data.draw(st.booleans()):
            told = foresee_moving(one, NOW)
            _does_as_said(told, lambda p=one: move_registration(p, target.id, NOW, "staff 1"))  # type: ignore[misc]  # fmt: skip
        elif may.cancel_by_staff:
            told = foresee_cancelling(training, [one], NOW)
            _does_as_said(told, lambda p=one: cancel_by_staff(p, NOW, "staff 1", "krank"))  # type: ignore[misc]  # fmt: skip


@rounds
@given(spec=specs)
def test_publishing_owes_what_its_preview_says(app: Flask, spec: Any) -> None:
    spec["sessions"] = tuple(s for s in spec["sessions"] if s.starts > NOW) or SESSIONS[1:2]
    made: TrainingSpec = training_spec(NOW, f"kurs-{next(_numbers)}", **spec)
    training = create_training(Draft(made, Extras()), NOW, audit.COMMAND_LINE)
    told = foresee_publishing(training, NOW)
    assert [one.kind for one in told.letters] == [Kind.TRAINER_BOOKED] * len(spec["trainers"])
    _does_as_said(told, lambda: publish_training(training.id, NOW, "staff 1"))


def _active(training: Training) -> list[Registration]:
    found = db.session.scalars(select(Registration).where(Registration.training_id == training.id))
    return [one for one in found if one.state.active]
