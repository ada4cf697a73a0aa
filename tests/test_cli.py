"""The command line: what a technician types, and what it says."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from registration.store.database import db
from registration.store.models import Message, SignInLink, Staff, Training
from tests.support.factories import make_confirmed, make_training
from tests.support.rows import a_person, a_training

SAMPLE = "docs/sample/programme.toml"
BAD = """
[[training]]
slug = "eins"
title = "Eins"
capacity = 0
colour = "red"
contact = { name = "A", email = "kein" }
[[training.session]]
starts = 2027-01-21T09:30:00
ends = 2027-01-21T16:30:00+01:00
place = "Rathaus"
"""


@pytest.fixture
def run(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def test_a_programme_is_imported_and_exported_to_the_same(
    run: FlaskCliRunner, tmp_path: Path
) -> None:
    first = run.invoke(args=["programme", "import", SAMPLE])
    assert first.exit_code == 0
    assert first.output.count("created: ") == 5
    path = tmp_path / "out.toml"
    assert run.invoke(args=["programme", "export", str(path)]).exit_code == 0
    again = run.invoke(args=["programme", "import", str(path)])
    assert again.output.count("unchanged: ") == 5
    assert run.invoke(args=["programme", "export"]).output == path.read_text(encoding="utf-8")


def test_a_bad_file_is_refused_whole_with_every_fault(run: FlaskCliRunner, tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(BAD, encoding="utf-8")
    answer = run.invoke(args=["programme", "import", str(path)])
    assert answer.exit_code == 1
    for key in ("capacity", "colour", "email", "starts"):
        assert f": {key} " in answer.output
    assert db.session.scalars(db.select(Training)).all() == []


@pytest.mark.parametrize("content", ["[[training", "\xff"])
def test_a_file_that_is_no_toml_is_named_so(
    run: FlaskCliRunner, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(content.encode("latin-1"))
    answer = run.invoke(args=["programme", "import", str(path)])
    assert answer.exit_code == 1
    assert "is no TOML" in answer.output


def test_the_first_of_the_team_is_a_manager_and_gets_a_link_that_signs_in_once(
    app: Flask, run: FlaskCliRunner
) -> None:
    answer = run.invoke(args=["staff", "add", "leitung@borken.example"])
    link = answer.output.strip().splitlines()[-1]
    assert link.startswith("http://localhost/staff/sign-in/")
    run.invoke(args=["staff", "add", "team@borken.example"])
    run.invoke(args=["staff", "add", "pruefung@borken.example", "--role", "auditor"])
    roles = [staff.role for staff in db.session.scalars(db.select(Staff).order_by(Staff.id))]
    assert roles == ["manager", "editor", "auditor"]
    client = app.test_client()
    path = link.removeprefix("http://localhost")
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 303
    assert client.post(path).status_code == 404


def test_a_fresh_link_signs_in_whoever_is_active_and_nobody_else(
    app: Flask, run: FlaskCliRunner
) -> None:
    for address in ("leitung@borken.example", "team@borken.example"):
        run.invoke(args=["staff", "add", address])
    db.session.execute(db.update(Staff).where(Staff.id == 2).values(active=False))
    db.session.commit()
    links = db.session.scalar(db.select(db.func.count()).select_from(SignInLink))
    answer = run.invoke(args=["staff", "link", " Leitung@Borken.example"])
    path = answer.output.strip().removeprefix("http://localhost")
    assert app.test_client().post(path).status_code == 303
    for address in ("team@borken.example", "niemand@borken.example", "leitung"):
        answer = run.invoke(args=["staff", "link", address])
        assert answer.exit_code == 1
        assert "staff add" in answer.output
    assert db.session.scalar(db.select(db.func.count()).select_from(SignInLink)) == links + 1
    assert db.session.get_one(Staff, 2).active is False


def test_an_address_that_is_none_is_not_added(run: FlaskCliRunner) -> None:
    answer = run.invoke(args=["staff", "add", "leitung"])
    assert answer.exit_code == 2
    assert "no e-mail address" in answer.output


def test_failed_letters_are_listed_retried_and_withdrawn_without_naming_anybody(
    run: FlaskCliRunner,
) -> None:
    now = datetime.now(UTC)
    make_confirmed(make_training(now), now)
    db.session.execute(
        db.update(Message)
        .where(Message.kind == "confirmation")
        .values(state="failed", last_error="550")
    )
    db.session.commit()
    listed = run.invoke(args=["outbox", "list"]).output
    assert "failed" in listed
    assert "borken.example" not in listed
    number = listed.split()[0]
    assert "1 letters will be tried again" in run.invoke(args=["outbox", "retry", number]).output
    assert "1 letters are withdrawn" in run.invoke(args=["outbox", "withdraw", number]).output
    assert "0 letters are withdrawn" in run.invoke(args=["outbox", "withdraw", number]).output
    assert run.invoke(args=["outbox", "retry"]).exit_code == 2


def test_a_person_s_data_is_exported_and_erased(run: FlaskCliRunner) -> None:
    now = datetime.now(UTC)
    make_confirmed(make_training(now), now, "weg@borken.example")
    make_confirmed(make_training(now, "anderer"), now, "da@borken.example")
    exported = json.loads(run.invoke(args=["privacy", "export", "weg@borken.example"]).output)
    assert exported["registrations"][0]["email"] == "weg@borken.example"
    dry = run.invoke(args=["privacy", "erase", "weg@borken.example", "--dry-run"]).output
    assert "registrations: 1 would be erased" in dry
    done = run.invoke(args=["privacy", "erase", "weg@borken.example"]).output
    assert done == dry.replace("would be ", "")
    assert "addresses of letters: 2 erased\n" in done
    assert "active registrations: 1 ended\n" in done
    gone = json.loads(run.invoke(args=["privacy", "export", "weg@borken.example"]).output)
    assert gone["registrations"] == []


def test_erasing_says_who_cannot_be_erased_yet_and_why(run: FlaskCliRunner) -> None:
    now = datetime.now(UTC)
    run.invoke(args=["staff", "add", "vhs@borken.example"])
    make_training(now)
    done = run.invoke(args=["privacy", "erase", "vhs@borken.example"]).output
    assert "trainers of trainings that are over: 0 erased" in done
    assert "members of the team: 0 erased" in done
    assert "of the team is active. Shut the account, then erase again." in done
    assert "stays: trainer of “Training kurs”, which is not over." in done


def test_purge_says_what_would_go(run: FlaskCliRunner) -> None:
    assert "contacts: 0" in run.invoke(args=["purge", "--dry-run"]).output


def test_a_dry_run_takes_nothing_and_the_run_after_it_takes_what_was_said(
    run: FlaskCliRunner,
) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=90)
    a_person(a_training(long_ago), created_at=long_ago)
    db.session.commit()
    said = [run.invoke(args=["purge", *more]).output for more in (["--dry-run"], [], [])]
    assert "contacts: 1" in said[0]
    assert said[0] == said[1]
    assert "contacts: 0" in said[2]
