"""A letter offers the link for cancelling only while the link does it."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from registration.actions.tick import tick
from registration.domain.letters.kinds import Kind
from registration.letters import Letter, render_letter
from registration.store.database import db
from registration.store.models import Message
from tests.support.factories import make_confirmed, make_training, session_spec

CANCEL_BY_LINK = "über den Link oben ab"
CONTACT_US = "Können Sie nicht kommen? Melden Sie sich bei uns."


def test_the_reminder_of_a_first_date_says_how_to_cancel(app: Flask, now: datetime) -> None:
    letter = _reminder(app, now, at=now + timedelta(days=9, hours=1))
    assert CANCEL_BY_LINK in letter.text
    assert CONTACT_US not in letter.text


def test_once_the_training_has_begun_the_reminder_says_whom_to_tell(
    app: Flask, now: datetime
) -> None:
    letter = _reminder(app, now, at=now + timedelta(days=16, hours=1))
    assert CANCEL_BY_LINK not in letter.text
    assert CONTACT_US in letter.text
    assert "Meine Anmeldung ansehen:\n" in letter.text


def _reminder(app: Flask, now: datetime, at: datetime) -> Letter:
    """The newest reminder of a training in ten and in seventeen days."""
    sessions = tuple(session_spec(now + timedelta(days=days)) for days in (10, 17))
    training = make_training(now, sessions=sessions, reminder_days=(1,))
    make_confirmed(training, now)
    settings = app.extensions["zusage_settings"]
    tick(at, settings.zone)
    newest = select(Message).where(Message.kind == Kind.REMINDER).order_by(Message.id.desc())
    message = db.session.scalars(newest.limit(1)).one()
    return render_letter(message, settings, app.extensions["zusage_links"], at)
