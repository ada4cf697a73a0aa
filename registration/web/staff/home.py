"""The team's first page: what needs a decision, and all trainings, the next ones first."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...domain.tick_parts import PARTS
from ...store import fundings, troubles
from ...store.heartbeats import is_missing
from ...store.models import Training, TrainingSession
from ...store.privacy.retention import names_leaving
from ...store.signups.seats import seats_of_all
from ...store.trainings import training_lists
from ...store.trainings.decisions import to_decide
from ...store.trainings.training_lists import TrainingFilter
from ..context import utc_now
from ..guards import settings
from ..shared.trainings import Shown, shown
from . import list_filters
from .auth import READERS, for_roles
from .blueprint import staff_pages

SHOWS = ("ahead", "draft", "over", "cancelled", "all")


@dataclass(frozen=True)
class Entry:
    """One line of the list."""

    shown: Shown
    next_session: TrainingSession | None
    failed: int


@staff_pages.get("/")
@for_roles(READERS)
def home() -> ResponseReturnValue:
    """Trainings with seats, queue, next date and failed letters; alarms on top."""
    wanted = TrainingFilter(
        text=list_filters.search_text(),
        show=list_filters.one_of("show", SHOWS),
        funding_id=list_filters.number("funding"),
        page=list_filters.page_number(),
    )
    page = training_lists.trainings_page(wanted, utc_now())
    return render_template(
        "staff/home.html",
        entries=_entries(page.rows),
        page=page,
        wanted=wanted,
        fundings=fundings.by_key().values(),
        decisions=to_decide(utc_now()),
        leaving=names_leaving(utc_now(), settings().zone),
        missing=[name for name in ("worker", "clock") if is_missing(name, utc_now())],
        failed=training_lists.failed_in_all(),
        no_mail=troubles.find(troubles.MAIL),
        not_done=[gettext(PARTS.get(one, one)) for one in troubles.parts_not_done()],
    )


def _entries(trainings: Sequence[Training]) -> list[Entry]:
    seats = seats_of_all(trainings)
    failed = training_lists.failed_letters([training.id for training in trainings])
    return [Entry(shown(t, seats[t.id]), _next(t), failed.get(t.id, 0)) for t in trainings]


def _next(training: Training) -> TrainingSession | None:
    """The session that is now or comes next; the first one if all are over."""
    sessions = training.sessions
    ahead = [session for session in sessions if session.ends > utc_now()]
    return next(iter(ahead or sessions), None)
