"""Links to one's own pages."""

from flask.testing import FlaskClient

from registration.links import MY, Links
from registration.store.database import db
from registration.store.models import Message, Registration


def path(client: FlaskClient, person: Registration, purpose: str = MY) -> str:
    links: Links = client.application.extensions["zusage_links"]
    return f"/{purpose}/{links.token(purpose, person.key, person.link_version)}"


def kinds_of(person: Registration) -> list[str]:
    query = db.select(Message.kind).where(Message.registration_id == person.id).order_by(Message.id)
    return list(db.session.scalars(query))
