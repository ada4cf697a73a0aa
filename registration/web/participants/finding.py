"""Finding a training by its slug and a person's own registration by its token, or 404."""

from flask import abort, g

from ...links import NEW_ADDRESS, short_hash
from ...store.database import only_read
from ...store.models import Registration
from ...store.signups import registrations
from ...store.trainings import trainings as find
from ..guards import links
from ..shared.trainings import Shown, shown


def find_shown(slug: str) -> Shown:
    """The training of a slug; 404 for an unknown one and for a draft."""
    only_read()
    found = find.with_seats(slug)
    entry = shown(*found) if found else None
    if entry is None or not entry.allowed.show:
        abort(404)
    return entry


def new_address_of(token: str) -> Registration | None:
    """The registration whose new address a token confirms, if that address still stands."""
    match links().read(NEW_ADDRESS, token):
        case [str(key), int(version), str(hashed)]:
            person = registrations.by_key(key)
            wanted = person is not None and person.new_email is not None
            if person and wanted and person.link_version == version:
                g.own_language = person.language
                return person if short_hash(person.new_email or "") == hashed else None
    return None


def own_registration(purpose: str, token: str) -> Registration:
    """The registration of a token; 404 for an unknown, foreign or rotated one.

    From here on the page speaks the language in which the person signed up.
    """
    read = links().read_token(purpose, token)
    person = registrations.by_key(read[0]) if read else None
    if person is None or read is None or person.link_version != read[1] or not person.given_name:
        abort(404)
    g.own_language = person.language
    return person


def came_anew(person: Registration) -> bool:
    """Whether somebody whose registration has ended has another one of the same training."""
    return not person.state.active and registrations.came_anew([person.id])
