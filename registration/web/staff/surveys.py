"""Umfragen: which are open or done and how many have answered; templates."""

from collections.abc import Sequence

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...actions.refusal import SecondEditor
from ...actions.surveys import Wording, delete_template, save_template, wording_of
from ...domain.surveys.questions import SHOWN_FROM
from ...store import surveys as store
from ...store.models import SurveyTemplate
from ...store.surveys import surveyed_page
from ..context import utc_now
from ..forms.faults import faults_of
from ..forms.merging import Question, merge, opened
from ..forms.template import TemplateForm, tables_of, values_of
from ..shared.survey_results import results_of
from . import list_filters
from .auth import EDITORS, READERS, actor, for_roles
from .blueprint import staff_pages
from .finding import training_or_404
from .flash import done


@staff_pages.get("/surveys")
@for_roles(READERS)
def surveys() -> ResponseReturnValue:
    """Trainings that are over with their answers, the latest first; then the templates."""
    return render_template(
        "staff/surveys.html",
        page=surveyed_page(utc_now(), list_filters.page_number()),
        templates=store.templates(),
        shown_from=SHOWN_FROM,
    )


@staff_pages.get("/trainings/<slug>/survey")
@for_roles(READERS)
def survey_results(slug: str) -> ResponseReturnValue:
    """The results, from five answers on; nobody can be told from the rest."""
    training = training_or_404(slug)
    answers = results_of(training)
    return render_template("staff/survey_results.html", training=training, found=answers)


@staff_pages.get("/survey-templates/new")
@for_roles(EDITORS)
def new_template() -> ResponseReturnValue:
    """An empty template."""
    return _page(TemplateForm(), None)


@staff_pages.post("/survey-templates/new")
@for_roles(EDITORS)
def new_template_post() -> ResponseReturnValue:
    """Add a row, or make the template."""
    return _work(None)


@staff_pages.get("/survey-templates/<int:template_id>")
@for_roles(EDITORS)
def template(template_id: int) -> ResponseReturnValue:
    """A template with its questions."""
    stored = _template(template_id)
    return _page(TemplateForm(data=opened(values_of(stored))), stored)


@staff_pages.post("/survey-templates/<int:template_id>")
@for_roles(EDITORS)
def template_post(template_id: int) -> ResponseReturnValue:
    """Add a row, save, or delete."""
    return _work(_template(template_id))


def _template(template_id: int) -> SurveyTemplate:
    stored = store.template(template_id)
    if stored is None:
        abort(404)
    return stored


def _work(stored: SurveyTemplate | None) -> ResponseReturnValue:
    form, do = TemplateForm(request.form), request.form.get("do", "save")
    if do == "delete" and stored is not None:
        delete_template(stored.id, utc_now(), actor())
        return done("template", ".surveys")
    if do == "add":
        form.survey_questions.append_entry()
        form.survey_questions.go_on_with(-1)
        return _page(form, stored)
    was = wording_of(stored) if stored else None
    questions = merge(form, values_of(stored), request.form) if stored else []
    if questions:
        return _page(form, stored, questions), 409
    if not _is_good(form):
        return _page(form, stored), 422
    wording = Wording(form.title.data or "", tables_of(form, stored))
    number = stored.id if stored else None
    try:
        save_template(number, wording, utc_now(), actor(), was)
    except SecondEditor:  # somebody was faster by a moment: put both together once more
        return _work(_template(number or 0))
    return done("template", ".surveys")


def _is_good(form: TemplateForm) -> bool:
    good = form.validate() and not form.survey_questions.refuse_too_many()
    if form.survey_questions.written:
        return good
    form.title.errors = [*form.title.errors, gettext("Write at least one question.")]
    return False


def _page(
    form: TemplateForm, stored: SurveyTemplate | None, questions: Sequence[Question] = ()
) -> str:
    return render_template(
        "staff/survey_template.html",
        form=form,
        template=stored,
        questions=questions,
        faults=list(faults_of(form)),
    )
