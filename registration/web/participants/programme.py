"""The programme and the page of one training."""

from flask import render_template
from flask.typing import ResponseReturnValue

from ...store.signups.seats import seats_of_all
from ...store.trainings import trainings as find
from ..context import utc_now
from ..schema_org import events
from ..shared.trainings import shown
from .blueprints import pages
from .finding import find_shown


@pages.get("/")
def programme() -> ResponseReturnValue:
    """All trainings that lie ahead, by date."""
    trainings = find.upcoming(utc_now())
    seats = seats_of_all(trainings)
    return render_template(
        "participants/programme.html", entries=[shown(t, seats[t.id]) for t in trainings]
    )


@pages.get("/trainings/<slug>")
def training(slug: str) -> ResponseReturnValue:
    """One training: what, when, where, and whether there is a seat."""
    entry = find_shown(slug)
    return render_template("participants/training.html", entry=entry, events=events(entry.training))
