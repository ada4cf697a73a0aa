"""One training for the team: what it is, who is registered, who waits."""

from flask import render_template
from flask.typing import ResponseReturnValue

from ...actions import audit
from ...actions.publish_training import foresee_publishing
from ...actions.undo_standing import to_take_back
from ...domain.decisions import Minimum, decision
from ...store import staff_lists, staff_people
from ...store.seats import seats_of
from ...store.staff_people import PeopleFilter
from ..context import utc_now
from ..participants.programme import shown
from . import lists, staff_pages
from .door import READERS, for_roles
from .plan import actor, staff_training

SHOWS = ("active", "seat", "waiting", "unconfirmed", "care", "ended", "all")
SORTS = ("queue", "name", "since", "organisation", "state")


def people_filter() -> PeopleFilter:
    """Which people the address of the page asks for."""
    return PeopleFilter(
        text=lists.search_text(),
        show=lists.one_of("show", SHOWS),
        sort=lists.one_of("sort", SORTS),
        page=lists.page_number(),
    )


@staff_pages.get("/trainings/<slug>")
@for_roles(READERS)
def training(slug: str) -> ResponseReturnValue:
    """Facts, the next decision, and the registrations. Looking at them is noted."""
    found = staff_training(slug)
    audit.saw(actor(), "registrations", utc_now(), found.id)
    seats = seats_of(found)
    wanted = people_filter()
    return render_template(
        "staff/training.html",
        entry=shown(found, seats),
        decision=decision(
            found.calendar, seats, Minimum(found.minimum, found.decide_by), utc_now()
        ),
        page=staff_people.people_page(found.id, wanted),
        places=staff_people.places(found.id),
        wanted=wanted,
        undoables=to_take_back(found, utc_now()),
        booked=foresee_publishing(found, utc_now()).letters,
        failed=staff_lists.failed_letters([found.id]).get(found.id, 0),
    )


@staff_pages.get("/trainings/<slug>/history")
@for_roles(READERS)
def history(slug: str) -> ResponseReturnValue:
    """What was done to a training and its people, and by whom."""
    found = staff_training(slug)
    audit.saw(actor(), "a history", utc_now(), found.id)
    events = staff_people.history_of_training(found.id)
    return render_template("staff/history.html", training=found, events=events)
