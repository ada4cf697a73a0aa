"""The newest letter of a kind."""

from datetime import datetime
from typing import Any

from flask import Flask

from registration.letters import render_letter
from registration.store.database import db
from registration.store.models import Message


def newest_letter(app: Flask, kind: str, now: datetime) -> Any:
    """The newest letter of a kind, as it goes."""
    message = db.session.query(Message).filter_by(kind=kind).order_by(Message.id.desc()).first()
    assert message is not None
    settings, links = app.extensions["zusage_settings"], app.extensions["zusage_links"]
    return render_letter(message, settings, links, now)
