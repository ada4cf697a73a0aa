"""The least that does the same: plain SQL for the sign-up, no database for the form.

Served by gunicorn with the Procfile's options, as the service itself is. It checks
nothing; it reads the same fields, writes the same rows, renders the same template.
"""

import os
import re
import sqlite3
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel

from registration.base import ROOT
from registration.domain.signups.seats import Seats
from registration.domain.states import Phase, WaitlistMode
from registration.settings import Settings
from registration.store.models import Training, TrainingSession
from registration.web import assets, context, feeds
from registration.web.forms.register import sign_up_form
from registration.web.language import choose_language
from registration.web.participants import own_pages, pages
from registration.web.shared.trainings import Shown

Write = Callable[[Mapping[str, Any]], None]

_LOCK = "UPDATE training SET lock_count = lock_count + 1 WHERE slug = :slug RETURNING id"
_REGISTRATION = """
INSERT INTO registration (key, uid, training_id, state, given_name, family_name, email, email_key,
  shared_address, address_wrong, flagged, added_by_staff, phone, organisation, role, note,
  answers, language, privacy_notice, link_version, created_at, answer_by, end_reason,
  has_answered, no_survey)
SELECT :key, :key, id, 'unconfirmed', :given_name, :family_name, :email, :email,
  false, false, false, false, :phone, :organisation, :role, :note,
  '{}', 'de', :privacy_notice, 0, :now, :until, '', false, false
FROM <locked> RETURNING id, training_id"""
_MESSAGE = """
INSERT INTO message (kind, once_key, state, training_id, registration_id, recipient_key,
  language, facts, message_id, created_at, due_at, attempts, last_error)
SELECT 'confirm_address', :key, 'queued', training_id, id, :email, 'de', '{}', :key,
  :now, :now, 0, ''
FROM <registered>"""
_SUBMISSION = """
INSERT INTO submission (receipt, token_id, email_key, email, training_id, verdict,
  answer_by, created_at)
SELECT :receipt, :key, :email, :email, training_id, 'seat', :until, :now FROM <registered>"""
_AUDIT = """
INSERT INTO audit (at, actor, action, training_id, registration_id, facts)
SELECT :now, 'participant', 'signed up', training_id, id, '{"state": "unconfirmed"}'
FROM <registered>"""


def _for_postgresql(sql: str) -> str:
    named = sql.replace("<locked>", "locked").replace("<registered>", "registered")
    return re.sub(r":(\w+)", r"%(\1)s", named.replace('"state": ', '"state" : '))


_ONE_STATEMENT = _for_postgresql(
    f"WITH locked AS ({_LOCK}), registered AS ({_REGISTRATION}),"
    f" owed AS ({_MESSAGE}), claimed AS ({_SUBMISSION}) {_AUDIT}"
)
_ROW = "registration WHERE id = :registration"


def _postgresql(url: str) -> Write:
    mine = threading.local()

    def write(values: Mapping[str, Any]) -> None:
        if not hasattr(mine, "connection"):
            mine.connection = psycopg.connect(url, autocommit=True)
        mine.connection.execute(_ONE_STATEMENT, values)

    return write


def _sqlite(url: str) -> Write:
    mine = threading.local()

    def connect() -> sqlite3.Connection:
        path = url.removeprefix("sqlite:///")
        connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        return connection

    def write(values: Mapping[str, Any]) -> None:
        if not hasattr(mine, "connection"):
            mine.connection = connect()
        run = mine.connection.execute
        times = {"now": f"{values['now']:%F %T.%f}", "until": f"{values['until']:%F %T.%f}"}
        run("BEGIN IMMEDIATE")
        training = run(_LOCK, values).fetchone()[0]
        locked = _REGISTRATION.replace("<locked>", "training WHERE id = :training")
        found = run(locked, {**values, **times, "training": training}).fetchone()[0]
        for sql in (_MESSAGE, _SUBMISSION, _AUDIT):
            run(sql.replace("<registered>", _ROW), {**values, **times, "registration": found})
        run("COMMIT")

    return write


def _example() -> Shown:
    starts = datetime.now(UTC) + timedelta(days=30)
    session = TrainingSession(
        id=1, starts=starts, ends=starts + timedelta(hours=3), place="Rathaus", sequence=0
    )
    training = Training(
        id=1, slug="kurs", title="Training kurs", language="de", questions=[], state="published"
    )
    training.all_sessions = [session]
    seats = Seats(20, 0, 0, WaitlistMode.AUTO)
    return Shown(training, seats, Phase.OPEN, training.allowed(datetime.now(UTC), seats))


def make_app(settings: Settings) -> Flask:
    """Two views and what their template needs; no guards, no headers, no limits."""
    app = Flask(
        "registration",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "registration/web/static"),
    )
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "registration/translations")
    app.extensions["zusage_settings"] = settings
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    Babel(app, "de", settings.timezone, locale_selector=choose_language)
    context.install(app)
    for blueprint in (pages, own_pages, assets.pages, feeds.pages):
        app.register_blueprint(blueprint)  # only so that the template finds its addresses
    url = settings.database_url
    write = _sqlite(url) if url.startswith("sqlite") else _postgresql(url)
    entry = _example()

    def register_post(slug: str) -> ResponseReturnValue:
        now, receipt = datetime.now(UTC), uuid4().hex
        write(
            {
                **request.form,
                **{"slug": slug, "now": now, "until": now + timedelta(hours=48)},
                **{"receipt": receipt, "key": uuid4().hex},
            }
        )
        return redirect(f"/trainings/{slug}/registered/{receipt}#status", 303)

    def register(slug: str) -> ResponseReturnValue:
        form = sign_up_form(entry.training.question_specs)()
        return render_template("participants/register.html", entry=entry, form=form, fault=None)

    app.view_functions["public.register_post"] = register_post
    app.view_functions["public.register"] = register
    return app


if "DATABASE_URL" in os.environ:
    app = make_app(Settings.from_env())
