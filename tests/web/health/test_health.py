"""For machines that watch: alive, ready, degraded, and in figures."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import text

from registration.actions.letters import delivery
from registration.settings import Settings
from registration.store.database import db
from registration.store.heartbeats import beat
from registration.store.models import Message
from tests.conftest import settings_for
from tests.support.factories import make_confirmed, make_registration, make_training

TOKEN = "a-token-for-those-who-watch"


@pytest.fixture
def settings(database_url: str) -> Settings:
    return replace(settings_for(database_url), metrics_token=TOKEN)


def test_the_process_is_alive(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_without_redis_worker_and_clock_sign_ups_still_stand(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"status": "degraded", "missing": ["worker", "clock", "redis"]}


def test_a_worker_that_was_seen_is_not_missing_until_five_minutes_later(
    client: FlaskClient,
) -> None:
    now = datetime.now(UTC)
    beat("worker", now - timedelta(minutes=4))
    beat("clock", now - timedelta(minutes=6))
    db.session.commit()
    answer = client.get("/readyz").json
    assert answer is not None
    assert answer["missing"] == ["clock", "redis"]


def test_with_all_at_work_it_is_ready(client: FlaskClient, settings: Settings, valkey: str) -> None:
    from redis import Redis

    now = datetime.now(UTC)
    beat("worker", now)
    beat("clock", now)
    db.session.commit()
    client.application.extensions["zusage_queue"].connection = Redis.from_url(valkey)
    assert client.get("/readyz").json == {"status": "ok", "missing": []}


def test_missing_migrations_make_it_unready(client: FlaskClient) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    db.session.commit()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "flask db upgrade" in answer.text


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Bearer ", TOKEN[:-1]])
def test_metrics_are_hidden_from_whoever_does_not_know_the_token(
    client: FlaskClient, header: str | None
) -> None:
    headers = {"Authorization": header} if header else {}
    assert client.get("/metrics", headers=headers).status_code == 404


def test_metrics_count_letters_and_name_nobody(client: FlaskClient, now: datetime) -> None:
    make_confirmed(make_training(now), now)
    sent = datetime.now(UTC)
    db.session.execute(
        db.update(Message)
        .where(Message.kind == "confirmation")
        .values(state="sent", created_at=sent - timedelta(seconds=3), sent_at=sent)
    )
    beat("worker", sent)
    db.session.commit()
    page = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert page.status_code == 200
    assert 'zusage_letters{kind="confirmation",state="sent"} 1.0' in page.text
    assert 'zusage_letters{kind="confirm_address",state="withdrawn"} 1.0' in page.text
    assert 'zusage_delivery_seconds_bucket{le="5.0"} 1.0' in page.text
    assert 'zusage_last_seen_seconds{process="worker"}' in page.text
    assert "borken.example" not in page.text


def oldest(client: FlaskClient) -> float:
    page = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    (line,) = [one for one in page.text.splitlines() if one.startswith("zusage_oldest_due_letter")]
    return float(line.split()[1])


def test_metrics_say_how_long_the_oldest_letter_has_been_due(
    client: FlaskClient, now: datetime
) -> None:
    make_registration(make_training(now), now)
    with time_machine.travel(now, tick=False):
        db.session.execute(db.update(Message).values(due_at=now - timedelta(minutes=3)))
        db.session.commit()
        assert oldest(client) == 180
        db.session.execute(db.update(Message).values(due_at=now + timedelta(minutes=3)))
        db.session.commit()
        assert oldest(client) == 0
        db.session.execute(db.update(Message).values(due_at=now, state="sent"))
        db.session.commit()
        assert oldest(client) == 0


def test_without_a_token_in_the_settings_there_are_no_metrics(
    client: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    none = replace(settings, metrics_token="")
    monkeypatch.setitem(client.application.extensions, "zusage_settings", none)
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_a_mail_server_that_takes_no_letters_is_named_without_its_words(
    client: FlaskClient, now: datetime
) -> None:
    delivery.refused("the mail server refused us as sender (553)", "its words", True, now, False)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["status"] == "degraded"
    assert answer.json["troubles"] == {"mail": "the mail server refused us as sender (553)"}
    assert "its words" not in answer.text
