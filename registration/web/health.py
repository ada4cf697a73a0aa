"""For machines that watch: is the process alive, is it ready."""

import hmac
from datetime import UTC, datetime

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST
from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from ..store.database import MIGRATIONS, db
from ..store.heartbeats import is_missing
from .guards import settings
from .metrics import exposition

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@pages.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Whether sign-ups can be taken; what else is missing makes it degraded only."""
    database = _database_fault()
    if database:
        return jsonify(status="unready", database=database), 503
    now = datetime.now(UTC)
    missing = [name for name in ("worker", "clock") if is_missing(name, now)]
    if not _redis_answers():
        missing.append("redis")
    return jsonify(status="degraded" if missing else "ok", missing=missing)


@pages.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Figures about letters, for whoever knows the METRICS_TOKEN; nobody else learns of them."""
    expected = settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        abort(404)
    return Response(exposition(datetime.now(UTC)), content_type=CONTENT_TYPE_LATEST)


def _database_fault() -> str | None:
    try:
        context = MigrationContext.configure(db.session.connection())
        current = set(context.get_current_heads())
    except SQLAlchemyError:
        db.session.rollback()
        return "not reachable"
    wanted = set(ScriptDirectory(str(MIGRATIONS)).get_heads())
    return None if current == wanted else "migrations are missing: run flask db upgrade"


def _redis_answers() -> bool:
    try:
        return bool(current_app.extensions["zusage_queue"].connection.ping())
    except (RedisError, OSError):
        return False
