"""A link belongs to one person for ever, though the numbers of rows come again.

They do after a restore from an older copy of the database, and on SQLite after a deletion.
Nothing that was sent before then opens, or changes, anything of the person who has the
number now.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from registration.actions import attendance as act
from registration.actions.attendance import Newcomer
from registration.actions.letters.trainers import owe_lists, send_list
from registration.actions.signups.confirming import change_details
from registration.actions.staff.auth import add_staff, sign_in
from registration.domain.signups.fields import Person as Details
from registration.domain.states import Role
from registration.letters.calendar_part import calendar_parts
from registration.links import CONFIRM, MY, NEW_ADDRESS, SURVEY, TRAINER, Links, short_hash
from registration.store import attendance as find
from registration.store.database import db
from registration.store.models import Message, Registration, Submission, Training
from tests.conftest import empty
from tests.support import filled
from tests.support.factories import make_confirmed, make_registration, make_training, session_spec

NEW = "neu@borken.example"
NOT_ABOUT_A_PERSON = {"audit", "heartbeat"}


@pytest.fixture(autouse=True)
def frozen(now: datetime) -> Iterator[time_machine.Traveller]:
    """An hour after the training's end: its certificate, survey and list are open."""
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@dataclass
class Town:
    """One training with somebody in each state that has links, and all that was sent."""

    training: Training
    waiting: Registration
    confirmed: Registration
    paths: list[str]
    uids: set[str]
    cookie: str


def _town(app: Flask, now: datetime, who: str) -> Town:
    starts = now - timedelta(hours=4)
    training = make_training(
        starts - timedelta(days=20), days=20, sessions=(session_spec(starts),), title=f"Kurs {who}"
    )
    then = starts - timedelta(days=2)
    waiting = make_registration(training, starts - timedelta(minutes=2), family_name=f"W{who}")
    confirmed = make_confirmed(training, then, family_name=f"C{who}")
    change_details(confirmed, Details("Amina", f"C{who}", NEW), "request", then)
    session = training.sessions[0]
    act.mark(session, confirmed.id, True, "staff 1", now)
    act.add_walk_in(session, Newcomer(f"{who}-walks-in-at-once", "Gast", who), "staff 1", now)
    act.complete_list(session, True, "staff 1", now)
    send_list(training.trainers[0], who, "staff 1", now)
    _, token = add_staff(f"{who}@borken.example", Role.MANAGER, now)
    cookie = sign_in(token, now)
    _, unused = add_staff(f"{who}@borken.example", None, now)
    return Town(
        training,
        waiting,
        confirmed,
        [*_paths(app, training, waiting, confirmed), f"/staff/sign-in/{unused}"],
        _uids(app, now),
        cookie or "",
    )


def _paths(app: Flask, training: Training, *people: Registration) -> list[str]:
    """Every address of the service that a token or a receipt of theirs opens."""
    links: Links = app.extensions["zusage_links"]
    trainer, session = training.trainers[0], training.sessions[0]
    tokens = [links.token(TRAINER, trainer.key, trainer.link_version)]
    for one in people:
        tokens += [links.token(p, one.key, one.link_version) for p in (CONFIRM, MY, SURVEY)]
        tokens.append(links.sign(NEW_ADDRESS, [one.key, one.link_version, short_hash(NEW)]))
    receipts = db.session.scalars(db.select(Submission.receipt)).all()
    walk_in = find.walk_ins([session.id])[0]
    values: dict[str, Any] = {
        "slug": training.slug,
        "session_uid": session.uid,
        "person_uid": people[-1].uid,
        "key": walk_in.key,
    }
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            for name, ours in (("token", tokens), ("receipt", receipts)):
                if name in rule.arguments and not rule.endpoint.startswith("staff."):
                    rest: dict[str, Any] = {n: values[n] for n in rule.arguments if n != name}
                    found += [app.url_for(rule.endpoint, **(rest | {name: one})) for one in ours]
    return found


def _uids(app: Flask, now: datetime) -> set[str]:
    """The UIDs in all calendar parts of all letters."""
    settings, links = app.extensions["zusage_settings"], app.extensions["zusage_links"]
    parts = [
        p
        for m in db.session.scalars(db.select(Message))
        for p in calendar_parts(m, links, settings, now)
    ]
    return {uid for p in parts for uid in re.findall(r"UID:(.+)", p.content.decode())}


def _restore_an_empty_copy(app: Flask) -> None:
    """What a technician does with a copy from before anybody signed up."""
    db.session.remove()
    if db.engine.dialect.name == "postgresql":
        url = db.engine.url.set(drivername="postgresql", query={}).render_as_string(
            hide_password=False
        )
        db.engine.dispose()
        empty(url)
        return
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
        for table in db.metadata.tables:
            connection.exec_driver_sql(f'DELETE FROM "{table}"')
        connection.commit()
    db.engine.dispose()


def _stored() -> dict[str, Any]:
    rows = filled.rows_of(db.engine)
    return {table: of for table, of in rows.items() if table not in NOT_ABOUT_A_PERSON}


def _opens_nothing(client: FlaskClient, paths: list[str], secrets: list[str]) -> None:
    before, wrong = _stored(), []
    form = {"sure": "1", "present": "no", "complete": "no", "overall": "1"}
    for path in paths:
        for method in ("GET", "POST"):
            answer = client.open(path, method=method, data=form if method == "POST" else None)
            told = [word for word in secrets if word in answer.text]
            if answer.status_code not in (404, 405, 410) or told:
                wrong.append((method, path, answer.status_code, told))
    assert wrong == []
    db.session.remove()
    assert _stored() == before


def test_after_a_restore_no_link_of_a_lost_person_opens_a_page(
    app: Flask, client: FlaskClient, now: datetime
) -> None:
    lost = _town(app, now, "verloren")
    ids = (lost.training.id, lost.waiting.id, lost.confirmed.id, lost.training.trainers[0].id)
    assert all(client.get(path).status_code < 500 for path in lost.paths)
    assert sum(client.get(path).status_code == 200 for path in lost.paths) > 12
    _restore_an_empty_copy(app)
    new = _town(app, now, "andere")
    assert ids == (new.training.id, new.waiting.id, new.confirmed.id, new.training.trainers[0].id)
    _opens_nothing(client, lost.paths, ["andere"])
    assert lost.uids and new.uids and not lost.uids & new.uids
    client.set_cookie("zusage", lost.cookie)
    assert client.get("/staff/").status_code == 303


def test_links_that_name_a_number_lead_to_the_page_that_sends_a_new_one(
    app: Flask, client: FlaskClient, now: datetime
) -> None:
    town = _town(app, now, "andere")
    links: Links = app.extensions["zusage_links"]
    old = [
        f"/{path}/{links.sign(purpose, [row.id, 0])}{more}"
        for purpose, path, row, more in (
            (CONFIRM, "confirm", town.waiting, ""),
            (MY, "my", town.confirmed, ""),
            (MY, "my", town.confirmed, "/calendar.ics"),
            (SURVEY, "survey", town.confirmed, ""),
            (SURVEY, "survey", town.confirmed, "/unsubscribe"),
            (TRAINER, "trainer", town.training.trainers[0], "/"),
        )
    ]
    old.append(f"/confirm/{links.sign(NEW_ADDRESS, [town.confirmed.id, 0, short_hash(NEW)])}")
    _opens_nothing(client, old, ["andere"])
    for path in old:
        assert "/link-again" in client.get(path).text


def test_a_trainer_with_the_number_of_one_who_left_gets_her_own_list_and_letter(
    app: Flask, client: FlaskClient, now: datetime, frozen: time_machine.Traveller
) -> None:
    training = make_training(now, days=1)
    make_confirmed(training, now, family_name="Geheim")
    links: Links = app.extensions["zusage_links"]
    gone = training.trainers[0]
    old, number = links.trainer(gone.key, gone.link_version), gone.id
    afternoon = now + timedelta(hours=8)
    assert owe_lists(afternoon, app.extensions["zusage_settings"].zone) == 1
    training.trainers = []
    db.session.commit()
    other = make_training(now, "anderer", days=1)
    if db.engine.dialect.name == "sqlite":
        assert other.trainers[0].id == number
    assert client.get(old).status_code == 404
    assert owe_lists(afternoon, app.extensions["zusage_settings"].zone) == 1
    sent = db.session.scalars(db.select(Message).filter_by(kind="attendee_list")).all()
    assert {letter.trainer_id for letter in sent} == {None, other.trainers[0].id}


def test_a_link_of_a_deleted_registration_does_not_open_the_next_with_its_number(
    app: Flask, client: FlaskClient, now: datetime
) -> None:
    training = make_training(now)
    gone = make_confirmed(training, now, family_name="Gegangen")
    links: Links = app.extensions["zusage_links"]
    old, number = links.my(gone.key, gone.link_version), gone.id
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
        else:
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER audit_append_only")
        for table in ("message", "audit", "registration"):
            connection.execute(text(f"DELETE FROM {table}"))
        if db.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE audit ENABLE TRIGGER audit_append_only")
            connection.exec_driver_sql("ALTER SEQUENCE registration_id_seq RESTART")
        connection.commit()
    db.session.remove()
    db.engine.dispose()
    training = db.session.scalars(db.select(Training)).one()
    new = make_confirmed(training, now, family_name="Gekommen")
    assert new.id == number
    _opens_nothing(client, [old.removeprefix("http://localhost")], ["Gekommen"])


def test_versions_of_links_do_not_come_again_either(app: Flask, now: datetime) -> None:
    """A restore takes a rotation back; the next one must not make what the lost one made."""
    training = make_training(now)
    trainer, seen = training.trainers[0], set()
    for _ in range(3):
        trainer.link_version = 0
        db.session.commit()
        act.rotate_link(trainer, "staff 1", now)
        db.session.refresh(trainer)
        seen.add(trainer.link_version)
    assert len(seen) == 3
