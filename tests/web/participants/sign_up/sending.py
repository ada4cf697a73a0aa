"""Sends the form, and reads what it left."""

from typing import Any

from flask.testing import FlaskClient

from registration.store.database import db
from registration.store.models import Message, Registration
from tests.support.pages import PERSON

FORM = "/trainings/kurs/register"


def send(client: FlaskClient, fields: dict[str, Any], path: str = FORM, **changes: Any) -> Any:
    # Open until a test closes it: what is done once it has gone out is not done before.
    return client.post(path, data=fields | PERSON | changes, buffered=False)


def kinds() -> list[str]:
    return list(db.session.scalars(db.select(Message.kind).order_by(Message.id)))


def people() -> list[Registration]:
    return list(db.session.scalars(db.select(Registration).order_by(Registration.id)))
