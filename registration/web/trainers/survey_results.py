"""What people thought: on screen and on paper, from five answers on."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from ...domain.surveys.questions import questions
from ...domain.surveys.results import Results, results
from ...store import attendance as find
from ...store.models import Training
from ..context import utc_now
from ..shared.papers import report_of
from . import trainer_pages
from .auth import enter
from .sheets import shown_pdf


@trainer_pages.get("/results")
def survey_results(token: str) -> ResponseReturnValue:
    """Plots with their tables, and quotes."""
    visit = enter(token, "the survey results")
    found = results_of(visit.training)
    return render_template("trainers/results.html", visit=visit, found=found)


@trainer_pages.get("/results.pdf")
def results_pdf(token: str) -> ResponseReturnValue:
    """The same on paper; 404 as long as too few have answered."""
    visit = enter(token, "the survey results as PDF")
    found = results_of(visit.training)
    if not found.shown:
        abort(404)
    return shown_pdf(report_of(visit.training, found, utc_now()), visit.training, "ergebnisse")


def results_of(training: Training) -> Results:
    """The results of a training's survey as they stand now."""
    return results(
        questions(training.survey, training.survey_questions), find.answers_of(training.id)
    )
