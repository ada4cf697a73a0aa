"""Moving somebody in the queue, and to another training."""

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
    requeue,
)
from ....store.models import Registration
from ....store.signups.seats import seats_of_all
from ....store.trainings import training_lists
from ....store.trainings import trainings as find
from ....store.trainings.training_lists import TrainingFilter
from ...context import utc_now
from ...numbers import id_in
from ...participants.programme import shown
from .. import query, staff_pages
from ..auth import EDITORS, for_roles
from ..flash import done
from ..preview import shown_names
from ..trainings.planning import actor
from .person import no_room, not_open, person_or_404, person_page, reason_given


@staff_pages.post("/registrations/<int:registration_id>/queue")
@for_roles(EDITORS)
def move_in_queue(registration_id: int) -> ResponseReturnValue:
    """Give somebody another place in the queue; the reason stands in the history."""
    found = person_or_404(registration_id)
    position, reason = id_in(request.form.get("position", "")), reason_given("queue_reason")
    if not position:
        fault = gettext("Enter the new place in the queue as a number, such as 1.")
        return person_page(found, fault=fault), 422
    if reason is None:
        fault = gettext("Say in one line why the place changes. It stands in the history.")
        return person_page(found, fault=fault), 422
    requeue(found, position, reason, utc_now(), actor())
    return done("requeued", ".person", registration_id=registration_id)


@staff_pages.get("/registrations/<int:registration_id>/move")
@for_roles(EDITORS)
def move(registration_id: int) -> ResponseReturnValue:
    """Choose the other training; what would follow stands beside each."""
    return _page(person_or_404(registration_id))


@staff_pages.post("/registrations/<int:registration_id>/move")
@for_roles(EDITORS)
def move_post(registration_id: int) -> ResponseReturnValue:
    """Move: the old registration ends, the new one gets a seat or a place in the queue."""
    found = person_or_404(registration_id)
    target = find.by_slug(request.form.get("to", ""))
    if target is None:
        return _page(found, gettext("Choose a training.")), 422
    try:
        new = move_registration(found, target.id, utc_now(), actor())
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


def _page(found: Registration, fault: str = "") -> str:
    audit.log_person_view(found, actor(), "a registration", utc_now())
    wanted = TrainingFilter(query.search_text(), page=query.page_number())
    page = training_lists.trainings_page(wanted, utc_now())
    here, now = found.training_id, utc_now()
    others = [t for t in page.rows if t.id != here and t.allowed(now).add_by_staff]
    seats = seats_of_all(others)
    follows = foresee_moving(found, now)
    return render_template(
        "staff/move.html",
        person=found,
        page=page,
        wanted=wanted,
        entries=[shown(t, seats[t.id]) for t in others],
        follows=follows,
        named=shown_names(found.training, follows),
        fault=fault,
    )
