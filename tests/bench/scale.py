"""Pages, lists and the clock's tick in a town with a hundred times as many registrations."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from statistics import median

from flask.testing import FlaskClient
from sqlalchemy import select, update

from registration.actions.staff import auth
from registration.actions.tick import tick
from registration.domain.letters.kinds import Kind
from registration.domain.states import Role
from registration.store.database import db
from registration.store.models import Message, TrainingSession
from tests.bench.many import A_TRAINING, AHEAD, FIRST_ID
from tests.bench.place import Place, now
from tests.bench.plan import Plan
from tests.bench.table import Row, grown, within

GROWTH = 1.5
NONE_DUE_MS = 50
MANY_DUE_MS = 2000
_SLUG = "voraus-1"
PAGES = {
    "programme": "/",
    "training": f"/trainings/{_SLUG}",
    "form page": f"/trainings/{_SLUG}/register",
    "API": "/api/trainings",
    "calendar": "/trainings.ics",
    "team's first page": "/staff/",
    "team's list": f"/staff/trainings/{_SLUG}",
    "team's outbox": "/staff/outbox",
}


def pages(small: Place, large: Place, plan: Plan) -> Iterator[Row]:
    """Each page in both towns, in turns."""
    first, second = _browser(small), _browser(large)
    for name, path in PAGES.items():
        for browser in (first, second):
            _get(browser, path)
        rounds = [(_took(first, path), _took(second, path)) for _ in range(3 * plan.rounds)]
        yield grown(f"{name}, {plan.registrations[1]:,}", small.database, rounds, GROWTH)


def _browser(place: Place) -> FlaskClient:
    client = place.app.test_client()
    # Its pages answer their own host and port only.
    client.get = partial(client.get, base_url=place.settings.public_url)  # type: ignore[method-assign]
    with place.app.app_context():
        _, token = auth.add_staff("leitung@borken.example", Role.MANAGER, now())
        db.session.remove()
    door = client.post(f"/staff/sign-in/{token}", base_url=place.settings.public_url)
    if door.status_code != 303:
        raise RuntimeError("the team's door stays shut")
    return client


def _took(browser: FlaskClient, path: str) -> float:
    return _milliseconds(lambda: _get(browser, path))


def _get(browser: FlaskClient, path: str) -> None:
    status = browser.get(path).status_code
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")


def ticks(small: Place, large: Place, plan: Plan) -> Iterator[Row]:
    """A tick with nothing to do in both towns; then one with letters to owe."""
    for one in (small, large):
        _tick(one)  # what the making of the town left to do
    nothing = [(_tick(small), _tick(large)) for _ in range(3 * plan.rounds)]
    name = f"tick, {plan.registrations[1]:,}, none due"
    yield grown(name, small.database, nothing, GROWTH)
    yield within(name, small.database, median(big for _, big in nothing), NONE_DUE_MS)
    took = _tick_with_reminders(large, plan.due)
    yield within(f"tick, {plan.due:,} reminders due", large.database, took, MANY_DUE_MS)


def _tick(place: Place) -> float:
    with place.app.app_context():
        took = _milliseconds(lambda: tick(now(), place.settings.zone))
        db.session.remove()
    return took


def _tick_with_reminders(place: Place, due: int) -> float:
    """Bring some trainings so near that their reminders are due, and let the clock see it."""
    tomorrow = _tomorrow(place)
    count = max(1, min(AHEAD, due // A_TRAINING))
    near = TrainingSession.training_id.between(FIRST_ID, FIRST_ID + count - 1)
    values = {"starts": tomorrow, "ends": tomorrow + timedelta(hours=3)}
    with place.app.app_context():
        db.session.execute(update(TrainingSession).where(near).values(values))
        db.session.commit()
        before = _reminders()
        took = _milliseconds(lambda: tick(now(), place.settings.zone))
        owed = _reminders() - before
        db.session.remove()
    if not owed:
        raise RuntimeError("no reminder was owed")
    return took


def _tomorrow(place: Place) -> datetime:
    """Noon of the day before which at 09:00 today's reminder went."""
    local = now().astimezone(place.settings.zone)
    days = 1 if local.hour >= 9 else 0
    return local.replace(hour=23, minute=0) + timedelta(days=days)


def _reminders() -> int:
    query = select(Message.id).where(Message.kind == Kind.REMINDER)
    return len(db.session.scalars(query).all())


def _milliseconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000
