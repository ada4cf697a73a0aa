"""Rows of the training form: dates, trainers, questions. An empty row says nothing."""

from collections.abc import Iterable
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, HiddenField, SelectField
from wtforms.validators import ValidationError

from ...domain.programme import QuestionKind, QuestionSpec, SessionSpec, TrainerSpec
from ...domain.programme.checks import KEY, Wrong, web_address
from ...domain.slugs import slug_of
from ..guards import settings
from .fields import Given, Line, MailAddress, Optionally, Paragraphs
from .moments import Day, NoSuchTime, TimeOfDay, local_moment, no_such_time
from .questions import as_choices


class Row(Form):
    """A part of a form that may be left empty as a whole."""

    counts: ClassVar[tuple[str, ...]] = ()

    @property
    def is_blank(self) -> bool:
        """Whether nobody has written into the fields that count."""
        return not any(str(self[name].data or "").strip() for name in self.counts)

    def validate(self, extra_validators: Any = None) -> bool:
        """An empty row has no faults."""
        return self.is_blank or super().validate(extra_validators)


class SessionRow(Row):
    """When and where one session is; ``spec`` once it is checked."""

    counts = ("day", "starts", "ends")
    spec: SessionSpec | None = None

    day = Day(_l("Date"), validators=[Given(_l("Enter the date."))])
    starts = TimeOfDay(_l("From"), validators=[Given(_l("Enter when it begins."))])
    ends = TimeOfDay(_l("Until"), validators=[Given(_l("Enter when it ends."))])
    place = Line(_l("Venue"), validators=[Given(_l("Enter the place, or “Online”."))])
    address = Line(_l("Street and town"), validators=[Optionally()])
    online_url = Line(_l("Online address"), longest=500, validators=[Optionally()])

    def validate_online_url(self, field: Line) -> None:
        """Only web addresses; people who hold a seat will follow it."""
        try:
            web_address(field.data)
        except Wrong:
            raise ValidationError(
                gettext("Enter a web address like this: https://konferenz.example/raum")
            ) from None

    def validate(self, extra_validators: Any = None) -> bool:
        """The times must exist and the end come after the start."""
        if self.is_blank:
            return True
        return super().validate(extra_validators) and self._in_order()

    def _in_order(self) -> bool:
        day, zone = self.day.value, settings().zone
        if day is None or self.starts.value is None or self.ends.value is None:
            return False
        try:
            starts = local_moment(day, self.starts.value, zone)
            ends = local_moment(day, self.ends.value, zone)
        except NoSuchTime:
            return self._wrong(self.starts, no_such_time())
        if ends <= starts:
            return self._wrong(self.ends, gettext("The end must be later than the beginning."))
        where = (self.place.data or "", self.address.data or "", self.online_url.data or "")
        self.spec = SessionSpec(starts, ends, *where)
        return True

    def _wrong(self, field: Line, text: str) -> bool:
        field.errors = [*field.errors, text]
        return False


class TrainerRow(Row):
    """Who holds the training."""

    counts = ("name", "email")

    name = Line(_l("Name"), validators=[Given(_l("Enter the name."))])
    email = Line(
        _l("E-mail address"),
        longest=254,
        validators=[Given(_l("Enter the e-mail address.")), MailAddress()],
        render_kw={"type": "email"},
    )

    @property
    def spec(self) -> TrainerSpec:
        """The row as a value."""
        return TrainerSpec(self.name.data or "", self.email.data or "")


QUESTION_KINDS = {
    QuestionKind.TEXT.value: _l("one line of text"),
    QuestionKind.LONG_TEXT.value: _l("several lines of text"),
    QuestionKind.CHOICE.value: _l("one of several answers"),
    QuestionKind.SEVERAL.value: _l("any of several answers"),
    QuestionKind.NUMBER.value: _l("number"),
    QuestionKind.DATE.value: _l("date"),
    QuestionKind.CHECKBOX.value: _l("tick-box"),
}
SURVEY_KINDS = {
    "rating": _l("rating from 1 to 5"),
    "choice": _l("one of several answers"),
    "text": _l("text"),
}


class AnyQuestionRow(Row):
    """What questions at the sign-up and in surveys share."""

    counts = ("label",)
    with_options: ClassVar[frozenset[str]] = frozenset({"choice"})

    key = HiddenField()
    label = Line(_l("Question"), longest=300, validators=[Given(_l("Write the question."))])
    options = Paragraphs(
        _l("Answers, one a line"), validators=[Optionally()], render_kw={"rows": "3"}
    )

    @property
    def lines(self) -> tuple[str, ...]:
        """The answers to choose from, each once."""
        found = (line.strip() for line in (self.options.data or "").splitlines())
        return tuple(dict.fromkeys(line for line in found if line))

    def validate(self, extra_validators: Any = None) -> bool:
        """A choice needs something to choose from."""
        if self.is_blank:
            return True
        good = super().validate(extra_validators)
        if self["kind"].data in self.with_options and len(self.lines) < 2:
            self.options.errors = [gettext("Give at least two different answers.")]
            return False
        return good


class QuestionRow(AnyQuestionRow):
    """A training's own question."""

    with_options = frozenset({"choice", "several"})

    kind = SelectField(_l("Kind of answer"), choices=as_choices(QUESTION_KINDS))
    required = BooleanField(_l("must be answered"))
    help = Line(_l("Help"), longest=300, validators=[Optionally()])

    def spec(self, key: str) -> QuestionSpec:
        """The row as a value."""
        kind = QuestionKind(self.kind.data)
        options = self.lines if kind.value in self.with_options else ()
        return QuestionSpec(
            key, self.label.data or "", kind, options, self.required.data, self.help.data or ""
        )


class SurveyQuestionRow(AnyQuestionRow):
    """A question of a survey; every one may be left out."""

    kind = SelectField(_l("Kind of answer"), choices=as_choices(SURVEY_KINDS))

    def table(self, key: str) -> dict[str, Any]:
        """The row as it is stored with its training."""
        options = list(self.lines) if self.kind.data in self.with_options else []
        kind, label = self.kind.data, self.label.data
        return {"key": key, "label": label, "kind": kind, "options": options}


def keyed(rows: Iterable[Any]) -> list[tuple[str, Any]]:
    """Each written row with its key: the one it has, or a new one made from its words."""
    written = [row for row in rows if not row.is_blank]
    taken = {row.key.data for row in written if KEY.fullmatch(row.key.data or "")}
    found: dict[str, Any] = {}
    for row in written:
        key = row.key.data or ""
        if not KEY.fullmatch(key) or key in found:
            key = slug_of(
                f"q {row.label.data}"[:36], {k.replace("_", "-") for k in taken | set(found)}
            )
            key = key.replace("-", "_")[:40]
        found[key] = row
    return list(found.items())
