"""Letters to print, for people whom no e-mail reaches."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from ....actions.privacy import audit
from ....domain.letters.kinds import Kind
from ....letters.paper import paper_letter as on_paper
from ....letters.recipient import NotNeeded
from ....store.models import Message, Registration
from ....store.signups import registration_lists
from ...context import utc_now
from ...guards import links, settings
from ...shared.downloads import PDF, as_file
from ..auth import READERS, actor, for_roles
from ..blueprint import staff_pages
from ..finding import person_or_404


@staff_pages.get("/registrations/<int:registration_id>/letter.pdf")
@for_roles(READERS)
def paper_letter(registration_id: int) -> ResponseReturnValue:
    """One of a person's letters, or the newest that is still true, to print; 404 if none is."""
    person = person_or_404(registration_id)
    if not person.allowed(utc_now()).print_letter:
        abort(404)
    content = _first_that_is_true(_wanted(person))
    if content is None:
        abort(404)
    audit.log_person_view(person, actor(), "a letter to print", utc_now())
    return as_file(content, PDF, f"brief-{person.id}.pdf")


def _wanted(person: Registration) -> list[Message]:
    owed = [letter for letter in registration_lists.letters_of(person.id) if letter.on_paper]
    # What may still be taken back is not printed.
    kept = [letter for letter in owed if letter.held_until(utc_now()) is None]
    if "letter" in request.args:
        return [m for m in kept if str(m.id) == request.args["letter"]]
    return kept + _how_it_stands(person)


def _how_it_stands(person: Registration) -> list[Message]:
    """Letters that were never owed and say how things stand, for people from earlier versions."""
    status = person.state
    kinds = [kind for kind in Kind if kind.row.on_paper and kind.row.states == {status}]
    if person.training.calendar.called_off and status.active:
        kinds = [Kind.CANCELLATION]
    about = {"registration": person, "training": person.training, "language": person.language}
    return [Message(kind=kind, facts={}, **about) for kind in kinds]


def _first_that_is_true(letters: list[Message]) -> bytes | None:
    for letter in letters:
        try:
            return on_paper(letter, settings(), links(), utc_now())
        except NotNeeded:
            continue
    return None
