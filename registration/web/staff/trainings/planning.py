"""Planning a training: the form, its preview with what will follow, and saving."""

from collections.abc import Sequence
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ....actions.refusal import SecondEditor
from ....actions.trainings.planning import (
    Cancelled,
    SlugTaken,
    causes,
    copy_training,
    create_training,
    edit_training,
    foresee,
    publishable,
)
from ....actions.trainings.publishing import NotReady, publish_training
from ....actions.trainings.writing import AnswersDontFit
from ....domain.trainings.slugs import slug_of
from ....store import fundings, surveys
from ....store.models import Training
from ....store.trainings import trainings as find
from ....store.trainings.training_lists import latest_training
from ...context import utc_now
from ...forms.faults import differences, faults_of, is_faulty
from ...forms.merging import Question, merge, opened, pairs_of
from ...forms.training import ADDABLE, TrainingForm, offer_fundings, offer_language
from ...forms.training_draft import check, draft_of, out_of_sight
from ...forms.training_values import form_values, survey_row
from ...guards import settings
from ...numbers import id_in
from ..affected_people import shown_names
from ..auth import EDITORS, actor, current_staff, for_roles
from ..blueprint import staff_pages
from ..finding import training_or_404
from ..flash import done

# What the preview adds to what was typed.
KNOWN_NOW = ("slug", "version")


@staff_pages.get("/new")
@for_roles(EDITORS)
def new_training() -> ResponseReturnValue:
    """An empty form; the contact is the one of the newest training."""
    return _form_page(_form(None, data=_usual_contact()), None)


@staff_pages.post("/new")
@for_roles(EDITORS)
def new_training_post() -> ResponseReturnValue:
    """Add a row, show the preview, or make the training."""
    return _work(None)


@staff_pages.get("/trainings/<slug>/edit")
@for_roles(EDITORS)
def edit(slug: str) -> ResponseReturnValue:
    """The form with what stands."""
    training = _changeable(slug)
    return _form_page(_form(training, data=opened(form_values(training))), training)


@staff_pages.post("/trainings/<slug>/edit")
@for_roles(EDITORS)
def edit_post(slug: str) -> ResponseReturnValue:
    """Add a row, show the preview, or save."""
    return _work(_changeable(slug))


@staff_pages.post("/trainings/<slug>/copy")
@for_roles(EDITORS)
def copy(slug: str) -> ResponseReturnValue:
    """Rule 8: a draft with no dates."""
    made = copy_training(training_or_404(slug).id, utc_now(), actor())
    return done("copied", ".edit", slug=made.slug)


def _changeable(slug: str) -> Training:
    training = training_or_404(slug)
    if not training.allowed(utc_now()).edit:
        abort(409)
    return training


def _form(
    training: Training | None, formdata: Any = None, data: dict[str, Any] | None = None
) -> TrainingForm:
    version = str(training.version if training else 0)
    usual = {"waitlist": "auto", "survey": "standard", "language": "de", "version": version}
    form = TrainingForm(formdata, data={**usual, **(data or {})})
    offer_fundings(form, {key: f.title for key, f in fundings.by_key().items()})
    if training is not None:
        offer_language(form, training.language)
    return form


def _usual_contact() -> dict[str, str]:
    last = latest_training()
    if last is None:
        return {"contact_name": settings().town_name, "contact_email": current_staff().email}
    names = ("contact_name", "contact_email", "contact_phone")
    return {name: getattr(last, name) for name in names}


def _work(training: Training | None) -> ResponseReturnValue:
    """What the pressed button asks for."""
    form, do = _form(training, request.form), request.form.get("do", "check")
    if do.partition("-")[0] in ("add", "remove"):
        return _form_page(form, training, focus=_change_rows(form, do))
    if do == "template":
        return _form_page(form, training, focus=_take_over(form))
    if do == "back":
        return _form_page(form, training)
    questions = merge(form, form_values(training), request.form) if training else []
    if questions:
        return _form_page(form, training, questions=questions), 409
    kept, others = list(pairs_of(form)), _others_saved(form, training)
    if not check(form, training, utc_now()):
        return _form_page(form, training), 422
    if do in ("draft", "save", "publish") and not others:
        return _save(form, training, do)
    return _preview(form, training, kept, others)


def _others_saved(form: TrainingForm, training: Training | None) -> bool:
    """Whether somebody has saved since the form was shown. From now on the form knows of it."""
    version = str(training.version if training else 0)
    changed = form.version.data != version
    form.version.data = version
    return changed


def _change_rows(form: TrainingForm, do: str) -> str:
    """Add or take away a row; the id of the input to go on with."""
    verb, _, rest = do.partition("-")
    name, _, index = rest.partition("-")
    if name not in ADDABLE:
        return ""
    rows = form[name]
    if verb == "remove":
        rows.entries = [e for e in rows.entries if e.id != f"{name}-{index}"]
    elif len(rows.entries) < rows.most:
        rows.append_entry(_like_the_last(form) if name == "sessions" else None)
    return str(rows.go_on_with(-1))


def _take_over(form: TrainingForm) -> str:
    """Put a template's questions behind those that stand; the id of the first of them."""
    wanted = request.form.get("from_template", "")
    number = id_in(wanted)
    template = surveys.template(number) if number is not None else None
    rows = form.survey_questions
    rows.entries = [entry for entry in rows.entries if not entry.form.is_blank]
    for question in template.questions if template else ():
        rows.append_entry({**survey_row(question), "ref": ""})
    form.survey.data = "own"
    return str(rows.go_on_with(0))


def _like_the_last(form: TrainingForm) -> dict[str, str]:
    """A further date is mostly at the same place and hours."""
    if not form.sessions.entries:
        return {}
    last = form.sessions.entries[-1].form
    return {name: last[name].data or "" for name in ("starts", "ends", "place", "address")}


def _save(form: TrainingForm, training: Training | None, do: str) -> ResponseReturnValue:
    draft = draft_of(form, training)
    try:
        if training is None:
            saved, told = create_training(draft, utc_now(), actor()), 0
        else:
            saved = training
            told = edit_training(training.id, draft, training.version, utc_now(), actor())
        if do == "publish":
            publish_training(saved.id, utc_now(), actor())
    except SlugTaken:
        return _slug_taken(form, training)
    except (SecondEditor, AnswersDontFit):  # somebody was faster by a moment
        return _work(training_or_404(training.slug if training else ""))
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
    questions: Sequence[Question] = (),
) -> str:
    return render_template(
        "staff/trainings/planning.html",
        form=form,
        training=training,
        fault=fault,
        faults=list(faults_of(form)),
        is_faulty=is_faulty,
        focus=focus,
        questions=questions,
        templates=surveys.templates(),
    )


def _preview(
    form: TrainingForm, training: Training | None, kept: list[tuple[str, str]], others: bool
) -> ResponseReturnValue:
    draft = draft_of(form, training)
    if not form.slug.data:
        form.slug.data = slug_of(draft.spec.title, find.all_slugs())
    standing = _form(training, data=form_values(training)) if training else None
    is_draft = training is None or training.calendar.is_draft
    follows = foresee(training, draft, utc_now(), publishes=is_draft)
    return render_template(
        "staff/trainings/preview.html",
        spec=draft.spec,
        form=form,
        training=training,
        kept=[*(pair for pair in kept if pair[0] not in KNOWN_NOW), *_known_now(form)],
        changes=differences(standing, form, form.untouched) if standing else [],
        follows=follows,
        named=shown_names(training, follows) if training else {},
        causes=causes(training, draft, utc_now()) if training and not is_draft else [],
        others=others,
        out_of_sight=out_of_sight(draft, training) if training else [],
        publishable=publishable(draft.spec, utc_now()),
        is_draft=is_draft,
    )


def _known_now(form: TrainingForm) -> list[tuple[str, str]]:
    return [(name, str(form[name].data or "")) for name in KNOWN_NOW]
