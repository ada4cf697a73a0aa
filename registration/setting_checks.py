"""How environment variables are checked. Each check returns the value or says what is wrong."""

import re
import ssl
from collections.abc import Callable
from email.errors import HeaderParseError
from email.headerregistry import Address
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from .addresses import address_in
from .domain.colours import LEAST_CONTRAST, LIGHT_GROUND, contrast, is_colour
from .domain.text import has_control_characters

SHORTEST_SECRET = 32
LOCAL_HOSTS = ("localhost", "127.0.0.1")
# As browsers name it; anything else in it could end up in a header.
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9])?")


class Wrong(ValueError):
    """A value that can't stand, and why."""


def secret_keys(raw: str) -> tuple[str, ...]:
    """One or several keys, newest first, each long and varied enough to be random."""
    keys = tuple(key.strip() for key in raw.split(",") if key.strip())
    if not keys or any(len(key) < SHORTEST_SECRET or len(set(key)) < 10 for key in keys):
        raise Wrong(f"is weak: each key needs {SHORTEST_SECRET} random characters")
    return keys


def origin(raw: str) -> str:
    """An address with scheme, host and port only, in the form browsers send it."""
    parts, port = _split(raw, f"is no web address: {raw!r}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Wrong(f"needs http:// or https:// and a host: {raw!r}")
    if not _HOST.fullmatch(parts.hostname):
        raise Wrong(f"must name a host of a-z, 0-9, - and . (xn-- for others): {raw!r}")
    if _more_than_origin(parts):
        raise Wrong(f"must not have a path or anything behind the host: {raw!r}")
    if parts.scheme == "http" and parts.hostname not in LOCAL_HOSTS:
        raise Wrong(f"must begin with https:// (http is for localhost only): {raw!r}")
    default = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{parts.hostname}" + (
        f":{port}" if port not in (None, default) else ""
    )


def _more_than_origin(parts: SplitResult) -> bool:
    return parts.path not in ("", "/") or bool(parts.query or parts.fragment or "@" in parts.netloc)


def _split(raw: str, wrong: str) -> tuple[SplitResult, int | None]:
    """The parts of an address and its port; an impossible one is Wrong."""
    try:
        parts = urlsplit(raw)
        return parts, parts.port
    except ValueError:  # such as an open bracket, or port 99999
        raise Wrong(wrong) from None


def origins(raw: str) -> tuple[str, ...]:
    """The CMS origins that may frame the form; never a wildcard."""
    if "*" in raw:
        raise Wrong("must not hold a wildcard")
    return tuple(origin(one.strip()) for one in raw.split(",") if one.strip())


def sender(raw: str) -> tuple[str, str]:
    """Name and address; all before the last ``<`` is the name, even with a comma."""
    name, angle, rest = raw.rpartition("<")
    address = rest.strip().removesuffix(">").strip()
    name = name.strip().strip('"').strip() if angle else ""
    if has_control_characters(raw) or bool(angle) != rest.strip().endswith(">"):
        raise Wrong("is no sender")
    return name, _address(address)


def sender_name(raw: str) -> str:
    """The name of a sender; empty without one."""
    return sender(raw)[0]


def sender_address(raw: str) -> str:
    """The address of a sender."""
    return sender(raw)[1]


def _address(raw: str) -> str:
    try:
        # The same rule as in forms, and what a From header takes besides.
        return Address(addr_spec=address_in(raw)).addr_spec
    except (ValueError, IndexError, HeaderParseError):
        raise Wrong(f"is no e-mail address: {raw!r}") from None


def host_name(raw: str) -> str:
    """A host without scheme, port or spaces."""
    if not _HOST.fullmatch(raw.lower()) and not _is_ipv6(raw):
        raise Wrong(f"must be a host alone (the port goes into MAIL_PORT): {raw!r}")
    return raw


def own_address(raw: str) -> str:
    """An address of this machine, on which to listen."""
    try:
        return str(ip_address(raw))
    except ValueError as error:
        raise Wrong(f"must be an IP address of this machine: {raw!r}") from error


def _is_ipv6(raw: str) -> bool:
    try:
        IPv6Address(raw)
    except ValueError:
        return False
    return True


def database_url(raw: str) -> str:
    """A SQLite or PostgreSQL address as SQLAlchemy reads it."""
    raw = raw.replace("postgres://", "postgresql://", 1) if raw.startswith("postgres://") else raw
    try:
        url = make_url(raw)
        url.get_dialect()
    except (ArgumentError, ImportError, ValueError):
        raise Wrong("is no database address") from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise Wrong("must name SQLite or PostgreSQL")
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise Wrong("must name a file: several processes share it")
    return raw


def redis_url(raw: str) -> str:
    """An address of Redis or Valkey."""
    wrong = "must be an address such as redis://127.0.0.1:6379/0"
    parts, _ = _split(raw, wrong)
    if parts.scheme not in ("redis", "rediss", "unix", "valkey"):
        raise Wrong(wrong)
    return raw.replace("valkey://", "redis://", 1)


def web_address(raw: str) -> str:
    """An http or https address."""
    wrong = f"must be a web address such as https://www.stadt.example/impressum: {raw!r}"
    parts, _ = _split(raw, wrong)
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in raw:
        raise Wrong(wrong)
    return raw


def number(lowest: int, highest: int) -> Callable[[str], int]:
    """A whole number within bounds."""

    def check(raw: str) -> int:
        # Python refuses to read numbers of thousands of digits.
        digits = raw.isascii() and raw.isdigit() and len(raw) < 20
        if not digits or not lowest <= int(raw) <= highest:
            raise Wrong(f"must be a whole number from {lowest} to {highest}: {raw!r}")
        return int(raw)

    return check


def yes_or_no(raw: str) -> bool:
    """true or false, in the usual spellings."""
    words = {"true": True, "1": True, "yes": True, "on": True}
    words |= {"false": False, "0": False, "no": False, "off": False}
    if raw.lower() not in words:
        raise Wrong(f"must be true or false: {raw!r}")
    return words[raw.lower()]


def time_zone(raw: str) -> str:
    """A name of the IANA time zone database."""
    try:
        ZoneInfo(raw)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Wrong(f"must be a time zone such as Europe/Berlin: {raw!r}") from None
    return raw


def one_line(raw: str) -> str:
    """A text without control characters."""
    if has_control_characters(raw):
        raise Wrong("must be one line of text")
    return raw


def token(raw: str) -> str:
    """A secret word of at least 16 visible characters."""
    if len(raw) < 16 or not raw.isascii() or not raw.isprintable() or " " in raw:
        raise Wrong("is weak: write at least 16 random letters and digits")
    return raw


def text_file(raw: str) -> str:
    """The text of the Markdown file at the given path."""
    try:
        found = Path(raw).read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise Wrong(f"must be the path of a readable Markdown file (UTF-8): {raw}") from None
    if not found.strip():
        raise Wrong(f"names an empty file: {raw}")
    return found


def certificates(raw: str) -> str:
    """The path of a PEM file with the certificates of an own authority."""
    try:
        ssl.create_default_context(cafile=raw)
    except (OSError, ssl.SSLError):
        raise Wrong(f"must be the path of a PEM file with certificates: {raw}") from None
    return raw


def one_of(*words: str) -> Callable[[str], str]:
    """One of a few words."""

    def check(raw: str) -> str:
        if raw not in words:
            raise Wrong(f"must be one of {', '.join(words)}: {raw!r}")
        return raw

    return check


def colour_on(ground: str) -> Callable[[str], str]:
    """A colour that can be read on a ground: links and buttons have it."""

    def check(raw: str) -> str:
        if not is_colour(raw):
            raise Wrong(f"must be a colour such as #0b5563: {raw!r}")
        found = contrast(raw, ground)
        if found < LEAST_CONTRAST:
            raise Wrong(
                f"can't be read on {ground}: its contrast is {found:.1f}, and must be"
                f" {LEAST_CONTRAST} at least. Choose a {_which_way(ground)} colour"
            )
        return raw.lower()

    return check


def _which_way(ground: str) -> str:
    return "darker" if ground == LIGHT_GROUND else "lighter"
