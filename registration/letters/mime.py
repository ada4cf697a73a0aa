"""Puts a letter into its envelope: one standards-conforming MIME message."""

from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from functools import cache, lru_cache
from typing import Any

from ..settings import Settings
from .render import Letter

FILE_NAMES = {"PUBLISH": "termin.ics", "CANCEL": "absage.ics"}
# Whose value is the letter's own: no use keeping them, and they tell of a person.
_OF_ONE_LETTER = {"To", "Subject", "Date", "Message-ID", "List-Unsubscribe"}


class _TightPolicy(EmailPolicy):
    """SMTP's policy, but only words for people are ever encoded, and no header begins empty.

    ``email`` itself folds what is long and has no space as encoded words, in addresses and
    links too, where no reader decodes them (RFC 2047, 5). A line may hold 998 octets
    (RFC 5322, 2.1.1); nothing of ours comes near.
    """

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """Parse once what many letters share (docs/benchmarks.md, Letters)."""
        if name in _OF_ONE_LETTER or not isinstance(value, str):
            return super().header_store_parse(name, value)
        return _parsed(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """One header as it goes over the line."""
        addresses: tuple[Address, ...] = getattr(value, "addresses", ())
        if name == "Subject":
            words = _words(name, value)
        elif addresses:
            words = ", ".join(_with_name(name, address) for address in addresses)
        elif name.startswith("Content-") or not value.isascii():
            return super().fold_binary(name, value)
        else:
            words = value
        return f"{name}: {words}{self.linesep}".encode("ascii")


def _words(name: str, text: str) -> str:
    """Words for people, folded.

    What is not ASCII is encoded whole: the usual way loses or doubles spaces where an
    encoded word meets another or a plain one (RFC 2047, 6.2).
    """
    charset = "us-ascii" if text.isascii() else "utf-8"
    return Header(text, charset, header_name=name).encode(linesep=SMTP.linesep)


def _with_name(name: str, address: Address) -> str:
    if not address.display_name:
        return address.addr_spec
    if address.display_name.isascii():
        return f"{_quoted(address.display_name)}{SMTP.linesep} <{address.addr_spec}>"
    return f"{_words(name, address.display_name)}{SMTP.linesep} <{address.addr_spec}>"


def _quoted(name: str) -> str:
    """A display name as a quoted string (RFC 5322, 3.2.4)."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


class _Headers(HeaderRegistry):
    """``email``'s own registry, but it makes the class of a header once, not for each header."""

    def __getitem__(self, name: str) -> Any:
        """The class for headers of this name."""
        return _class_of(name)


_class_of = cache(HeaderRegistry().__getitem__)
_POLICY = _TightPolicy(linesep=SMTP.linesep, cte_type=SMTP.cte_type, header_factory=_Headers())


@lru_cache(maxsize=64)
def _parsed(name: str, value: str) -> tuple[str, Any]:
    return EmailPolicy.header_store_parse(_POLICY, name, value)


@dataclass(frozen=True)
class Envelope:
    """What a letter needs besides its words."""

    message_id: str
    date: datetime


def as_email(letter: Letter, envelope: Envelope, settings: Settings) -> EmailMessage:
    """The MIME message of a letter: text, HTML of the same, and calendar parts."""
    email = EmailMessage(policy=_POLICY)
    sender = Address(settings.mail_sender_name, addr_spec=settings.mail_sender_address)
    email["From"] = str(sender)
    email["To"] = Address(addr_spec=letter.recipient)
    email["Subject"] = letter.subject
    email["Date"] = format_datetime(envelope.date)
    email["Message-ID"] = f"<{envelope.message_id}@{sender.domain}>"
    email["Auto-Submitted"] = "auto-generated"
    email["X-Zusage-Letter"] = letter.kind
    if letter.reply_to:
        email["Reply-To"] = letter.reply_to
    if letter.unsubscribe:
        # One-click unsubscribe, RFC 8058.
        email["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        email["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    _fill(email, letter)
    # After the content, which takes all earlier Content headers with it.
    email["Content-Language"] = letter.language
    return email


def _fill(email: EmailMessage, letter: Letter) -> None:
    email.set_content(letter.text, cte="quoted-printable")
    email.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    for part in letter.calendars:
        email.add_attachment(
            part.content,
            maintype="text",
            subtype="calendar",
            cte="base64",
            filename=FILE_NAMES[part.method],
            params={"method": part.method, "charset": "utf-8"},
        )
