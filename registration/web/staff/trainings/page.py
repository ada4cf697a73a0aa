"""One training for the team: what it is, who is registered, who waits."""

from flask import render_template
from flask.typing import ResponseReturnValue

from ....actions.privacy import audit
from ....actions.staff.undo_allowed import to_take_back
from ....actions.trainings.publishing import foresee_publishing
from ....domain.signups.fields import LISTED
from ....domain.trainings.decisions import Minimum, decision
from ....store.letters import to_print
from ....store.signups import registration_lists
from ....store.signups.registration_lists import SHOWS, SORTS, PeopleFilter
from ....store.signups.seats import seats_of
from ....store.trainings import training_lists
from ....store.trainings.decisions import ToDecide
from ...context import utc_now
from ...shared.trainings import shown
from .. import list_filters
from ..auth import READERS, actor, for_roles
from ..blueprint import staff_pages
from ..finding import training_or_404


def people_filter() -> PeopleFilter:
    """Which people the address of the page asks for."""
    return PeopleFilter(
        text=list_filters.search_text(),
        show=list_filters.one_of("show", SHOWS),
        sort=list_filters.one_of("sort", SORTS),
        page=list_filters.page_number(),
    )


@staff_pages.get("/trainings/<slug>")
@for_roles(READERS)
def training(slug: str) -> ResponseReturnValue:
    """Facts, the next decision, and the registrations. Looking at them is noted."""
    training = training_or_404(slug)
    audit.log_view(actor(), "registrations", utc_now(), training.id)
    seats = seats_of(training)
    wanted = people_filter()
    minimum = Minimum(training.minimum, training.decide_by)
    what = decision(training.calendar, seats, minimum, utc_now())
    return render_template(
        "staff/trainings/page.html",
        entry=shown(training, seats),
        decision=ToDecide(training, what) if what else None,
        page=registration_lists.people_page(training.id, wanted),
        places=registration_lists.places(training.id),
        wanted=wanted,
        listed=LISTED,
        undoables=to_take_back(training, utc_now()),
        booked=foresee_publishing(training, utc_now()).letters,
        to_print=to_print.to_print(utc_now(), training.id),
        printed=to_print.printed(utc_now(), training.id),
        failed=training_lists.failed_letters([training.id]).get(training.id, 0),
    )


@staff_pages.get("/trainings/<slug>/history")
@for_roles(READERS)
def history(slug: str) -> ResponseReturnValue:
    """What was done to a training and its people, and by whom."""
    training = training_or_404(slug)
    audit.log_view(actor(), "a history", utc_now(), training.id)
    events = registration_lists.history_of_training(training.id)
    return render_template("staff/trainings/history.html", training=training, events=events)
