"""Dates, times and lists as people read them, in the language at hand.

Works wherever Flask-Babel knows the locale: in a request, and in a letter's
``force_locale``. Digits are 0-9 in every language, as on the town's posters and phones.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_month_names
from flask_babel import get_locale, gettext, ngettext, pgettext

_LONG_DATE = {"de": "EEEE, d. MMMM y", "en": "EEEE, d MMMM y"}
_SHORT_DATE = {"de": "EEE d.M.", "en": "EEE d MMM"}
# Two sets of month names are in use among Arabic speakers; few know both.
_ARABIC_MONTHS = ("ar_SY", "ar")
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


def direction(language: str) -> str:
    """The direction in which a language is written: rtl or ltr."""
    try:
        return str(Locale.parse(language, sep="-").text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"


def isolated(text: str) -> str:
    """A typed text inside a sentence that runs from right to left, in an order of its own.

    The marks are Unicode's first strong isolate and its end (UAX #9); plain text, where no
    <bdi> can stand, would otherwise show "02861 939-0" as "0-939 02861".
    """
    if not text or direction(_language()) == "ltr":
        return text
    return f"{_ISOLATE}{text}{_END_ISOLATE}"


def comma() -> str:
    """What stands between the parts of a list."""
    return "، " if _language() == "ar" else ", "


def long_date(value: datetime, zone: ZoneInfo) -> str:
    """Donnerstag, 21. Januar 2027."""
    return long_day(value.astimezone(zone).date())


def long_day(day: date) -> str:
    """Donnerstag, 21. Januar 2027, of a day without a time."""
    if _language() == "ar":
        return format_date(day, f"EEEE، d {_arabic_month(day.month)} y", locale=_locale())
    return format_date(day, _LONG_DATE.get(_language(), "full"), locale=_locale())


def names_leave(day: date, people: int, trainings: int) -> str:
    """On which day how many names of how many trainings are erased."""
    return gettext(
        "On %(day)s we erase %(names)s of %(trainings)s.",
        day=long_day(day),
        names=ngettext("%(num)s name", "%(num)s names", people),
        trainings=ngettext("%(num)s training", "%(num)s trainings", trainings),
    )


def short_date(value: datetime, zone: ZoneInfo) -> str:
    """Do 21.1."""
    local = value.astimezone(zone).date()
    if _language() == "ar":
        # Not 3/4: read from the right that is another day.
        return format_date(local, f"EEE d {_arabic_month(local.month)}", locale=_locale())
    text = format_date(local, _SHORT_DATE.get(_language(), "EEE d.M."), locale=_locale())
    # German abbreviates weekdays with a full stop ("Do."), which reads badly here.
    return text.replace(".", "", 1) if _language() == "de" else text


def clock(value: datetime, zone: ZoneInfo) -> str:
    """9:30, without the word for o'clock; of 24 hours, as clocks in the town show it."""
    local = value.astimezone(zone)
    return f"{local.hour}:{local.minute:02}"


def span(starts: datetime, ends: datetime, zone: ZoneInfo) -> str:
    """Donnerstag, 21. Januar 2027, 9:30–16:30 Uhr."""
    if starts.astimezone(zone).date() != ends.astimezone(zone).date():
        first, last = moment(starts, zone), moment(ends, zone)
        return pgettext("dates", "%(first)s to %(last)s", first=first, last=last)
    first, last = clock(starts, zone), clock(ends, zone)
    times = pgettext("times of day", "%(first)s–%(last)s", first=first, last=last)
    return f"{long_date(starts, zone)}{comma()}{times}"


def moment(value: datetime, zone: ZoneInfo) -> str:
    """Donnerstag, 21. Januar 2027, 9:30 Uhr."""
    time = pgettext("time of day", "%(time)s", time=clock(value, zone))
    return f"{long_date(value, zone)}{comma()}{time}"


def day_and_month(value: datetime, zone: ZoneInfo) -> str:
    """1. Dezember."""
    day = value.astimezone(zone).date()
    if _language() == "ar":
        return f"{day.day} {_arabic_month(day.month)}"
    return format_skeleton("MMMMd", day, locale=_locale())


def month_name(value: datetime, zone: ZoneInfo) -> str:
    """The month, short: Jan."""
    return format_skeleton("MMM", value.astimezone(zone), tzinfo=zone, locale=_locale())


def _arabic_month(number: int) -> str:
    names = (get_month_names("wide", locale=locale)[number] for locale in _ARABIC_MONTHS)
    return "/".join(dict.fromkeys(names))


def _language() -> str:
    return str(get_locale() or "de").split("_")[0]


def _locale() -> str:
    return str(get_locale() or "de")
