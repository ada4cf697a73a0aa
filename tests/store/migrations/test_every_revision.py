"""Each revision goes up and down on a database with rows in all tables, and loses none."""

import hashlib
import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from registration.app import create_app
from registration.store.database import MIGRATIONS, db
from registration.store.migrating import BrokenReference
from tests.conftest import DATABASES, HEAD, settings_for
from tests.support import filled
from tests.support.postgres import PostgresServer

REVISIONS = [r.revision for r in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
RELEASED = {
    "0001_first_tables.py": "cef7abfa4efb6caeff67e2dac991712e",
    "0003_survey_templates.py": "af7c50de74e581e69bd08b47a64b00d0",
    "0004_ended_not_emptied.py": "b390af79b5404ac0002fe428764aa80b",
    "0005_count_seats_in_the_index.py": "fed8b68702828ef5e5afe7daf7f431d5",
}
ADD = "with op.batch_alter_table('training') as batch: batch.add_column(sa.Column('extra', sa.Text()))"
ALTER = "with op.batch_alter_table('training') as batch: batch.alter_column('topic', nullable=True)"
DROP = "with op.batch_alter_table('training') as batch: batch.drop_column('topic')"


def _new_database(request: pytest.FixtureRequest, tmp_path: Path, template: str) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'own.sqlite'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    name = hashlib.sha256(str(tmp_path).encode()).hexdigest()[:12]
    return server.create(f"own_{name}", template)


def _running(url: str) -> Iterator[Flask]:
    app = create_app(settings_for(url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(params=DATABASES)
def unmigrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without any table."""
    yield from _running(_new_database(request, tmp_path, "template1"))


@pytest.fixture(params=DATABASES)
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database whose tables nobody else uses, with rows in all of them."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "own.sqlite")
    template = "migrated"
    if request.param == "postgresql":
        template = request.getfixturevalue("migrated_postgres")
    for app in _running(_new_database(request, tmp_path, template)):
        filled.fill(db.engine)
        yield app


@pytest.fixture
def next_revision(tmp_path: Path) -> Callable[[str], str]:
    """Adds one more revision behind the newest; the folder of all of them."""

    def write(body: str) -> str:
        folder = tmp_path / "migrations"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / "9999_next.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n"
            f"revision = '9999'\ndown_revision = '{HEAD}'\n"
            f"def upgrade():\n    {body}\n"
        )
        return str(folder)

    return write


def _same(before: filled.Rows, after: filled.Rows, revision: str) -> None:
    """Every row is there still, with the same values where the columns are."""
    for table in before.keys() & after.keys():
        assert after[table].keys() == before[table].keys(), (revision, table)
        for key, was in before[table].items():
            now = after[table][key]
            common = was.keys() & now.keys()
            assert {c: now[c] for c in common} == {c: was[c] for c in common}, (revision, table)


def test_every_revision_goes_up_and_down_with_rows_in_every_table(unmigrated: Flask) -> None:
    upgrade(revision=REVISIONS[0])
    filled.fill(db.engine)
    for last, revision in itertools.pairwise(REVISIONS):
        old, shape = filled.rows_of(db.engine), filled.columns_of(db.engine)
        upgrade(revision=revision)
        _same(old, filled.rows_of(db.engine), revision)
        filled.fill(db.engine)
        new = filled.rows_of(db.engine)
        assert all(len(rows) >= filled.ROWS for rows in new.values()), revision
        downgrade(revision=last)
        assert filled.columns_of(db.engine) == shape, revision
        _same(new, filled.rows_of(db.engine), revision)
        upgrade(revision=revision)
        _same(old, filled.rows_of(db.engine), revision)
        filled.fill(db.engine)
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text("DELETE FROM audit"))


def test_an_address_of_the_team_is_rewritten_unless_somebody_has_it_already(own: Flask) -> None:
    downgrade(revision="0007")
    typed = ["amt@münster.example", "amt@xn--mnster-3ya.example"]
    ids = db.session.scalars(text("SELECT id FROM staff ORDER BY id")).all()
    assert len(ids) >= 2
    for one, address in zip(ids, typed, strict=False):
        values = {"id": one, "address": address}
        db.session.execute(
            text("UPDATE staff SET email = :address, email_key = :address WHERE id = :id"), values
        )
    db.session.execute(text("UPDATE trainer SET email = 'vhs@münster.example'"))
    db.session.commit()
    upgrade(revision="0008")
    kept = db.session.scalars(text("SELECT email_key FROM staff ORDER BY id")).all()
    assert kept[:2] == typed[:2]
    assert set(db.session.scalars(text("SELECT email FROM trainer"))) == {
        "vhs@xn--mnster-3ya.example"
    }


@pytest.mark.parametrize("body", [ADD, ALTER, DROP])
def test_a_column_of_a_table_that_others_name_can_be_changed(
    own: Flask, next_revision: Callable[[str], str], body: str
) -> None:
    before = filled.rows_of(db.engine)
    upgrade(directory=next_revision(body))
    _same(before, filled.rows_of(db.engine), "9999")
    assert ("topic" in filled.columns_of(db.engine)["training"]) == (body != DROP)
    with pytest.raises(DBAPIError):  # a training with people can't be deleted: references hold
        db.session.execute(text("DELETE FROM training"))


@pytest.mark.parametrize("body", [ADD, DROP])
def test_a_migration_that_fails_leaves_nothing(
    own: Flask, next_revision: Callable[[str], str], body: str
) -> None:
    before, shape = filled.rows_of(db.engine), filled.columns_of(db.engine)
    with pytest.raises(ZeroDivisionError):
        upgrade(
            directory=next_revision(
                f"{body}\n    op.create_table('t', sa.Column('id', sa.Integer()))\n    1 / 0"
            )
        )
    assert filled.columns_of(db.engine) == shape
    assert filled.rows_of(db.engine) == before
    upgrade(directory=next_revision(body))
    _same(before, filled.rows_of(db.engine), "9999")


def test_a_migration_that_breaks_a_reference_is_taken_back(
    own: Flask, next_revision: Callable[[str], str]
) -> None:
    before = filled.rows_of(db.engine)
    with pytest.raises((BrokenReference, DBAPIError)):
        upgrade(directory=next_revision("op.execute('DELETE FROM session')"))
    assert filled.rows_of(db.engine) == before


def test_what_an_older_version_left_when_it_failed_does_not_stop_the_next(
    own: Flask, next_revision: Callable[[str], str]
) -> None:
    if db.engine.dialect.name == "sqlite":
        with db.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE _alembic_tmp_training AS SELECT 1 AS id")
    upgrade(directory=next_revision(DROP))
    assert not [t for t in inspect(db.engine).get_table_names() if t.startswith("_alembic_tmp")]


def test_a_migration_may_take_longer_than_any_page(
    own: Flask, next_revision: Callable[[str], str]
) -> None:
    if db.engine.dialect.name == "sqlite":
        asked = "op.get_bind().exec_driver_sql('PRAGMA busy_timeout').scalar()"
        upgrade(directory=next_revision(f"assert {asked} > 600_000"))
        return
    with db.engine.begin() as connection:
        name = db.engine.url.database
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET statement_timeout = 50')
    db.engine.dispose()
    upgrade(directory=next_revision("op.execute('SELECT pg_sleep(0.2)')"))


def test_released_revisions_never_change() -> None:
    for name, digest in RELEASED.items():
        content = (MIGRATIONS / "versions" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest()[:32] == digest, name


def test_typed_reasons_move_from_the_log_to_their_registration(unmigrated: Flask) -> None:
    upgrade(revision="0005")
    filled.fill(db.engine)
    with db.engine.begin() as connection:
        for number, action, reason in (
            (11, "moved in the queue", "erster Grund"),
            (12, "moved in the queue", "weite Anreise"),
            (13, "used a dead link", "revoked"),
        ):
            connection.execute(
                text(
                    "INSERT INTO audit (id, at, actor, action, registration_id, facts)"
                    " VALUES (:id, '2027-01-04 10:00:00', 'staff 1', :action, 1, :facts)"
                ),
                {"id": number, "action": action, "facts": f'{{"old": 3, "reason": "{reason}"}}'},
            )
    upgrade(revision="0006")
    rows = filled.rows_of(db.engine)
    facts = [rows["audit"][(number,)]["facts"] for number in (11, 12, 13)]
    assert facts == [{"old": 3}, {"old": 3}, {"old": 3, "reason": "revoked"}]
    reasons = [rows["registration"][(number,)]["queue_reason"] for number in (1, 2)]
    assert reasons == ["weite Anreise", ""]
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text("UPDATE audit SET actor = 'x'"))
