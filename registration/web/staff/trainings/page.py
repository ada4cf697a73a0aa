"""One training for the team: what it is, who is registered, who waits."""

from flask import render_template
from flask.typing import ResponseReturnValue

from ....actions.privacy import audit
from ....actions.staff.undo_allowed import to_take_back
from ....actions.trainings.publishing import foresee_publishing
from ....domain.trainings.decisions import Minimum, decision
from ....store.signups import registration_lists
from ....store.signups.registration_lists import PeopleFilter
from ....store.signups.seats import seats_of
from ....store.trainings import training_lists
from ...context import utc_now
from ...participants.programme import shown
from .. import query, staff_pages
from ..auth import READERS, for_roles
from .planning import actor, staff_training

SHOWS = ("active", "seat", "waiting", "unconfirmed", "care", "ended", "all")
SORTS = ("queue", "name", "since", "organisation", "state")


def people_filter() -> PeopleFilter:
    """Which people the address of the page asks for."""
    return PeopleFilter(
        text=query.search_text(),
        show=query.one_of("show", SHOWS),
        sort=query.one_of("sort", SORTS),
        page=query.page_number(),
    )


@staff_pages.get("/trainings/<slug>")
@for_roles(READERS)
def training(slug: str) -> ResponseReturnValue:
    """Facts, the next decision, and the registrations. Looking at them is noted."""
    found = staff_training(slug)
    audit.log_view(actor(), "registrations", utc_now(), found.id)
    seats = seats_of(found)
    wanted = people_filter()
    return render_template(
        "staff/training.html",
        entry=shown(found, seats),
        decision=decision(
            found.calendar, seats, Minimum(found.minimum, found.decide_by), utc_now()
        ),
        page=registration_lists.people_page(found.id, wanted),
        places=registration_lists.places(found.id),
        wanted=wanted,
        undoables=to_take_back(found, utc_now()),
        booked=foresee_publishing(found, utc_now()).letters,
        failed=training_lists.failed_letters([found.id]).get(found.id, 0),
    )


@staff_pages.get("/trainings/<slug>/history")
@for_roles(READERS)
def history(slug: str) -> ResponseReturnValue:
    """What was done to a training and its people, and by whom."""
    found = staff_training(slug)
    audit.log_view(actor(), "a history", utc_now(), found.id)
    events = registration_lists.history_of_training(found.id)
    return render_template("staff/history.html", training=found, events=events)
