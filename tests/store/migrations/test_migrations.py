"""The migrations make the tables that the models say, and keep the audit log append-only."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from registration.store.database import db
from registration.store.models import AuditEntry, Registration
from tests.conftest import NOW
from tests.support.factories import make_registration, make_training


@pytest.mark.filterwarnings("ignore:.*expression-based index")  # SQLite can't read it back
def test_no_model_differs_from_the_migrated_tables(app: Flask) -> None:
    context = MigrationContext.configure(db.session.connection(), opts={"compare_type": False})
    assert compare_metadata(context, db.metadata) == []


@pytest.mark.filterwarnings("ignore:.*expression-based index")  # SQLite can't read it back
def test_no_rule_of_a_table_was_lost_on_the_way(app: Flask) -> None:
    # SQLite copies a table to change it; what Alembic does not name is left behind.
    look = inspect(db.engine)
    for name, table in db.metadata.tables.items():
        rules = {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)}
        assert {str(c["name"]) for c in look.get_check_constraints(name)} == rules, name
        wanted = {str(i.name) for i in table.indexes if i.dialect_kwargs}
        partial = {
            str(i["name"])
            for i in look.get_indexes(name)
            if any(key.endswith("_where") for key in i.get("dialect_options", {}))
        }
        assert partial == wanted, name


CHANGES = [
    "UPDATE audit SET actor = 'x'",
    "UPDATE audit SET training_id = NULL, actor = 'x'",
    "UPDATE audit SET training_id = NULL, facts = '{}'",
    "UPDATE audit SET training_id = NULL, registration_id = 1",
    "UPDATE audit SET training_id = 1",
    "DELETE FROM audit",
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_row_of_the_audit_log_can_neither_be_changed_nor_deleted(app: Flask, change: str) -> None:
    make_registration(make_training(NOW), NOW)
    db.session.add(AuditEntry(at=NOW, actor="test", action="looked", facts={"a": 1}))
    db.session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(change))
    db.session.rollback()


def test_the_database_itself_forbids_a_second_active_registration_of_an_address(app: Flask) -> None:
    training = make_training(NOW)
    first = make_registration(training, NOW)
    again = {"given_name": "A", "family_name": "B", "created_at": NOW, "state": "confirmed"}
    twin = Registration(
        training_id=training.id, email=first.email, email_key=first.email_key, **again
    )
    db.session.add(twin)
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()
    shared = Registration(
        training_id=training.id,
        email=first.email,
        email_key=first.email_key,
        shared_address=True,
        **again,
    )
    db.session.add(shared)
    db.session.commit()


def test_sqlite_keeps_what_it_promised(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        assert db.session.scalar(text("SHOW synchronous_commit")) == "on"
        return
    assert db.session.scalar(text("PRAGMA journal_mode")) == "wal"
    assert db.session.scalar(text("PRAGMA synchronous")) == 2  # FULL
    assert db.session.scalar(text("PRAGMA foreign_keys")) == 1
    assert db.session.scalar(text("PRAGMA busy_timeout")) == 30_000
