"""The figures, each with the number that it must have."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from registration.store.database import db
from registration.store.heartbeats import beat
from registration.store.models import Message
from registration.web.metrics import exposition
from tests.support.factories import make_registration, make_training


def figures(now: datetime) -> dict[str, float]:
    """Each line that Prometheus reads, by its name with labels."""
    lines = exposition(now).decode().splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


@pytest.mark.parametrize(("ago", "seconds"), [(90, 90.0), (0, 0.0), (-30, 0.0)])
def test_how_long_ago_each_process_was_at_work(
    app: Flask, now: datetime, ago: int, seconds: float
) -> None:
    beat("worker", now - timedelta(seconds=ago))
    beat("clock", now - timedelta(seconds=7))
    db.session.commit()
    found = figures(now)
    assert found['zusage_last_seen_seconds{process="worker"}'] == seconds
    assert found['zusage_last_seen_seconds{process="clock"}'] == 7


def test_deliveries_of_the_last_hour_by_how_long_they_took(app: Flask, now: datetime) -> None:
    training = make_training(now)
    for owed, sent in ((65, 60), (50, 10), (3, 1)):
        make_registration(training, now)
        newest = db.session.scalars(db.select(Message).order_by(Message.id.desc())).first()
        assert newest is not None
        newest.created_at = now - timedelta(minutes=owed)
        newest.sent_at, newest.state = now - timedelta(minutes=sent), "sent"
        db.session.commit()
    found = figures(now)
    # The one that was sent an hour ago counts no more.
    assert found["zusage_delivery_seconds_count"] == 2
    assert found["zusage_delivery_seconds_sum"] == 42 * 60
    assert found['zusage_delivery_seconds_bucket{le="60.0"}'] == 0
    assert found['zusage_delivery_seconds_bucket{le="300.0"}'] == 1
    assert found['zusage_letters{kind="confirm_address",state="sent"}'] == 3
