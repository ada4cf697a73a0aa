"""What is still kept of a person."""

from registration.store.database import db
from registration.store.models import (
    Registration,
)


def personal(person: Registration) -> list[str]:
    db.session.refresh(person)
    names = ("given_name", "family_name", "email", "phone", "organisation", "note")
    return [name for name in names if getattr(person, name)]
