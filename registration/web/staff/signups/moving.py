"""Moving somebody to another training."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ....actions.privacy import audit
from ....actions.signups.by_staff import (
    AddressInUse,
    NoRoom,
    NotMovable,
    NotOpen,
    foresee_moving,
    move_registration,
)
from ....store.models import Registration
from ....store.signups.seats import seats_of_all
from ....store.trainings import training_lists
from ....store.trainings import trainings as find
from ....store.trainings.training_lists import TrainingFilter
from ...context import utc_now
from ...shared.trainings import shown
from .. import list_filters
from ..affected_people import shown_names
from ..auth import EDITORS, actor, for_roles
from ..blueprint import staff_pages
from ..finding import person_or_404
from ..flash import done
from ..words import no_room, not_open


@staff_pages.get("/registrations/<int:registration_id>/move")
@for_roles(EDITORS)
def move(registration_id: int) -> ResponseReturnValue:
    """Choose the other training; what would follow stands beside each."""
    return _page(person_or_404(registration_id))


@staff_pages.post("/registrations/<int:registration_id>/move")
@for_roles(EDITORS)
def move_post(registration_id: int) -> ResponseReturnValue:
    """Move: the old registration ends, the new one gets a seat or a place in the queue."""
    person = person_or_404(registration_id)
    target = find.by_slug(request.form.get("to", ""))
    if target is None:
        return _page(person, gettext("Choose a training.")), 422
    try:
        new = move_registration(person, target.id, utc_now(), actor())
    except (NotMovable, NotOpen, NoRoom, AddressInUse) as refusal:
        return _page(person_or_404(registration_id), _why(refusal)), 409
    return done("moved", ".person", registration_id=new.id)


def _why(refusal: Exception) -> str:
    if isinstance(refusal, NoRoom):
        return no_room()
    if isinstance(refusal, NotOpen):
        return not_open()
    if isinstance(refusal, AddressInUse):
        return gettext("This person is registered for that training already.")
    return gettext("Confirm the address first. An ended registration can't move.")


def _page(person: Registration, fault: str = "") -> str:
    audit.log_person_view(person, actor(), "a registration", utc_now())
    wanted = TrainingFilter(list_filters.search_text(), page=list_filters.page_number())
    page = training_lists.trainings_page(wanted, utc_now())
    here, now = person.training_id, utc_now()
    others = [t for t in page.rows if t.id != here and t.allowed(now).add_by_staff]
    seats = seats_of_all(others)
    follows = foresee_moving(person, now)
    return render_template(
        "staff/signups/move.html",
        person=person,
        page=page,
        wanted=wanted,
        entries=[shown(t, seats[t.id]) for t in others],
        follows=follows,
        named=shown_names(person.training, follows, noted=person),
        fault=fault,
    )
