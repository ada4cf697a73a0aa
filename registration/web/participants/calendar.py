"""Calendar files: one's own entries, and the public dates of a training."""

from flask import abort
from flask.typing import ResponseReturnValue

from ...documents.ics import calendar
from ...letters.calendar_part import entry, organizer
from ...links import MY
from ..context import utc_now
from ..guards import links, settings
from ..shared.calendar_entries import public_entries
from ..shared.downloads import ICS, as_file
from .blueprints import own_pages, pages
from .finding import find_shown, own_registration


@own_pages.get("/my/<token>/calendar.ics")
def my_calendar(token: str) -> ResponseReturnValue:
    """The entries of a certain seat, the same as in the letter; struck out once it has ended."""
    person = own_registration(MY, token)
    training = person.training
    if not person.allowed(utc_now()).see_calendar:
        abort(404)
    ended = training.calendar.called_off or not person.state.active
    entries = [entry(person, s, links(), settings(), ended) for s in training.sessions]
    content = calendar(entries, organizer(training), utc_now(), alarm=True)
    return as_file(content, ICS, f"{training.slug}.ics")


@pages.get("/trainings/<slug>.ics")
def training_calendar(slug: str) -> ResponseReturnValue:
    """The dates of a training for anyone. Never the online address."""
    training = find_shown(slug).training
    # The stamp of the training, so that an unchanged file keeps its ETag.
    content = calendar(public_entries(training), organizer(training), training.created_at)
    return as_file(content, ICS, f"{training.slug}.ics")
