"""Driven by the table of personal data: each column leaves, is erased and is handed out.

Every table is filled with two rows. The first is about the person in question; the second
is somebody else's and must stay as it is.
"""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import text, update

from registration.actions.privacy.persons import erase_person, export_person
from registration.actions.privacy.purge import purge
from registration.domain.privacy.personal import TABLES, Clock, Column, Gone, personal_columns
from registration.domain.privacy.retention import Period
from registration.store.database import db
from registration.store.privacy import persons
from tests.support import filled

ZONE = ZoneInfo("Europe/Berlin")
HERS, OTHER = "sie@borken.example", "andere@borken.example"
MADE = datetime(2026, 1, 2, 10, tzinfo=UTC)
LAST_END = datetime(2026, 2, 2, 12, tzinfo=UTC)
OVER = {
    Clock.END: LAST_END + Period.CONTACT.value,
    Clock.GRANT: datetime(2030, 6, 1, tzinfo=ZONE),
    Clock.LOG: MADE + Period.MAIL_LOG.value,
    Clock.FORM: MADE + Period.FORM.value,
}
Row = dict[str, Any]


@pytest.fixture
def two_people(app: Flask) -> None:
    """Row 1 of each table is hers, row 2 the other one's, whose training is later."""
    filled.fill(db.engine)
    if db.engine.dialect.name == "postgresql":  # its own numbers begin behind these rows
        db.session.execute(text("SELECT setval(pg_get_serial_sequence('audit', 'id'), 100)"))
    later = timedelta(days=4000)
    _set("session", 1, starts=LAST_END - timedelta(hours=3), ends=LAST_END)
    _set("session", 2, starts=LAST_END + later, ends=LAST_END + later + timedelta(hours=1))
    _set("funding", 1, proof_submitted_on=date(2025, 6, 1), retention_years=5)
    _set("funding", 2, proof_submitted_on=None)
    for number, address, made in ((1, HERS, MADE), (2, OTHER, MADE + later)):
        _set("registration", number, email=address.title(), email_key=address)
        _set("submission", number, email=address, email_key=address, created_at=made)
        _set("message", number, address=address, recipient_key=address, created_at=made)
        _set("circular", number, created_at=made)
        _set("sign_in_link", number, expires_at=made)
        _set("staff_session", number, created_at=made)
        _set("trainer", number, email=address.upper())
        _set("staff", number, email=address, email_key=address)
        kinds = {"state": "draft", "waitlist": "auto"}
        _set("training", number, contact_email=address, kept_until=made, **kinds)
        _set("undoable", number, made_at=made)


def _set(table: str, number: int, **values: Any) -> None:
    model = db.metadata.tables[table]
    db.session.execute(update(model).where(model.c.id == number).values(**values))
    db.session.commit()


def row(table: str, number: int) -> Row | None:
    """A row as it stands in the database; None if it is gone."""
    model = db.metadata.tables[table]
    key = next(iter(model.primary_key))
    at = number if key.name == "id" else f"{key.name[:12]}{number}"
    found = db.session.execute(model.select().where(key == at)).mappings().one_or_none()
    db.session.rollback()
    return dict(found) if found else None


def is_empty(table: str, name: str, column: Column) -> bool:
    found = row(table, 1)
    if column.empty is Gone.ROW or found is None:
        return found is None
    empty = column.empty.format(id=1) if isinstance(column.empty, str) else column.empty
    return bool(found[name] == empty)


def all_rows(number: int) -> dict[str, Row | None]:
    return {table: row(table, number) for table in TABLES if table not in _LOGS}


_LOGS = {"audit", "heartbeat"}
LEAVING = [(t, n, c) for t, n, c in personal_columns() if c.leaves is not Clock.KEPT]


@pytest.mark.usefixtures("two_people")
@pytest.mark.parametrize("clock", OVER)
def test_each_column_leaves_in_the_moment_in_which_its_clock_is_over(clock: Clock) -> None:
    mine = [(t, n, c) for t, n, c in LEAVING if c.leaves is clock]
    others = all_rows(2)
    assert mine
    purge(OVER[clock] - timedelta(microseconds=1), ZONE)
    assert [(t, n) for t, n, c in mine if is_empty(t, n, c)] == []
    purge(OVER[clock], ZONE)
    assert [(t, n) for t, n, c in mine if not is_empty(t, n, c)] == []
    assert all_rows(2) == others


@pytest.mark.usefixtures("two_people")
def test_sign_ins_leave_with_the_mail_log() -> None:
    for at, gone in ((OVER[Clock.LOG] - timedelta(microseconds=1), False), (OVER[Clock.LOG], True)):
        purge(at, ZONE)
        for table in ("sign_in_link", "staff_session"):
            assert (row(table, 1) is None) is gone
            assert row(table, 2) is not None


@pytest.mark.usefixtures("two_people")
def test_what_has_no_clock_or_a_later_one_stays() -> None:
    before = all_rows(1)
    purge(OVER[Clock.END], ZONE)
    after = all_rows(1)
    gone = {"message", "submission", "sign_in_link", "staff_session", "undoable"}
    leaves = {(t, n) for t, n, c in LEAVING if c.leaves is not Clock.GRANT}
    for table in set(before) - gone:
        old, new = before[table], after[table]
        assert old and new
        changed = {name for name in old if old[name] != new[name]}
        assert {(table, name) for name in changed} <= leaves


@pytest.mark.usefixtures("two_people")
def test_each_column_is_erased_when_its_person_asks_and_nobody_else_s(now: datetime) -> None:
    others = all_rows(2)
    done = erase_person(f" {HERS.upper()} ", now)
    erased = [(t, n, c) for t, n, c in personal_columns() if c.erased]
    assert [(t, n) for t, n, c in erased if not is_empty(t, n, c)] == []
    kept = [(t, n, c) for t, n, c in personal_columns() if not c.erased]
    assert [(t, n) for t, n, c in kept if is_empty(t, n, c)] == []
    assert all_rows(2) == others
    assert (set(done.rows.values()), done.ended, done.kept) == ({1}, 1, [])


@pytest.mark.usefixtures("two_people")
def test_a_dry_run_says_the_same_and_changes_nothing(now: datetime) -> None:
    before = all_rows(1), all_rows(2)
    dry = erase_person(HERS, now, dry_run=True)
    assert (all_rows(1), all_rows(2)) == before
    assert erase_person(HERS, now) == dry


@pytest.mark.usefixtures("two_people")
def test_each_column_is_handed_out_and_nobody_else_s(now: datetime) -> None:
    handed_out = json.dumps(export_person(HERS, now), ensure_ascii=False)
    handed = [(t, n, c) for t, n, c in personal_columns() if c.exported]
    for table, name, column in handed:
        mine, others = row(table, 1), row(table, 2)
        assert mine and others
        assert json.dumps({column.exported: mine[name]}, ensure_ascii=False)[1:-1] in handed_out
        assert json.dumps(others[name], ensure_ascii=False) not in handed_out, (table, name)


def test_each_table_with_something_to_erase_has_a_way_to_find_it() -> None:
    assert set(persons.BY_TABLE) == {t for t, _, c in personal_columns() if c.erased}


@pytest.mark.usefixtures("two_people")
def test_every_personal_column_is_filled_here() -> None:
    assert [(t, n) for t, n, c in personal_columns() if is_empty(t, n, c)] == []
