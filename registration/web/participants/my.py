"""My registration: how it stands, and what one can do about it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...actions.signups.confirming import change_details
from ...actions.signups.ending import TooLate, accept_offer, cancel_by_link, decline_offer
from ...actions.staff.undo_allowed import to_take_back_of
from ...domain.signups.deadlines import cancels_until
from ...links import MY, SURVEY
from ...store.letters import outbox
from ...store.models import Registration
from ...store.signups.seats import place_in_queue
from .. import form_tokens
from ..context import utc_now
from ..forms.details import DetailsForm, details_form, details_of, keep_untouched
from ..guards import links
from ..limits import per_network
from ..shared.papers import certificate_for
from .blueprints import own_pages
from .finding import came_anew, own_registration


@own_pages.get("/my/<token>")
def my(token: str) -> ResponseReturnValue:
    """The registration as it stands now."""
    return _page(own_registration(MY, token), token)


@own_pages.post("/my/<token>/cancel")
@per_network
def cancel(token: str) -> ResponseReturnValue:
    """Give the seat, the offer or the place in the queue back; the tick-box says one means it."""
    person = own_registration(MY, token)
    if person.state.active and not request.form.get("sure"):
        fault = gettext("Tick the box if you really want to cancel.")
        return _page(person, token, fault), 422
    try:
        cancel_by_link(person, utc_now())
    except TooLate:
        return _page(person, token), 409
    return _back(token)


@own_pages.post("/my/<token>/accept")
@per_network
def accept(token: str) -> ResponseReturnValue:
    """Take the offered seat; 409 if it has been passed on."""
    person = own_registration(MY, token)
    if not accept_offer(person, utc_now()):
        return _page(person, token), 409
    return _back(token)


@own_pages.post("/my/<token>/decline")
@per_network
def decline(token: str) -> ResponseReturnValue:
    """Let the offered seat go to the next."""
    decline_offer(own_registration(MY, token), utc_now())
    return _back(token)


@own_pages.post("/my/<token>/details")
@per_network
def details(token: str) -> ResponseReturnValue:
    """Change what is her own; a new address has to confirm itself first."""
    person = own_registration(MY, token)
    form = DetailsForm(request.form)
    keep_untouched(form, person)
    signed = form_tokens.fresh(links(), form.form_token.data, person.id, utc_now())
    if not form.validate() or signed is None:
        fault = None if signed else form_tokens.unchecked()
        return _page(person, token, form=form, form_fault=fault), 422
    change_details(person, details_of(form), signed.id, utc_now())
    return redirect(url_for(".my", token=token, saved=1, _anchor="saved"), 303)


def _back(token: str) -> ResponseReturnValue:
    return redirect(url_for(".my", token=token, _anchor="status"), 303)


def _page(
    person: Registration,
    token: str,
    fault: str | None = None,
    form: DetailsForm | None = None,
    form_fault: str | None = None,
) -> str:
    training, now = person.training, utc_now()
    allowed, anew = person.allowed(now), came_anew(person)
    return render_template(
        "participants/my.html",
        person=person,
        training=training,
        token=token,
        fault=fault,
        form=_with_token(form or details_form(person), person),
        form_fault=form_fault,
        allowed=allowed,
        came_anew=anew,
        may_register_again=allowed.register_again and not anew,
        takes_place=not training.calendar.called_off,
        over=training.calendar.is_over(now),
        lapsed=person.claim.has_lapsed(now),
        may_be_taken_back=to_take_back_of(person, now),
        gave_up_a_seat=outbox.gave_up_a_seat(person.id),
        certificate=allowed.certify and certificate_for(person, now) is not None,
        place=place_in_queue(person),
        cancel_until=cancels_until(training.cancel_until, training.first_start),
        survey_token=_survey_token(person) if allowed.survey else None,
    )


def _with_token(form: DetailsForm, person: Registration) -> DetailsForm:
    form.form_token.data = form_tokens.issue(links(), person.id, person.language, utc_now())
    return form


def _survey_token(person: Registration) -> str | None:
    if person.has_answered:
        return None
    return links().token(SURVEY, person.key, person.link_version)
