"""Publishing or deleting a draft, cancelling a training: each says first what will follow."""

from collections.abc import Mapping

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ....actions.trainings.publishing import (
    NotReady,
    cancel_training,
    delete_training,
    foresee_calling_off,
    publish_training,
)
from ....domain.text import reason_in
from ....store.models import Training
from ....store.trainings import trainings as find
from ...context import utc_now
from ..affected_people import shown_names
from ..auth import EDITORS, actor, for_roles
from ..blueprint import staff_pages
from ..finding import training_or_404
from ..flash import done


@staff_pages.post("/trainings/<slug>/publish")
@for_roles(EDITORS)
def publish(slug: str) -> ResponseReturnValue:
    """Publish a draft; without a date that lies ahead the form says what is missing."""
    try:
        publish_training(training_or_404(slug).id, utc_now(), actor())
    except NotReady:
        return redirect(url_for(".edit", slug=slug, _anchor="dates"), 303)
    return done("published", ".training", slug=slug)


@staff_pages.get("/trainings/<slug>/delete")
@for_roles(EDITORS)
def delete(slug: str) -> ResponseReturnValue:
    """Ask once more before a draft goes for good."""
    training = training_or_404(slug)
    if not training.allowed(utc_now()).delete:
        abort(409)
    return render_template("staff/trainings/delete.html", training=training)


@staff_pages.post("/trainings/<slug>/delete")
@for_roles(EDITORS)
def delete_post(slug: str) -> ResponseReturnValue:
    """Delete a draft; a second click finds it gone."""
    draft = find.by_slug(slug)
    if draft is not None:
        delete_training(draft.id, utc_now(), actor())
    return done("deleted", ".home")


@staff_pages.get("/trainings/<slug>/cancel")
@for_roles(EDITORS)
def call_off(slug: str) -> ResponseReturnValue:
    """Ask for the reason and say who will hear of it, before anything happens."""
    return _page(_callable_off(slug), {})


@staff_pages.post("/trainings/<slug>/cancel")
@for_roles(EDITORS)
def call_off_post(slug: str) -> ResponseReturnValue:
    """Cancel for good, with a reason that people will read."""
    training = training_or_404(slug)
    reason, faults = reason_in(request.form.get("reason", "")), {}
    if reason is None:
        faults["reason"] = gettext("Give a reason in one line. People will read it.")
    if not request.form.get("sure"):
        faults["sure"] = gettext("Tick the box if you are sure.")
    if reason is None or faults:
        return _page(training, faults), 422
    cancel_training(training.id, reason, utc_now(), actor())
    return done("called-off", ".training", slug=slug)


def _callable_off(slug: str) -> Training:
    training = training_or_404(slug)
    if not training.allowed(utc_now()).call_off:
        abort(409)
    return training


def _page(training: Training, faults: Mapping[str, str]) -> str:
    follows = foresee_calling_off(training, utc_now())
    return render_template(
        "staff/trainings/call_off.html",
        training=training,
        follows=follows,
        named=shown_names(training, follows),
        at=faults,
        reason=request.form.get("reason", ""),
    )
