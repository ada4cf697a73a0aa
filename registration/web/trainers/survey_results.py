"""What people thought: on screen and on paper, from five answers on."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from ..context import utc_now
from ..shared.downloads import PDF, as_file
from ..shared.papers import report_of
from ..shared.survey_results import results_of
from .auth import enter
from .blueprint import trainer_pages


@trainer_pages.get("/results")
def survey_results(token: str) -> ResponseReturnValue:
    """Plots with their tables, and quotes."""
    visit = enter(token, "the survey results")
    answers = results_of(visit.training)
    return render_template("trainers/results.html", visit=visit, found=answers)


@trainer_pages.get("/results.pdf")
def results_pdf(token: str) -> ResponseReturnValue:
    """The same on paper; 404 as long as too few have answered."""
    visit = enter(token, "the survey results as PDF")
    answers = results_of(visit.training)
    if not answers.shown:
        abort(404)
    content = report_of(visit.training, answers, utc_now())
    return as_file(content, PDF, f"{visit.training.slug}-ergebnisse.pdf", inline=True)
