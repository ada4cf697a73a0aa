"""A fault of the database in any process writes no address, no name and no token into its log."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from registration.domain.states import WaitlistMode
from registration.store.database import db
from tests.faults.town import Town
from tests.support import processes
from tests.support.processes import until

SECRETS = ("amina", "yılmaz", "y\\u0131lmaz", "borken.example")


@contextmanager
def without(town: Town, table: str, column: str) -> Iterator[None]:
    """A column is missing: whatever writes it fails, with all its values at hand."""
    _rename(town, table, column, "lost")
    try:
        yield
    finally:
        _rename(town, table, "lost", column)


def _rename(town: Town, table: str, old: str, new: str) -> None:
    with town.app.app_context():
        db.session.execute(text(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}"))
        db.session.commit()


def assert_names_nobody(log: Path, since: int, *secrets: str) -> str:
    """What a process has written since some moment; it says of a fault and names nobody."""
    written = log.read_bytes()[since:].decode()
    for secret in (*SECRETS, *secrets):
        assert secret.lower() not in written.lower()
    assert "[SQL" not in written
    assert "Traceback" not in written
    return written


def test_a_fault_in_a_page_and_behind_it_names_nobody(town: Town) -> None:
    slug = town.training(capacity=1, waitlist=WaitlistMode.OFF, email_confirmation=False)
    known = town.sign_up(slug, 1)[0].replace(f"@{slug}.example", "@borken.example")
    form = town.form(slug, known)
    with town.app.app_context():
        db.session.execute(
            text(
                "UPDATE registration SET email = :e, email_key = :e"
                " WHERE id = (SELECT max(id) FROM registration)"
            ).bindparams(e=known)
        )
        db.session.commit()
    log = town.folder / "web.log"
    begun = log.stat().st_size if log.exists() else 0
    other = town.training()
    with without(town, "message", "once_key"):
        assert town.send(slug, form) == 409
        until(lambda: b"after_answer.failed" in log.read_bytes()[begun:], "the fault is logged")
        assert town.send(other, town.form(other, "amina@borken.example")) == 500
    written = assert_names_nobody(log, begun, form["form_token"], form["form_token"].split(".")[0])
    assert "request.failed" in written
    # The process goes on.
    assert town.send(other, town.form(other, "amina@borken.example")) == 303


def test_a_request_that_can_not_be_read_leaves_no_token_in_the_log(town: Town) -> None:
    log = town.folder / "web.log"
    begun = log.stat().st_size
    with socket.create_connection(("127.0.0.1", town.port)) as line:
        line.sendall(b"GET /my/secret-token-of-amina NONSENSE\r\n\r\n")
        line.recv(1000)
    until(lambda: b"Invalid request" in log.read_bytes()[begun:], "the fault is logged")
    assert_names_nobody(log, begun, "secret-token")


def test_a_fault_in_a_worker_names_nobody(town: Town) -> None:
    town.owe_letters(3)
    with without(town, "heartbeat", "seen_at"):
        worker = town.start(processes.worker)
        until(lambda: worker.said("drain.failed"), "the fault is logged")
    assert_names_nobody(worker.log, 0)
    assert worker.alive


def test_a_fault_in_the_clock_names_nobody(town: Town) -> None:
    town.owe_reminders(2)
    with without(town, "message", "once_key"):
        clock = town.start(processes.clock)
        until(lambda: clock.said("tick.failed"), "the fault is logged")
    assert_names_nobody(clock.log, 0)
    assert clock.alive


def test_a_fault_in_a_command_names_nobody(town: Town) -> None:
    [email] = town.owe_letters(1)
    with without(town, "message", "address"):
        said = town.command("privacy", "erase", email)
    assert re.search(r"^Error: .+ \(\w+( \w+)?\)", said, re.MULTILINE)
    for secret in (*SECRETS, "[SQL", "Traceback"):
        assert secret not in said
