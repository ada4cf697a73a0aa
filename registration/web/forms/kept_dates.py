"""Dates that the form of a training may not lose, said at the first row of the dates."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext

from ... import formats
from ...actions.trainings.planning import dates_lost_by
from ...domain.programme import SessionSpec
from ...domain.trainings.phases import Meeting
from ...store.models import Training
from ..guards import settings
from .training import TrainingForm


def dates_to_keep(
    form: TrainingForm, training: Training, specs: Sequence[SessionSpec], now: datetime
) -> Iterator[tuple[Any, str]]:
    """The field and the fault of each date that is lost and has to be kept."""
    if len(specs) < len(form.sessions.written):
        return  # a row that can't be read is no date that was dropped
    for meeting, _ in dates_lost_by(training, specs, now):
        yield form.sessions.entries[0].form.day, _word(meeting)


def _word(meeting: Meeting | None) -> str:
    if meeting is None:
        return gettext(
            "A published training keeps at least one date. If it does not take place, cancel it."
        )
    return gettext(
        "The date of %(when)s has begun already and can't be dropped. Enter it again.",
        when=formats.moment(meeting.starts, settings().zone),
    )
