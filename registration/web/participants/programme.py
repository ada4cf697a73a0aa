"""The programme and the page of one training."""

from dataclasses import dataclass

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from ...domain.signups.seats import Seats, Verdict, verdict
from ...domain.states import Phase
from ...domain.trainings.allowed import Allowed, allowed
from ...domain.trainings.phases import phase
from ...store.database import only_read
from ...store.models import Training
from ...store.signups.seats import seats_of_all
from ...store.trainings import trainings as find
from ..context import utc_now
from ..schema_org import events
from . import pages


@dataclass(frozen=True)
class Shown:
    """A training as pages show it now."""

    training: Training
    seats: Seats
    phase: Phase
    allowed: Allowed

    @property
    def open(self) -> bool:
        """Whether somebody may sign up now."""
        return self.allowed.sign_up

    @property
    def waits(self) -> bool:
        """Whether somebody who signs up now would wait."""
        return verdict(self.seats) is Verdict.WAIT


def shown(training: Training, seats: Seats) -> Shown:
    """How a training looks now."""
    now = utc_now()
    calendar = training.calendar
    looks, may = phase(calendar, seats, now), allowed(calendar, now, seats)
    return Shown(training, seats, looks, may)


def find_shown(slug: str) -> Shown:
    """The training of a slug; 404 for an unknown one and for a draft."""
    only_read()
    return _public(find.with_seats(slug))


def find_kept(slug: str) -> Shown:
    """The same for a page that shows the training and its sessions, and no grant."""
    return _public(find.kept_with_seats(slug))


def _public(found: tuple[Training, Seats] | None) -> Shown:
    entry = shown(*found) if found else None
    if entry is None or not entry.allowed.show:
        abort(404)
    return entry


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
