"""Fields for days and times as people mean them: local time of the town."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext
from wtforms.validators import StopValidation, ValidationError

from ...domain.programme.limits import FIRST_YEAR, LAST_YEAR
from ..guards import settings
from .fields import Line

_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y")
_TIMES = ("%H:%M", "%H:%M:%S", "%H.%M", "%H")


class NoSuchTime(ValueError):
    """The clocks skip this local time when they go forward."""


def local_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A local time as a moment; the first of two when clocks go back. Raises NoSuchTime."""
    moment = datetime.combine(day, at, tzinfo=zone)
    back = moment.astimezone(ZoneInfo("UTC")).astimezone(zone)
    if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise NoSuchTime
    return moment


def _parse(text: str, patterns: tuple[str, ...]) -> datetime:
    for pattern in patterns:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 (a day or a time of day)
        except ValueError:
            continue
    raise ValueError(text)


class Day(Line):
    """A date, from the browser's own field or typed; ``value`` once it is checked."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        self.value: date | None = None
        super().__init__(label, longest=10, **_with_type("date", kwargs))

    def pre_validate(self, form: Any) -> None:
        """A day of the calendar, or nothing."""
        super().pre_validate(form)
        if not self.data:
            return
        try:
            self.value = _day(self.data)
        except ValueError:
            raise StopValidation(no_such_day()) from None
        self.data = self.value.isoformat()


class TimeOfDay(Line):
    """A time of day; ``value`` once it is checked."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        self.value: time | None = None
        super().__init__(label, longest=8, **_with_type("time", kwargs))

    def pre_validate(self, form: Any) -> None:
        """A time of day, or nothing."""
        super().pre_validate(form)
        if not self.data:
            return
        try:
            self.value = _parse(self.data, _TIMES).time()
        except ValueError:
            raise StopValidation(gettext("Enter a time like this: 9:30")) from None
        self.data = f"{self.value:%H:%M}"


class Moment(Line):
    """A day and a time of day in two inputs of one name; ``value`` is the moment once checked.

    A browser sends nothing for a field that is filled in by half. In two inputs the half
    is seen.
    """

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        self.value: datetime | None = None
        super().__init__(label, longest=20, **kwargs)

    @property
    def day(self) -> str:
        """What stands in the first input."""
        return str(self.data or "").partition("T")[0].strip()

    @property
    def time(self) -> str:
        """What stands in the second input."""
        return str(self.data or "").partition("T")[2].strip()

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take day and time, or both in one as a hidden field hands them on."""
        if len(valuelist) == 2:
            valuelist = [f"{valuelist[0].strip()}T{valuelist[1].strip()}".removesuffix("T")]
        super().process_formdata([one.strip().replace(" ", "T", 1) for one in valuelist])

    def pre_validate(self, form: Any) -> None:
        """A moment that exists in the town, or nothing. Half of one is a fault."""
        super().pre_validate(form)
        if not self.data:
            return
        if not self.time:
            raise StopValidation(gettext("Enter the time too, or take the date away."))
        if not self.day:
            raise StopValidation(gettext("Enter the date too, or take the time away."))
        self.value = self._moment()
        self.data = as_typed(self.value)

    def _moment(self) -> datetime:
        try:
            day = _day(self.day)
        except ValueError:
            raise StopValidation(no_such_day()) from None
        try:
            return local_moment(day, _parse(self.time, _TIMES).time(), settings().zone)
        except NoSuchTime:
            raise StopValidation(no_such_time()) from None
        except ValueError:
            raise StopValidation(gettext("Enter a time like this: 9:30")) from None


def _day(text: str) -> date:
    """A day of the calendar within the programme's bounds. Raises ValueError."""
    found = _parse(text, _DAYS).date()
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(text)
    return found


def no_such_day() -> str:
    """What to say about a text that is no date, or one out of bounds."""
    return gettext(
        "Enter a date like this: 21.01.2027. The year must be from %(first)d to %(last)d.",
        first=FIRST_YEAR,
        last=LAST_YEAR,
    )


def no_such_time() -> str:
    """What to say about a time that the clocks skip."""
    return gettext("This time does not exist: the clocks go forward then. Choose a later one.")


def as_typed(value: datetime | None) -> str:
    """A moment as the browser's field wants it, in local time; empty for none."""
    return f"{value.astimezone(settings().zone):%Y-%m-%dT%H:%M}" if value else ""


class WholeNumber(Line):
    """A whole number within bounds; ``value`` once it is checked."""

    def __init__(self, label: Any, lowest: int, highest: int, **kwargs: Any) -> None:
        self.lowest, self.highest = lowest, highest
        self.value: int | None = None
        kwargs["render_kw"] = {"inputmode": "numeric", **kwargs.get("render_kw", {})}
        super().__init__(label, longest=10, **kwargs)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """A number that is not too small and not too large, or nothing."""
        if validation_stopped or not self.data:
            return
        self.value = int(self.data) if self.data.isascii() and self.data.isdigit() else None
        if self.value is None or not self.lowest <= self.value <= self.highest:
            raise ValidationError(
                gettext(
                    "Enter a whole number from %(lowest)d to %(highest)d.",
                    lowest=self.lowest,
                    highest=self.highest,
                )
            )


def _with_type(kind: str, kwargs: dict[str, Any]) -> dict[str, Any]:
    return kwargs | {"render_kw": {"type": kind, **kwargs.get("render_kw", {})}}
