"""The demo's mail page shows a letter of each kind within a minute, also of those held back."""

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from registration.domain.letters.kinds import Kind
from registration.domain.states import PENDING
from registration.store.database import db
from registration.store.models import Message
from tests.demo.town import Town


def test_a_letter_of_each_kind_is_due_when_the_demo_begins(app: Flask) -> None:
    now = datetime.now(UTC)
    Town(now, app.extensions["zusage_settings"]).settle()
    open_letters = select(Message.kind).where(
        Message.state.in_(PENDING), Message.due_at <= datetime.now(UTC)
    )
    assert set(db.session.scalars(open_letters)) == set(Kind)
