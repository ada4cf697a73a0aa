"""Dates, times and lists as people read them, in the language at hand.

Works wherever Flask-Babel knows the locale: in a request, and in a letter's
``force_locale``.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time
from flask_babel import get_locale, pgettext

_LONG_DATE = {"de": "EEEE, d. MMMM y", "en": "EEEE, d MMMM y", "ar": "EEEE، d MMMM y"}
_SHORT_DATE = {"de": "EEE d.M.", "en": "EEE d MMM", "ar": "EEE d/M"}


def _language() -> str:
    return str(get_locale() or "de").split("_")[0]


def long_date(value: datetime, zone: ZoneInfo) -> str:
    """Donnerstag, 21. Januar 2027."""
    pattern = _LONG_DATE.get(_language(), "full")
    return format_date(value.astimezone(zone).date(), pattern, locale=_locale())


def short_date(value: datetime, zone: ZoneInfo) -> str:
    """Do 21.1."""
    local = value.astimezone(zone).date()
    text = format_date(local, _SHORT_DATE.get(_language(), "EEE d.M."), locale=_locale())
    # German abbreviates weekdays with a full stop ("Do."), which reads badly here.
    return text.replace(".", "", 1) if _language() == "de" else text


def clock(value: datetime, zone: ZoneInfo) -> str:
    """9:30, without the word for o'clock."""
    pattern = "H:mm" if _language() in ("de", "en") else "short"
    return format_time(value.astimezone(zone), pattern, tzinfo=zone, locale=_locale())


def span(starts: datetime, ends: datetime, zone: ZoneInfo) -> str:
    """Donnerstag, 21. Januar 2027, 9:30–16:30 Uhr."""
    if starts.astimezone(zone).date() != ends.astimezone(zone).date():
        first, last = moment(starts, zone), moment(ends, zone)
        return pgettext("dates", "%(first)s to %(last)s", first=first, last=last)
    first, last = clock(starts, zone), clock(ends, zone)
    times = pgettext("times of day", "%(first)s–%(last)s", first=first, last=last)
    return f"{long_date(starts, zone)}{_comma()}{times}"


def moment(value: datetime, zone: ZoneInfo) -> str:
    """Donnerstag, 21. Januar 2027, 9:30 Uhr."""
    time = pgettext("time of day", "%(time)s", time=clock(value, zone))
    return f"{long_date(value, zone)}{_comma()}{time}"


def _comma() -> str:
    return "، " if _language() == "ar" else ", "


def day_and_month(value: datetime, zone: ZoneInfo) -> str:
    """1. Dezember."""
    day = value.astimezone(zone).date()
    return format_skeleton("MMMMd", day, locale=_locale())


def month_name(value: datetime, zone: ZoneInfo) -> str:
    """The month, short: Jan."""
    return format_skeleton("MMM", value.astimezone(zone), tzinfo=zone, locale=_locale())


def _locale() -> str:
    return str(get_locale() or "de")
