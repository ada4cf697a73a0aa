"""No log line of ours or of a library repeats what an error says: it may quote what was typed."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from flask import Flask
from gunicorn.config import Config  # type: ignore[import-untyped]
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from registration.app import create_app
from registration.logs import configure_logs
from registration.settings import Settings
from registration.store.database import db
from registration.web.server_log import ServerLog

SECRET = "amina@borken.example"


@pytest.fixture
def own_app(settings: Settings) -> Flask:
    """An application to which a test may add something."""
    return create_app(settings)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """Where log lines go in JSON."""
    written = StringIO()
    with monkeypatch.context() as patch:
        patch.setattr("sys.stderr", written)
        configure_logs("json")
    yield written
    configure_logs("text")


def lines(log: StringIO) -> list[dict[str, str]]:
    """The log lines that were written."""
    assert SECRET not in log.getvalue()
    return [json.loads(line) for line in log.getvalue().splitlines()]


def fail() -> None:
    raise ValueError(SECRET)


def test_a_library_s_fault_is_one_line_in_our_format_that_says_where(log: StringIO) -> None:
    try:
        fail()
    except ValueError as error:
        logging.getLogger("some.library").exception("of %s", SECRET)
        logging.getLogger("some.library").exception(error)
    first, second = lines(log)
    assert (first["event"], first["logger"], first["level"]) == (
        "library.fault",
        "some.library",
        "error",
    )
    assert first["exception"].startswith("ValueError at test_logs.py:")
    assert second["event"] == "library.fault"


def test_gunicorn_names_no_path(log: StringIO) -> None:
    server_log = ServerLog(Config())
    try:
        fail()
    except ValueError:
        server_log.exception("Error handling request %s %s", "GET", f"/my/{SECRET}")
    server_log.warning(f"Invalid request from ip=192.0.2.1: GET /my/{SECRET}")
    server_log.warning("Worker with pid %s was terminated", 7)
    events = [line["event"] for line in lines(log)]
    assert events == ["library.fault", "Invalid request", "Worker with pid 7 was terminated"]


def test_a_fault_of_the_database_hides_what_was_sent(app: Flask) -> None:
    with pytest.raises(SQLAlchemyError) as caught:
        db.session.execute(text("SELECT :address FROM nowhere"), {"address": SECRET})
    db.session.rollback()
    assert SECRET not in str(caught.value)


def test_flask_s_own_line_for_a_fault_names_no_path(own_app: Flask, log: StringIO) -> None:
    @own_app.after_request
    def broken(_response: object) -> object:
        raise ValueError(SECRET)

    own_app.test_client().get(f"/my/{SECRET}")
    events = [line["event"] for line in lines(log)]
    # A second one is of Flask itself, which can not finish the error page either.
    assert events == ["request.failed", "library.fault"]


def test_what_is_worth_knowing_is_written_and_what_helps_to_find_a_fault_only_is_not(
    log: StringIO,
) -> None:
    logger = structlog.get_logger("zusage")
    logger.debug("too.small")
    logger.info("letter.sent", message=7)
    (line,) = lines(log)
    assert (line["event"], line["level"]) == ("letter.sent", "info")
    assert str(line["message"]) == "7"
    assert line["timestamp"].endswith("Z")
