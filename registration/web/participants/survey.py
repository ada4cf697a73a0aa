"""The survey after the last session; answers are anonymous."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ...actions.surveys import SurveyClosed, answer_survey, decline_survey
from ...domain.letters.due import survey_closes
from ...links import SURVEY
from ...store.models import Registration
from ..context import utc_now
from ..forms.survey import given_answers, survey_form
from ..limits import per_network
from .blueprints import own_pages
from .finding import own_registration


@own_pages.get("/survey/<token>")
def survey(token: str) -> ResponseReturnValue:
    """The questions, or why there are none now."""
    person = own_registration(SURVEY, token)
    return _page(person, survey_form(person.training.survey, person.training.survey_questions)())


@own_pages.post("/survey/<token>")
@per_network
def survey_post(token: str) -> ResponseReturnValue:
    """Keep the answers once; 409 if the survey is closed."""
    person = own_registration(SURVEY, token)
    form = survey_form(person.training.survey, person.training.survey_questions)(request.form)
    if not form.validate():
        return _page(person, form), 422
    try:
        answer_survey(person, given_answers(form), utc_now())
    except SurveyClosed:
        return _page(person, form), 409
    return redirect(url_for(".survey", token=token, _anchor="status"), 303)


@own_pages.get("/survey/<token>/unsubscribe")
def unsubscribe(token: str) -> ResponseReturnValue:
    """A page with one button."""
    person = own_registration(SURVEY, token)
    return render_template("participants/unsubscribe.html", person=person)


@own_pages.post("/survey/<token>/unsubscribe")
def unsubscribe_post(token: str) -> ResponseReturnValue:
    """No more letters about this survey; a mail program may send this by itself (RFC 8058)."""
    person = own_registration(SURVEY, token)
    decline_survey(person)
    return redirect(url_for(".unsubscribe", token=token, _anchor="status"), 303)


def _page(person: Registration, form: object) -> str:
    training = person.training
    return render_template(
        "participants/survey.html",
        person=person,
        training=training,
        form=form,
        open=person.allowed(utc_now()).survey,
        until=survey_closes(training.last_end) if training.last_end else None,
    )
