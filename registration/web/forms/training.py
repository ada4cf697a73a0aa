"""The form of a training: what a usual one needs on top, the rest folded away below."""

from collections.abc import Mapping
from typing import ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import ValidationError

from ...domain.letters.kinds import Sentence
from ...domain.programme import limits
from ...domain.programme.checks import SLUG
from ..language import LANGUAGES
from .fields import Given, Line, MailAddress, Optionally
from .merging import EditForm
from .plain_fields import PLAIN, plain_field
from .questions import OneOf, as_choices
from .rows import QuestionRow, Rows, SessionRow, SurveyQuestionRow, TrainerRow

SURVEYS = {
    "standard": _l("Standard survey (five questions)"),
    "own": _l("Own questions"),
    "none": _l("No survey"),
}
SENTENCES = tuple(sentence.value for sentence in Sentence if sentence)
ADDABLE = ("sessions", "trainers", "questions", "survey_questions")


class TrainingForm(EditForm):
    """All that the team says about a training."""

    rest: ClassVar[tuple[str, ...]] = ()

    version = HiddenField(default="0")
    title = plain_field("title")
    summary = plain_field("summary")
    sessions = Rows(SessionRow, _l("Dates"), limits.MOST_SESSIONS, min_entries=1)
    capacity = plain_field("capacity")
    description = plain_field("description")
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
    topic = plain_field("topic")
    language = SelectField(_l("Language of the training's texts"), choices=as_choices(LANGUAGES))
    trainers = Rows(TrainerRow, _l("Trainers"), limits.MOST_TRAINERS)
    waitlist = plain_field("waitlist")
    waitlist_limit = plain_field("waitlist_limit")
    offer_hours = plain_field("offer_hours")
    email_confirmation = plain_field("email_confirmation")
    registration_opens = plain_field("registration_opens")
    registration_closes = plain_field("registration_closes")
    cancel_until = plain_field("cancel_until")
    minimum = plain_field("minimum")
    decide_by = plain_field("decide_by")
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
    attendance_percent = plain_field("attendance_percent")
    trainers_see_addresses = plain_field("trainers_see_addresses")
    internal_notes = plain_field("internal_notes")

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


# The page shows them last: they have no place of their own in it.
TrainingForm.rest = tuple(name for name in PLAIN if not hasattr(TrainingForm, name))
for _name in TrainingForm.rest:
    setattr(TrainingForm, _name, plain_field(_name))


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
