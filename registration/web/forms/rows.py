"""Rows of the training form: dates, trainers, questions. An empty row says nothing."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField
from wtforms.validators import ValidationError

from ...domain.programme import QuestionKind, QuestionSpec, SessionSpec, TrainerSpec
from ...domain.programme.checks import KEY, Wrong, web_address
from ...domain.programme.limits import LONGEST_LINE, LONGEST_URL, MOST_OPTIONS
from ...domain.staff.merging import Row as Stored
from ...domain.staff.merging import mark_of
from ...domain.trainings.slugs import slug_of
from ..guards import settings
from .fields import Given, Line, MailAddress, Optionally, Paragraphs
from .moments import Day, NoSuchTime, TimeOfDay, local_moment, no_such_time
from .questions import as_choices


class Row(Form):
    """A part of a form that may be left empty as a whole. ``ref`` names the stored one."""

    counts: ClassVar[tuple[str, ...]] = ()

    ref = HiddenField(default="")

    @property
    def is_blank(self) -> bool:
        """Whether nobody has written into the fields that count."""
        return not any(str(self[name].data or "").strip() for name in self.counts)

    def validate(self, extra_validators: Any = None) -> bool:
        """An empty row has no faults."""
        return self.is_blank or super().validate(extra_validators)


class Rows(FieldList):
    """Rows of one kind; ``most`` of them may be written. A longer list is shown all the same."""

    def __init__(self, row: type[Row], label: Any, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(FormField(row), label, **kwargs)

    @property
    def written(self) -> list[Any]:
        """The rows that say something."""
        return [entry.form for entry in self.entries if not entry.form.is_blank]

    def go_on_with(self, at: int) -> str:
        """Have the page open at the first field of a row; its id, or the list's if it is empty."""
        if not self.entries:
            return str(self.id)
        row = self.entries[at].form
        first = next(field for field in row if not isinstance(field, HiddenField))
        first.render_kw = {**(first.render_kw or {}), "autofocus": True}
        return str(first.id)

    def refuse_too_many(self) -> bool:
        """Say at the first row beyond the limit that there are too many; whether there are."""
        beyond = self.written[self.most :]
        for row in beyond[:1]:
            text = gettext("There may be at most %(count)d. Remove some.", count=self.most)
            field = row[row.counts[0]]
            field.errors = [*field.errors, text]
        return bool(beyond)


class SessionRow(Row):
    """When and where one session is; ``spec`` once it is checked."""

    counts = ("day", "starts", "last_day", "ends")
    spec: SessionSpec | None = None
    stored: Stored = {}  # noqa: RUF012 (set anew for each row, never changed)
    slot: SessionSpec | None = None

    day = Day(_l("Date"), validators=[Given(_l("Enter the date."))])
    starts = TimeOfDay(_l("From"), validators=[Given(_l("Enter when it begins."))])
    last_day = Day(_l("Until day, if another"), validators=[Optionally()])
    ends = TimeOfDay(_l("Until"), validators=[Given(_l("Enter when it ends."))])
    place = Line(
        _l("Venue"),
        longest=LONGEST_LINE,
        validators=[Given(_l("Enter the place, or “Online”."))],
    )
    address = Line(_l("Street and town"), longest=LONGEST_LINE, validators=[Optionally()])
    online_url = Line(_l("Online address"), longest=LONGEST_URL, validators=[Optionally()])

    def compare_with(self, stored: Stored, slot: SessionSpec) -> None:
        """Know what stands: what nobody touches stays to the second."""
        self.stored, self.slot = stored, slot

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
        untouched = [name for name in self.stored if self._says_the_same(name)]
        return super().validate(extra_validators) and self._in_order(untouched)

    def _says_the_same(self, name: str) -> bool:
        return mark_of(self[name].data) == mark_of(self.stored[name])

    def _in_order(self, untouched: list[str]) -> bool:
        kept = self.slot if self.slot and {"day", "starts"} <= set(untouched) else None
        starts = kept.starts if kept else self._moment(self.day, self.starts)
        kept = self.slot if self.slot and {"day", "last_day", "ends"} <= set(untouched) else None
        last = self.last_day if self.last_day.data else self.day
        ends = kept.ends if kept else self._moment(last, self.ends)
        if starts is None or ends is None:
            return False
        if ends <= starts:
            return self._wrong_order()
        where = {n: self._text(n, untouched) for n in ("place", "address", "online_url")}
        self.spec = SessionSpec(starts, ends, **where)
        return True

    def _text(self, name: str, untouched: list[str]) -> str:
        return str(self.stored[name] if name in untouched else self[name].data or "")

    def _moment(self, day: Day, time: TimeOfDay) -> datetime | None:
        if day.value is None or time.value is None:
            return None
        try:
            return local_moment(day.value, time.value, settings().zone)
        except NoSuchTime:
            self._wrong(time, no_such_time())
            return None

    def _wrong_order(self) -> bool:
        if self.last_day.value and self.day.value and self.last_day.value < self.day.value:
            return self._wrong(self.last_day, gettext("The last day must not be before the first."))
        return self._wrong(self.ends, gettext("The end must be later than the beginning."))

    def _wrong(self, field: Line, text: str) -> bool:
        field.errors = [*field.errors, text]
        return False


class TrainerRow(Row):
    """Who holds the training."""

    counts = ("name", "email")

    name = Line(_l("Name"), longest=LONGEST_LINE, validators=[Given(_l("Enter the name."))])
    email = Line(
        _l("E-mail address"),
        longest=254,
        validators=[Given(_l("Enter the e-mail address.")), MailAddress()],
        render_kw={"inputmode": "email"},
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

    label = Line(
        _l("Question"), longest=LONGEST_LINE, validators=[Given(_l("Write the question."))]
    )
    options = Paragraphs(
        _l("Answers, one a line"),
        longest=MOST_OPTIONS * (LONGEST_LINE + 1),
        validators=[Optionally()],
        render_kw={"rows": "3"},
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
        fault = self["kind"].data in self.with_options and self._wrong_options()
        if fault:
            self.options.errors = [*self.options.errors, fault]
        return good and not fault

    def _wrong_options(self) -> str:
        if len(self.lines) < 2:
            return gettext("Give at least two different answers.")
        if len(self.lines) > MOST_OPTIONS:
            return gettext("There may be at most %(count)d. Remove some.", count=MOST_OPTIONS)
        if max(len(line) for line in self.lines) > LONGEST_LINE:
            return gettext("Please use at most %(count)d characters.", count=LONGEST_LINE)
        return ""


class QuestionRow(AnyQuestionRow):
    """A training's own question."""

    with_options = frozenset({"choice", "several"})

    kind = SelectField(_l("Kind of answer"), choices=as_choices(QUESTION_KINDS))
    required = BooleanField(_l("must be answered"))
    help = Line(_l("Help"), longest=LONGEST_LINE, validators=[Optionally()])

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


def keyed(rows: Iterable[Any], others: Collection[str] = ()) -> list[tuple[str, Any]]:
    """Each written row with its key: the one it has, or a new one made from its words.

    ``others`` are keys that are taken: answers to a question that was removed stay its own.
    """
    written = [row for row in rows if not row.is_blank]
    taken = {row.ref.data for row in written if KEY.fullmatch(row.ref.data or "")} | set(others)
    found: dict[str, Any] = {}
    for row in written:
        key = row.ref.data or ""
        if not KEY.fullmatch(key) or key in found:
            key = slug_of(
                f"q {row.label.data}"[:36], {k.replace("_", "-") for k in taken | set(found)}
            )
            key = key.replace("-", "_")[:40]
        found[key] = row
    return list(found.items())
