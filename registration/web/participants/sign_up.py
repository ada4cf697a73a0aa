"""The sign-up form and the page that answers it."""

from datetime import timedelta
from functools import lru_cache

from flask import (
    Flask,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from ...actions.signups.sign_up import (
    FormIsOver,
    Notice,
    QuestionsChanged,
    Refused,
    sign_up,
    tell_registered,
    turn_away,
)
from ...addresses import address_in
from ...domain.signups.deadlines import answer_stands
from ...domain.signups.seats import Verdict
from ...store.database import only_read
from ...store.signups import registrations
from ...store.signups.seats import NoSuchTraining
from ...store.signups.standing import FormTraining, of_form
from .. import form_tokens
from ..after import after_answer
from ..context import utc_now
from ..form_tokens import YOUNGEST, Age, FormToken
from ..forms.register import SignUpForm, applicant_of, sign_up_form
from ..guards import links, settings
from ..limits import per_network
from ..privacy import current_notice, shown_notice
from ..shared.trainings import Shown
from .blueprints import pages
from .finding import find_shown


@pages.get("/trainings/<slug>/register")
def register(slug: str) -> ResponseReturnValue:
    """The empty form; 409 with the reason if the training takes nobody."""
    entry = find_shown(slug)
    if not entry.open:
        return _refusal(entry), 409
    return _form_page(entry, sign_up_form(entry.training.question_specs)())


@pages.post("/trainings/<slug>/register")
@per_network
def register_post(slug: str) -> ResponseReturnValue:
    """A filled-in form: 422 with its faults, 409 if nobody is taken, else 303 to the answer."""
    token = form_tokens.read(links(), request.form.get("form_token"))
    only_read()
    try:
        training = of_form(slug, token.id if token else "", _typed_address())
    except NoSuchTraining:
        abort(404)
    ours = token is not None and token.about == training.training_id
    return _take(slug, training, token if ours else None)


def _take(slug: str, training: FormTraining, token: FormToken | None) -> ResponseReturnValue:
    try:
        if token is not None:
            turn_away(training, utc_now())
        return _take_checked(slug, training, token)
    except Refused as refused:
        answer = make_response(_refusal_of(slug), 409)
        if refused.known and token is not None and _from_a_person(token):
            about = (training.training_id, _typed_address(), token.id)
            after_answer(answer, lambda: tell_registered(*about, utc_now()))
        return answer


def _from_a_person(token: FormToken) -> bool:
    """Whether a form that nobody has checked would pass for one that a person filled in."""
    quick_or_old = token.age(utc_now(), YOUNGEST) is not Age.GOOD
    return not quick_or_old and not request.form.get("website")


def _typed_address() -> str:
    return address_in(request.form.get("email", ""))


def _take_checked(
    slug: str, training: FormTraining, token: FormToken | None
) -> ResponseReturnValue:
    form = sign_up_form(training.questions)(request.form)
    notice = shown_notice(form.privacy_notice.data or "")
    fields_good = form.validate()
    fault = _token_fault(token, notice)
    if not fields_good or fault or token is None or notice is None:
        return _form_page(find_shown(slug), form, keep=_still_good(token), fault=fault), 422
    try:
        receipt = sign_up(
            training.training_id,
            applicant_of(form, training.questions, str(get_locale())),
            token.id,
            notice,
            utc_now(),
            settings().confirm_hours,
            training.questions,
        )
    except QuestionsChanged:
        # Checked anew, so that what no longer fits is said at its field.
        return _take(slug, of_form(slug, token.id, _typed_address()), token)
    except FormIsOver:
        return _form_page(find_shown(slug), form, fault=_sent_before()), 422
    return redirect(url_for(".registered", slug=slug, receipt=receipt, _anchor="status"), 303)


@pages.get("/trainings/<slug>/registered/<receipt>")
def registered(slug: str, receipt: str) -> ResponseReturnValue:
    """What anyone who signed up got, as long as it holds; then what anyone gets now."""
    entry, sent = find_shown(slug), registrations.sent_form(receipt)
    if sent is None or sent[0].training_id != entry.training.id:
        abort(404)
    form, known = sent
    if not entry.allowed.confirm or not answer_stands(utc_now(), form.answer_by, known):
        return render_template("participants/sent_before.html", entry=entry)
    return render_template(
        "participants/registered.html",
        entry=entry,
        email=form.email,
        answer_by=form.answer_by,
        waits=form.verdict == Verdict.WAIT,
    )


def _sent_before() -> str:
    return gettext(
        "This form was sent once already and no longer counts."
        " Do you want to register again? Then please send it once more."
    )


def _token_fault(token: FormToken | None, notice: Notice | None) -> str | None:
    """What is wrong with the form as such, in words; nothing typed is lost by it."""
    if token is None or notice is None:
        return form_tokens.unchecked()
    age = token.age(utc_now(), YOUNGEST)
    if age is Age.TOO_OLD:
        return gettext("The form was open for a long time. Please check it and send it once more.")
    if age is Age.TOO_YOUNG:
        return gettext(
            "That was very quick. Please check your details and send the form once more."
        )
    return None


def _still_good(token: FormToken | None) -> bool:
    return token is not None and token.age(utc_now(), timedelta()) is Age.GOOD


def _form_page(entry: Shown, form: SignUpForm, keep: bool = False, fault: str | None = None) -> str:
    if not keep:
        form.form_token.data = form_tokens.issue(
            links(), entry.training.id, str(get_locale()), utc_now()
        )
    form.privacy_notice.data = current_notice().version
    form.website.data = ""
    return render_template("participants/register.html", entry=entry, form=form, fault=fault)


def _refusal(entry: Shown) -> str:
    """Closed, full, cancelled, not yet open: what it is, and where to turn."""
    return render_template("participants/refused.html", entry=entry)


def _refusal_of(slug: str) -> str:
    here = (request.full_path, str(get_locale()), int(utc_now().timestamp()))
    return _refusal_in_this_second(current_app._get_current_object(), slug, *here)  # type: ignore[attr-defined]


@lru_cache(maxsize=32)
def _refusal_in_this_second(
    _app: Flask, slug: str, _address: str, _language: str, _second: int
) -> str:
    # A crowd that is refused at once reads one page, twice as fast (docs/benchmarks.md): it
    # holds nothing that is anybody's own.
    return _refusal(find_shown(slug))
