"""The form of a training: what a usual one needs on top, the rest folded away below."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField
from wtforms.validators import ValidationError

from ...actions.edit_training import Draft, Extras
from ...domain.changes import Slot
from ...domain.kinds import Sentence
from ...domain.programme import Contact, SessionSpec, TrainingSpec
from ...domain.programme.checks import SLUG
from ...domain.programme.dates import DateRule, Deadlines, deadline_faults, overlapping
from ...domain.states import WaitlistMode
from ..language import LANGUAGES
from .fields import Given, Line, MailAddress, Optionally, Paragraphs
from .moments import Moment, WholeNumber
from .questions import OneOf, as_choices
from .rows import QuestionRow, SessionRow, SurveyQuestionRow, TrainerRow, keyed

WAITLIST = {
    WaitlistMode.AUTO.value: _l("The longest-waiting moves up at once"),
    WaitlistMode.OFFER.value: _l("The longest-waiting is offered the seat and has to accept it"),
    WaitlistMode.OFF.value: _l("No waiting list"),
}
SURVEYS = {
    "standard": _l("Standard survey (five questions)"),
    "own": _l("Own questions"),
    "none": _l("No survey"),
}
SENTENCES = tuple(sentence.value for sentence in Sentence if sentence)
ADDABLE = ("sessions", "trainers", "questions", "survey_questions")
# With all rows full the form stays below the number of fields that a request may have.
LONGEST_LIST = 20


class TrainingForm(Form):
    """All that the team says about a training."""

    version = HiddenField(default="0")
    title = Line(_l("Title"), longest=300, validators=[Given(_l("Enter the title."))])
    summary = Line(
        _l("In one sentence"),
        longest=300,
        validators=[Optionally()],
        description=_l("Stands below the title in the programme."),
    )
    sessions = FieldList(
        FormField(SessionRow), _l("Dates"), min_entries=1, max_entries=LONGEST_LIST
    )
    capacity = WholeNumber(
        _l("Seats"), 1, 100_000, default="20", validators=[Given(_l("Enter how many seats."))]
    )
    description = Paragraphs(
        _l("Description"),
        longest=20_000,
        validators=[Optionally()],
        description=_l("**bold**, - for lists, an empty line begins a paragraph."),
        render_kw={"rows": "8"},
    )
    contact_name = Line(_l("Contact"), validators=[Given(_l("Enter whom people can ask."))])
    contact_email = Line(
        _l("E-mail address of the contact"),
        longest=254,
        validators=[Given(_l("Enter the contact's e-mail address.")), MailAddress()],
        render_kw={"type": "email"},
    )
    contact_phone = Line(_l("Phone of the contact"), longest=50, validators=[Optionally()])
    slug = Line(
        _l("Web address"),
        longest=80,
        validators=[Optionally()],
        description=_l("Made from the title if you leave it empty."),
    )
    topic = Line(_l("Topic"), longest=300, validators=[Optionally()])
    language = SelectField(_l("Language of the training's texts"), choices=as_choices(LANGUAGES))
    trainers = FieldList(FormField(TrainerRow), _l("Trainers"), max_entries=LONGEST_LIST)
    waitlist = OneOf(_l("If a seat becomes free"), choices=WAITLIST)
    waitlist_limit = WholeNumber(_l("Longest waiting list"), 0, 100_000, validators=[Optionally()])
    offer_hours = WholeNumber(_l("Hours to accept an offer"), 1, 24 * 28, default="48")
    email_confirmation = BooleanField(
        _l("People confirm their e-mail address before the seat is certain"), default=True
    )
    registration_opens = Moment(_l("Registration opens"), validators=[Optionally()])
    registration_closes = Moment(_l("Registration closes"), validators=[Optionally()])
    cancel_until = Moment(_l("People can cancel until"), validators=[Optionally()])
    minimum = WholeNumber(_l("Fewest people"), 1, 100_000, validators=[Optionally()])
    decide_by = Moment(_l("Decide by"), validators=[Optionally()])
    reminder_days = Line(
        _l("Reminders, days before the first date"),
        longest=60,
        default="7, 1",
        validators=[Optionally()],
        description=_l("Whole numbers with commas, such as 7, 1. Empty: no reminder."),
    )
    sentence_confirmation = Line(
        _l("Own sentence in the confirmation"), longest=300, validators=[Optionally()]
    )
    sentence_reminder = Line(
        _l("Own sentence in reminders"), longest=300, validators=[Optionally()]
    )
    sentence_survey = Line(
        _l("Own sentence in survey letters"), longest=300, validators=[Optionally()]
    )
    questions = FieldList(
        FormField(QuestionRow), _l("Own questions at the sign-up"), max_entries=LONGEST_LIST
    )
    survey = OneOf(_l("Survey after the training"), choices=SURVEYS)
    survey_questions = FieldList(
        FormField(SurveyQuestionRow), _l("Survey questions"), max_entries=LONGEST_LIST
    )
    funding = SelectField(_l("Funding"), choices=[], validate_choice=False)
    attendance_percent = WholeNumber(
        _l("Share of the dates for a certificate, in per cent"), 1, 100, default="80"
    )
    trainers_see_addresses = BooleanField(_l("Trainers see e-mail addresses"))
    internal_notes = Paragraphs(
        _l("Internal notes"),
        longest=5000,
        validators=[Optionally()],
        description=_l("Only the team sees them."),
        render_kw={"rows": "3"},
    )

    def validate_slug(self, field: Line) -> None:
        """The form that a web address may have."""
        if not SLUG.fullmatch(field.data or ""):
            raise ValidationError(gettext("Use a-z, 0-9 and - only, such as asylrecht-kompakt."))

    def validate_reminder_days(self, field: Line) -> None:
        """A few days between 1 and 60."""
        days = [part.strip() for part in (field.data or "").split(",")]
        good = all(d.isascii() and d.isdigit() and 1 <= int(d) <= 60 for d in days if len(d) < 4)
        if not good or len(days) > 10 or any(len(d) > 3 for d in days):
            raise ValidationError(gettext("Enter days from 1 to 60 with commas, such as 7, 1."))

    def validate_decide_by(self, field: Moment) -> None:
        """A date to decide needs a number to decide by."""
        if not (self.minimum.data or "").strip():
            raise ValidationError(gettext("Say also how many people the training needs."))

    def validate_funding(self, field: SelectField) -> None:
        """Only a grant that we keep."""
        if field.data and field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(gettext("Choose one of the fundings."))

    @property
    def rows(self) -> list[SessionRow]:
        """The dates that somebody has written into the form."""
        return [entry.form for entry in self.sessions if not entry.form.is_blank]


def check(form: TrainingForm, known: Iterable[Slot], now: datetime) -> bool:
    """Whether the form can be saved; ``known`` are the sessions that stand and may be over."""
    good = form.validate()
    specs = [row.spec for row in form.rows if row.spec is not None]
    faults = [*_past(form, set(known), now), *_overlaps(form, specs), *_deadlines(form, specs)]
    for field, text in faults:
        field.errors = [*field.errors, text]
    return good and not faults


def _past(form: TrainingForm, known: set[Slot], now: datetime) -> Iterable[tuple[Any, str]]:
    for row in form.rows:
        if row.spec and row.spec.starts <= now and _slot(row.spec) not in known:
            yield row.day, gettext("This date lies in the past. Enter one that is still to come.")


def _slot(spec: SessionSpec) -> Slot:
    return Slot(spec.starts, spec.ends, spec.place, spec.address, spec.online_url)


def _overlaps(form: TrainingForm, specs: Sequence[SessionSpec]) -> Iterable[tuple[Any, str]]:
    late = list(overlapping(specs))
    for row in form.rows:
        if row.spec and any(row.spec is one for one in late):
            yield row.starts, gettext("This date begins before the one before it has ended.")


def _deadlines(form: TrainingForm, specs: Sequence[SessionSpec]) -> Iterable[tuple[Any, str]]:
    given = Deadlines(
        form.registration_opens.value, form.registration_closes.value, form.cancel_until.value
    )
    words = {
        DateRule.CLOSES_AFTER_OPENING: gettext("This must be later than the opening."),
        DateRule.NOT_AFTER_START: gettext("This must not be later than the first date begins."),
        DateRule.OPENS_BEFORE_START: gettext("This must be earlier than the first date begins."),
    }
    for name, rule in deadline_faults(given, specs):
        yield form[name], words[rule]


def draft_of(form: TrainingForm) -> Draft:
    """What a checked form says."""
    return Draft(_spec(form), _extras(form))


def _spec(form: TrainingForm) -> TrainingSpec:
    days = {int(day) for day in (form.reminder_days.data or "").replace(" ", "").split(",") if day}
    return TrainingSpec(
        slug=form.slug.data or "",
        title=form.title.data or "",
        capacity=form.capacity.value or 1,
        contact=Contact(
            form.contact_name.data or "",
            form.contact_email.data or "",
            form.contact_phone.data or "",
        ),
        sessions=tuple(row.spec for row in form.rows if row.spec is not None),
        summary=form.summary.data or "",
        description=form.description.data or "",
        topic=form.topic.data or "",
        language=form.language.data,
        waitlist=WaitlistMode(form.waitlist.data or WaitlistMode.AUTO.value),
        waitlist_limit=form.waitlist_limit.value,
        offer_hours=form.offer_hours.value or 48,
        email_confirmation=bool(form.email_confirmation.data),
        registration_opens=form.registration_opens.value,
        registration_closes=form.registration_closes.value,
        cancel_until=form.cancel_until.value,
        reminder_days=tuple(sorted(days, reverse=True)),
        survey="none" if form.survey.data == "none" else "standard",
        funding=form.funding.data or None,
        trainers=tuple(e.form.spec for e in form.trainers if not e.form.is_blank),
        questions=tuple(row.spec(key) for key, row in keyed(e.form for e in form.questions)),
    )


def _extras(form: TrainingForm) -> Extras:
    sentences = {name: form[f"sentence_{name}"].data or "" for name in SENTENCES}
    own = keyed(e.form for e in form.survey_questions) if form.survey.data == "own" else []
    return Extras(
        minimum=form.minimum.value,
        decide_by=form.decide_by.value,
        internal_notes=form.internal_notes.data or "",
        own_sentences={name: text for name, text in sentences.items() if text},
        survey_questions=[row.table(key) for key, row in own],
        attendance_percent=form.attendance_percent.value or 80,
        trainers_see_addresses=bool(form.trainers_see_addresses.data),
    )


def offer_fundings(form: TrainingForm, fundings: Mapping[str, str]) -> None:
    """Let the form choose among grants, given as titles by key."""
    form.funding.choices = as_choices({"": gettext("none"), **fundings})
