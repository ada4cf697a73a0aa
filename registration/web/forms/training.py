"""The form of a training: what a usual one needs on top, the rest folded away below."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import ValidationError

from ...domain.letters.kinds import Sentence
from ...domain.programme import limits
from ...domain.programme.checks import SLUG
from ...domain.states import WaitlistMode
from ..language import LANGUAGES
from .fields import Given, Line, MailAddress, Optionally, Paragraphs
from .merging import EditForm
from .moments import Moment, WholeNumber
from .questions import OneOf, as_choices
from .rows import QuestionRow, Rows, SessionRow, SurveyQuestionRow, TrainerRow

WAITLIST: dict[str, Any] = {
    WaitlistMode.AUTO: _l("The longest-waiting moves up at once"),
    WaitlistMode.OFFER: _l("The longest-waiting is offered the seat and has to accept it"),
    WaitlistMode.OFF: _l("No waiting list"),
}
SURVEYS = {
    "standard": _l("Standard survey (five questions)"),
    "own": _l("Own questions"),
    "none": _l("No survey"),
}
SENTENCES = tuple(sentence.value for sentence in Sentence if sentence)
ADDABLE = ("sessions", "trainers", "questions", "survey_questions")


class TrainingForm(EditForm):
    """All that the team says about a training."""

    version = HiddenField(default="0")
    title = Line(
        _l("Title"), longest=limits.LONGEST_LINE, validators=[Given(_l("Enter the title."))]
    )
    summary = Line(
        _l("In one sentence"),
        longest=limits.LONGEST_LINE,
        validators=[Optionally()],
        description=_l("Stands below the title in the programme."),
    )
    sessions = Rows(SessionRow, _l("Dates"), limits.MOST_SESSIONS, min_entries=1)
    capacity = WholeNumber(
        _l("Seats"),
        1,
        limits.MOST_SEATS,
        default="20",
        validators=[Given(_l("Enter how many seats."))],
    )
    description = Paragraphs(
        _l("Description"),
        longest=limits.LONGEST_TEXT,
        validators=[Optionally()],
        description=_l("**bold**, - for lists, an empty line begins a paragraph."),
        render_kw={"rows": "8"},
    )
    contact_name = Line(
        _l("Contact"),
        longest=limits.LONGEST_LINE,
        validators=[Given(_l("Enter whom people can ask."))],
    )
    contact_email = Line(
        _l("E-mail address of the contact"),
        longest=254,
        validators=[Given(_l("Enter the contact's e-mail address.")), MailAddress()],
        render_kw={"inputmode": "email"},
    )
    contact_phone = Line(
        _l("Phone of the contact"), longest=limits.LONGEST_LINE, validators=[Optionally()]
    )
    slug = Line(
        _l("Web address"),
        longest=80,
        validators=[Optionally()],
        description=_l("Made from the title if you leave it empty."),
    )
    topic = Line(_l("Topic"), longest=limits.LONGEST_LINE, validators=[Optionally()])
    language = SelectField(_l("Language of the training's texts"), choices=as_choices(LANGUAGES))
    trainers = Rows(TrainerRow, _l("Trainers"), limits.MOST_TRAINERS)
    waitlist = OneOf(_l("If a seat becomes free"), choices=WAITLIST)
    waitlist_limit = WholeNumber(
        _l("Longest waiting list"), 0, limits.MOST_SEATS, validators=[Optionally()]
    )
    offer_hours = WholeNumber(
        _l("Hours to accept an offer"), 1, limits.MOST_OFFER_HOURS, default="48"
    )
    email_confirmation = BooleanField(
        _l("People confirm their e-mail address before the seat is certain"), default=True
    )
    registration_opens = Moment(_l("Registration opens"), validators=[Optionally()])
    registration_closes = Moment(_l("Registration closes"), validators=[Optionally()])
    cancel_until = Moment(_l("People can cancel until"), validators=[Optionally()])
    minimum = WholeNumber(_l("Fewest people"), 1, limits.MOST_SEATS, validators=[Optionally()])
    decide_by = Moment(_l("Decide by"), validators=[Optionally()])
    reminder_days = Line(
        _l("Reminders, days before the first date"),
        longest=60,
        default="7, 1",
        validators=[Optionally()],
        description=_l("Whole numbers with commas, such as 7, 1. Empty: no reminder."),
    )
    sentence_confirmation = Line(
        _l("Own sentence in the confirmation"),
        longest=limits.LONGEST_LINE,
        validators=[Optionally()],
    )
    sentence_reminder = Line(
        _l("Own sentence in reminders"), longest=limits.LONGEST_LINE, validators=[Optionally()]
    )
    sentence_survey = Line(
        _l("Own sentence in survey letters"), longest=limits.LONGEST_LINE, validators=[Optionally()]
    )
    questions = Rows(QuestionRow, _l("Own questions at the sign-up"), limits.MOST_QUESTIONS)
    survey = OneOf(_l("Survey after the training"), choices=SURVEYS)
    survey_questions = Rows(SurveyQuestionRow, _l("Survey questions"), limits.MOST_SURVEY_QUESTIONS)
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
        if not all(_is_reminder_day(day) for day in days) or len(days) > limits.MOST_REMINDERS:
            raise ValidationError(
                gettext(
                    "Enter at most %(count)d days from 1 to %(last)d with commas, such as 7, 1.",
                    count=limits.MOST_REMINDERS,
                    last=limits.MOST_REMINDER_DAYS,
                )
            )

    def validate_funding(self, field: SelectField) -> None:
        """Only a grant that we keep."""
        if field.data and field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(gettext("Choose one of the fundings."))


def _is_reminder_day(text: str) -> bool:
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        return False
    return 1 <= int(text) <= limits.MOST_REMINDER_DAYS


def offer_fundings(form: TrainingForm, fundings: Mapping[str, str]) -> None:
    """Let the form choose among grants, given as titles by key."""
    form.funding.choices = as_choices({"": gettext("none"), **fundings})


def offer_language(form: TrainingForm, code: str) -> None:
    """Let a training keep its language, also one that the pages do not speak."""
    form.language.choices = as_choices({**LANGUAGES, code: LANGUAGES.get(code, code)})
