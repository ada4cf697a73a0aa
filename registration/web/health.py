"""For machines that watch: is the process alive, is it ready."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from time import monotonic

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST
from redis import Redis, RedisError
from sqlalchemy.exc import SQLAlchemyError

from ..store.database import MIGRATIONS, db
from ..store.heartbeats import is_missing
from ..store.troubles import worth_saying
from ..wakeup import SILENT, words_of
from .guards import settings
from .metrics import exposition
from .probes import Probe

PATIENCE_SECONDS = 0.8
PROCESSES = ("worker", "clock")

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@pages.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Whether sign-ups can be taken; what else is missing makes it degraded only.

    Answers within a second, whatever hangs.
    """
    deadline = monotonic() + PATIENCE_SECONDS
    probes: Probes = current_app.extensions["zusage_probes"]
    probes.database.begin()
    probes.redis.begin()
    database = probes.database.answer(deadline - monotonic())
    if database.fault:
        return jsonify(status="unready", database=database.fault), 503
    redis = probes.redis.answer(deadline - monotonic())
    missing = [*database.missing, *(["redis"] if redis else [])]
    said: dict[str, object] = {"redis": redis} if redis and redis != SILENT else {}
    if database.troubles:
        said["troubles"] = database.troubles
    return jsonify(status="degraded" if missing or said else "ok", missing=missing, **said)


@pages.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Figures about letters, for whoever knows the METRICS_TOKEN; nobody else learns of them."""
    expected = settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        abort(404)
    return Response(exposition(datetime.now(UTC)), content_type=CONTENT_TYPE_LATEST)


@dataclass(frozen=True)
class DatabaseLook:
    """What the database said: what is wrong with it, else who was not seen at work."""

    fault: str = ""
    missing: tuple[str, ...] = ()
    troubles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Probes:
    """What ``/readyz`` asks, once for all who ask at a time."""

    database: Probe[DatabaseLook]
    redis: Probe[str]


def install(app: Flask) -> None:
    """Make the questions, which need the application's context in their own threads."""
    _wanted_heads()

    def look() -> DatabaseLook:
        with app.app_context():
            return _look_at_database(datetime.now(UTC))

    app.extensions["zusage_probes"] = Probes(
        Probe(look, DatabaseLook(fault=SILENT)),
        Probe(lambda: _redis_fault(app.extensions["zusage_queue"].connection), SILENT),
    )


def _look_at_database(now: datetime) -> DatabaseLook:
    try:
        fault = _schema_fault()
        missing = [] if fault else [one for one in PROCESSES if is_missing(one, now)]
        troubles = {} if fault else {one.name: one.reason for one in worth_saying()}
    except SQLAlchemyError:
        return DatabaseLook(fault="not reachable")
    return DatabaseLook(fault, tuple(missing), troubles)


def _schema_fault() -> str:
    context = MigrationContext.configure(db.session.connection())
    current = set(context.get_current_heads())
    return "" if current == _wanted_heads() else "migrations are missing: run flask db upgrade"


@lru_cache(maxsize=1)
def _wanted_heads() -> frozenset[str]:
    # Read once: all revisions are loaded for it, which takes a good part of the second.
    return frozenset(ScriptDirectory(str(MIGRATIONS)).get_heads())


def _redis_fault(connection: Redis) -> str:
    """Why Redis takes no wake-up; empty if it does."""
    try:
        connection.set("zusage:ready", 1, ex=60)
    except (RedisError, OSError) as error:
        return words_of(error)
    return ""
