"""How single values of a programme file are checked. Each check returns the value or raises."""

import re
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from ..text import has_control_characters, is_blank
from .limits import FIRST_YEAR, LAST_YEAR, LONGEST_LINE, LONGEST_TEXT, LONGEST_URL

Check = Callable[[object], object]

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class Wrong(ValueError):
    """A value that can't stand; the text says what to write instead."""


def line(value: object) -> str:
    """One line of text, not blank."""
    if not isinstance(value, str) or is_blank(value):
        raise Wrong("must be a text that is not empty")
    if has_control_characters(value) or len(value) > LONGEST_LINE:
        raise Wrong(f"must be one line of at most {LONGEST_LINE} characters")
    return value.strip()


def optional_line(value: object) -> str:
    """One line of text, which may be empty."""
    return "" if value == "" else line(value)


def text(value: object) -> str:
    """A text of several lines."""
    if not isinstance(value, str):
        raise Wrong("must be a text")
    if has_control_characters(value, lines=True) or len(value) > LONGEST_TEXT:
        raise Wrong(f"must be a text of at most {LONGEST_TEXT} characters")
    # One kind of line break: TOML writers and browsers turn one into the other.
    return value.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def yes_or_no(value: object) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise Wrong("must be true or false")
    return value


def whole_number(lowest: int, highest: int) -> Check:
    """A whole number within bounds."""

    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise Wrong(f"must be a whole number from {lowest} to {highest}")
        return value

    return check


def time(value: object) -> datetime:
    """A time with its offset from UTC."""
    if not isinstance(value, datetime):
        raise Wrong("must be a time such as 2027-01-21T09:30:00+01:00")
    if value.tzinfo is None:
        raise Wrong("needs its offset from UTC, such as +01:00 at the end")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Wrong(f"must be of a year from {FIRST_YEAR} to {LAST_YEAR}")
    return value


def matching(pattern: re.Pattern[str], what: str) -> Check:
    """A text of a given form."""

    def check(value: object) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise Wrong(f"must be {what}")
        return value

    return check


slug = matching(SLUG, "made of a-z, 0-9 and - (80 at most), as it stands in the web address")
key = matching(KEY, "made of a-z, 0-9 and _ (40 at most), beginning with a letter")
language = matching(LANGUAGE, "a language code such as de or en")


def one_of(kinds: type[StrEnum]) -> Check:
    """One of the words of an enumeration."""

    def check(value: object) -> StrEnum:
        words = [kind.value for kind in kinds]
        if value not in words:
            raise Wrong("must be one of " + ", ".join(f'"{word}"' for word in words))
        return kinds(str(value))

    return check


def word_of(*words: str) -> Check:
    """One of a few words."""

    def check(value: object) -> str:
        if value not in words:
            raise Wrong("must be one of " + ", ".join(f'"{word}"' for word in words))
        return str(value)

    return check


def list_of(check_one: Check, shortest: int = 0, longest: int = 100) -> Check:
    """A list whose entries each pass a check; kept as a tuple."""

    def check(value: object) -> tuple[object, ...]:
        if not isinstance(value, list) or not shortest <= len(value) <= longest:
            raise Wrong(f"must be a list of {shortest} to {longest} entries")
        return tuple(check_one(entry) for entry in value)

    return check


def web_address(value: object) -> str:
    """An http or https address with a host."""
    if not isinstance(value, str) or has_control_characters(value):
        raise Wrong("must be a web address such as https://konferenz.example/raum")
    if any(char.isspace() for char in value) or not _has_host(value):
        raise Wrong("must be a web address such as https://konferenz.example/raum")
    if len(value) > LONGEST_URL:
        raise Wrong(f"must be a web address of at most {LONGEST_URL} characters")
    return value


def _has_host(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:  # such as an open bracket
        return False


def mail_address(address_in: Callable[[str], str]) -> Check:
    """An e-mail address, as the given rule makes it of a text."""

    def check(value: object) -> str:
        found = address_in(value) if isinstance(value, str) else ""
        if not found:
            raise Wrong("must be an e-mail address such as name@stadt.example")
        return found

    return check
