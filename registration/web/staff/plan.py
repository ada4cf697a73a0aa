"""Planning a training: the form, its preview with what will follow, and saving."""

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...actions import audit
from ...actions.edit_training import (
    Cancelled,
    SecondEditor,
    SlugTaken,
    copy_training,
    create_training,
    edit_training,
    foresee,
)
from ...actions.publish_training import NotReady, publish_training
from ...domain.slugs import slug_of
from ...store import staff_settings
from ...store import trainings as find
from ...store.models import Training
from ...store.staff_lists import latest_training
from ..context import utc_now
from ..forms.faults import differences, faults_of, is_faulty
from ..forms.training import ADDABLE, TrainingForm, check, draft_of, offer_fundings
from ..forms.training_values import form_values
from ..guards import settings
from . import staff_pages
from .door import EDITORS, current_staff, for_roles
from .notices import done


def staff_training(slug: str) -> Training:
    """The training of a slug in whatever state; 404 if there is none."""
    found = find.by_slug(slug)
    if found is None:
        abort(404)
    return found


def actor() -> str:
    """Who is at work, as the log names it."""
    return audit.actor_of(current_staff())


@staff_pages.get("/new")
@for_roles(EDITORS)
def new_training() -> ResponseReturnValue:
    """An empty form; the contact is the one of the newest training."""
    return _form_page(_form(data=_usual_contact()), None)


@staff_pages.post("/new")
@for_roles(EDITORS)
def new_training_post() -> ResponseReturnValue:
    """Add a row, show the preview, or make the training."""
    return _work(_form(request.form), None)


@staff_pages.get("/trainings/<slug>/edit")
@for_roles(EDITORS)
def edit(slug: str) -> ResponseReturnValue:
    """The form with what stands."""
    training = _changeable(slug)
    return _form_page(_form(data=form_values(training)), training)


@staff_pages.post("/trainings/<slug>/edit")
@for_roles(EDITORS)
def edit_post(slug: str) -> ResponseReturnValue:
    """Add a row, show the preview, or save."""
    return _work(_form(request.form), _changeable(slug))


@staff_pages.post("/trainings/<slug>/copy")
@for_roles(EDITORS)
def copy(slug: str) -> ResponseReturnValue:
    """Rule 8: a draft with no dates."""
    made = copy_training(staff_training(slug).id, utc_now(), actor())
    return done("copied", ".edit", slug=made.slug)


def _changeable(slug: str) -> Training:
    training = staff_training(slug)
    if not training.allowed(utc_now()).edit:
        abort(409)
    return training


def _form(formdata: Any = None, data: dict[str, Any] | None = None) -> TrainingForm:
    values = {"waitlist": "auto", "survey": "standard", "language": "de", **(data or {})}
    form = TrainingForm(formdata, data=values)
    offer_fundings(form, {key: f.title for key, f in find.fundings().items()})
    return form


def _usual_contact() -> dict[str, str]:
    last = latest_training()
    if last is None:
        return {"contact_name": settings().town_name, "contact_email": current_staff().email}
    names = ("contact_name", "contact_email", "contact_phone")
    return {name: getattr(last, name) for name in names}


def _work(form: TrainingForm, training: Training | None) -> ResponseReturnValue:
    """What the pressed button asks for."""
    do = request.form.get("do", "check")
    if do.partition("-")[0] in ("add", "remove"):
        return _form_page(form, training, focus=_change_rows(form, do))
    if do == "template":
        return _form_page(form, training, focus=_take_over(form))
    if do == "back":
        return _form_page(form, training)
    if not check(form, {s.slot for s in training.sessions} if training else (), utc_now()):
        return _form_page(form, training), 422
    if training and form.version.data != str(training.version):
        return _conflict(form, training)
    if do in ("draft", "save", "publish"):
        return _save(form, training, do)
    return _preview(form, training)


def _change_rows(form: TrainingForm, do: str) -> str:
    """Add or take away a row; the id of the input to go on with."""
    verb, _, rest = do.partition("-")
    name, _, index = rest.partition("-")
    if name not in ADDABLE:
        return ""
    rows = form[name]
    if verb == "remove":
        rows.entries = [e for e in rows.entries if e.id != f"{name}-{index}"]
    elif len(rows.entries) < rows.max_entries:
        rows.append_entry(_like_the_last(form) if name == "sessions" else None)
    last = rows.entries[-1].form if rows.entries else None
    first = "day" if name == "sessions" else "name" if name == "trainers" else "label"
    return str(last[first].id) if last is not None else ""


def _take_over(form: TrainingForm) -> str:
    """Put a template's questions behind those that stand; the id of the first of them."""
    wanted = request.form.get("from_template", "")
    found = staff_settings.template(int(wanted)) if wanted.isdecimal() else None
    rows = form.survey_questions
    rows.entries = [entry for entry in rows.entries if not entry.form.is_blank]
    for one in found.questions if found else ():
        rows.append_entry({**one, "options": "\n".join(one.get("options", ()))})
    form.survey.data = "own"
    return "survey_questions-0-label"


def _like_the_last(form: TrainingForm) -> dict[str, str]:
    """A further date is mostly at the same place and hours."""
    if not form.sessions.entries:
        return {}
    last = form.sessions.entries[-1].form
    return {name: last[name].data or "" for name in ("starts", "ends", "place", "address")}


def _save(form: TrainingForm, training: Training | None, do: str) -> ResponseReturnValue:
    draft = draft_of(form)
    try:
        if training is None:
            saved, told = create_training(draft, utc_now(), actor()), 0
        else:
            saved, version = training, int(form.version.data or 0)
            told = edit_training(training.id, draft, version, utc_now(), actor())
        if do == "publish":
            publish_training(saved.id, utc_now(), actor())
    except SlugTaken:
        return _slug_taken(form, training)
    except SecondEditor:
        return _conflict(form, staff_training(training.slug if training else ""))
    except Cancelled:
        abort(409)
    except NotReady:
        return _form_page(form, saved, fault=_needs_a_date()), 422
    if told:
        return done("told", ".training", slug=saved.slug, count=told)
    code = "published" if do == "publish" else "saved" if training else "draft"
    return done(code, ".training", slug=saved.slug)


def _needs_a_date() -> str:
    return gettext("The draft is kept. To publish it, enter a date that lies ahead.")


def _slug_taken(form: TrainingForm, training: Training | None) -> ResponseReturnValue:
    """A second click on the same button finds what the first one made."""
    there = find.by_slug(form.slug.data or "")
    if training is None and there is not None and there.title == form.title.data:
        return done(
            "draft" if there.state == "draft" else "published", ".training", slug=there.slug
        )
    text = gettext("Another training stands at this web address. Choose another one.")
    form.slug.errors = [text]
    return _form_page(form, training), 422


def _form_page(
    form: TrainingForm,
    training: Training | None,
    fault: str | None = None,
    focus: str = "",
    conflict: Any = None,
) -> str:
    return render_template(
        "staff/plan.html",
        form=form,
        training=training,
        fault=fault,
        faults=list(faults_of(form)),
        is_faulty=is_faulty,
        focus=focus,
        conflict=conflict,
        templates=staff_settings.templates(),
    )


def _conflict(form: TrainingForm, training: Training) -> ResponseReturnValue:
    """The second editor is told; what both have written can be seen, nothing is lost."""
    stands = _form(data=form_values(training))
    form.version.data = str(training.version)
    return _form_page(form, training, conflict=differences(stands, form)), 409


def _preview(form: TrainingForm, training: Training | None) -> ResponseReturnValue:
    draft = draft_of(form)
    if not form.slug.data:
        form.slug.data = slug_of(draft.spec.title, find.all_slugs())
    values = request.form.to_dict(flat=False) | {"slug": [form.slug.data]}
    kept = [(n, v) for n, vs in values.items() for v in vs if n not in ("do", "csrf_token")]
    first = min((session.starts for session in draft.spec.sessions), default=None)
    return render_template(
        "staff/preview.html",
        spec=draft.spec,
        form=form,
        training=training,
        kept=kept,
        changes=differences(_form(data=form_values(training)), form) if training else [],
        follows=foresee(training, draft, utc_now()) if training else None,
        publishable=first is not None and first > utc_now(),
        is_draft=training is None or training.allowed(utc_now()).delete,
    )
