"""Calendar files: one's own entries, and the public dates of a training."""

from collections.abc import Sequence

from flask import Response, abort
from flask.typing import ResponseReturnValue

from ...documents.ics import Entry, calendar
from ...letters.calendar_part import entry, organizer
from ...links import MY
from ...store.models import Training
from ..context import utc_now
from ..guards import links, settings
from . import own_pages, pages
from .own_registration import own_registration
from .programme import find_shown


@own_pages.get("/my/<token>/calendar.ics")
def my_calendar(token: str) -> ResponseReturnValue:
    """The entries of a certain seat, the same as in the letter; struck out once it has ended."""
    person = own_registration(MY, token)
    training = person.training
    if not person.allowed(utc_now()).see_calendar:
        abort(404)
    ended = training.calendar.called_off or not person.status.active
    entries = [entry(person, s, links(), settings(), ended) for s in training.sessions]
    return _file(calendar(entries, organizer(training), utc_now(), alarm=True), training.slug)


@pages.get("/trainings/<slug>.ics")
def training_calendar(slug: str) -> ResponseReturnValue:
    """The dates of a training for anyone. Never the online address."""
    training = find_shown(slug).training
    # The stamp of the training, so that an unchanged file keeps its ETag.
    content = calendar(public_entries(training), organizer(training), training.created_at)
    return _file(content, training.slug)


def public_entries(training: Training) -> Sequence[Entry]:
    """The sessions of a training as anyone may know them."""
    return [
        Entry(
            uid=f"{training.uid}-{session.uid}@{settings().host.split(':')[0]}",
            sequence=session.sequence,
            starts=session.starts,
            ends=session.ends,
            title=training.title,
            place=", ".join(part for part in (session.place, session.address) if part),
            url=links().training(training.slug),
            text=training.summary,
            ended=training.calendar.called_off,
        )
        for session in training.sessions
    ]


def _file(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"'}
    return Response(content, content_type="text/calendar; charset=utf-8", headers=headers)
