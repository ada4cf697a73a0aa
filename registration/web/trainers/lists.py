"""The list on screen and as files."""

from collections import Counter

from flask import render_template
from flask.typing import ResponseReturnValue

from ...domain.attendance import LINK_AFTER
from ...domain.signups.fields import FOR_TRAINERS
from ...store import attendance as find
from ...store.models import Training
from ..context import utc_now
from ..shared.downloads import CSV, XLSX, as_file
from ..shared.papers import list_as_csv, list_as_xlsx
from .auth import enter, look_in
from .blueprint import trainer_pages


@trainer_pages.get("/")
def training_list(token: str) -> ResponseReturnValue:
    """The dates with their sheets, and who is coming; or that the training is called off."""
    if (training := look_in(token).training).calendar.called_off:
        return render_template("trainers/called_off.html", training=training)
    visit = enter(token, "the attendee list")
    training = visit.training
    people, ends = find.expected(training.id), training.last_end
    return render_template(
        "trainers/list.html",
        visit=visit,
        training=training,
        people=people,
        columns=FOR_TRAINERS,
        there=_there(training),
        link_ends=ends + LINK_AFTER if ends else None,
        now=utc_now(),
        over=ends is not None and utc_now() >= ends,
    )


def _there(training: Training) -> Counter[int]:
    """By session, how many were there; those who came without a registration count too."""
    ids = [session.id for session in training.sessions]
    there = Counter(walk_in.session_id for walk_in in find.walk_ins(ids))
    for session_id, given in find.marks(ids).items():
        there[session_id] += sum(given.values())
    return there


@trainer_pages.get("/list.csv")
def csv_list(token: str) -> ResponseReturnValue:
    """The list for any spreadsheet."""
    training = enter(token, "the attendee list as CSV").training
    return as_file(list_as_csv(training), CSV, f"{training.slug}.csv")


@trainer_pages.get("/list.xlsx")
def xlsx_list(token: str) -> ResponseReturnValue:
    """The list as a workbook."""
    training = enter(token, "the attendee list as XLSX").training
    return as_file(list_as_xlsx(training), XLSX, f"{training.slug}.xlsx")
